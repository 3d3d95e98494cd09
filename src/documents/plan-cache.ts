import type { ChangeTemplate, Plan } from "./plan.ts";

/** Compiled documents by the hash of their content: a document is compiled once, not once per execution. */
export interface PlanCache {
  /** The compiled runbook if it is at hand, without its content. */
  peekRunbook(hash: string): Plan | undefined;
  /** @throws Error when the content does not compile, which CreateDocument has made sure of. */
  runbook(hash: string, content: string, format: string): Plan;
  /** @throws Error when the content does not compile, which CreateDocument has made sure of. */
  template(hash: string, content: string, format: string): ChangeTemplate;
}
