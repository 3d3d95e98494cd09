import type { PlanCache } from "../documents/plan-cache.ts";
import type { DocumentFormat } from "../documents/parse.ts";
import type { ChangeTemplate, Plan } from "../documents/plan.ts";
import { problemText } from "../documents/problem.ts";
import { compileRunbook } from "../documents/runbook.ts";
import { compileChangeTemplate } from "../documents/template.ts";

/** How many compiled documents are kept of each kind. */
const sizeMax = 1000;

/** Makes an empty cache of compiled documents; the one not asked for the longest is forgotten first. */
export function createPlanCache(): PlanCache {
  const runbooks = new Map<string, Plan>();
  const templates = new Map<string, ChangeTemplate>();
  return {
    peekRunbook: (hash) => recall(runbooks, hash),
    runbook: (hash, content, format) => recall(runbooks, hash) ?? keep(runbooks, hash, runbookOf(content, format)),
    template: (hash, content, format) => recall(templates, hash) ?? keep(templates, hash, templateOf(content, format)),
  };
}

function runbookOf(content: string, format: string): Plan {
  const compiled = compileRunbook(content, format as DocumentFormat);
  if ("plan" in compiled) return compiled.plan;
  throw new Error(`A stored runbook does not compile: ${problemText(compiled.problems[0])}`);
}

function templateOf(content: string, format: string): ChangeTemplate {
  const compiled = compileChangeTemplate(content, format as DocumentFormat);
  if ("template" in compiled) return compiled.template;
  throw new Error(`A stored change template does not compile: ${problemText(compiled.problems[0])}`);
}

function recall<Compiled>(cache: Map<string, Compiled>, hash: string): Compiled | undefined {
  const known = cache.get(hash);
  return known === undefined ? undefined : keep(cache, hash, known);
}

function keep<Compiled>(cache: Map<string, Compiled>, hash: string, compiled: Compiled): Compiled {
  cache.delete(hash);
  cache.set(hash, compiled);
  if (cache.size > sizeMax) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return compiled;
}
