import type { ChangeTemplate, Plan } from "./plan.ts";

/** Compiled documents by the hash of their content: a document is compiled once, not once per execution. */
export interface PlanCache {
  /** @throws when the content does not compile, which CreateDocument has made sure of. */
  runbook(hash: string, content: string, format: string): Plan;
  /** @throws when the content does not compile, which CreateDocument has made sure of. */
  template(hash: string, content: string, format: string): ChangeTemplate;
}
