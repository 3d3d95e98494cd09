import { compileChangeRequest } from "../changes/compile.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { PlanCache } from "../documents/plan-cache.ts";
import type { Plan } from "../documents/plan.ts";
import { loadContent } from "./contents.ts";
import type { ExecutionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** Reads the request that an execution was accepted with. */
export function requestOf(row: Pick<ExecutionRow, "request">): ExecutionRequest {
  return JSON.parse(row.request) as ExecutionRequest;
}

/** The plan that an execution runs: of its frozen runbook, or compiled from the change request itself. */
export function* loadPlan(
  plans: PlanCache,
  row: Pick<ExecutionRow, "content_hash">,
  request: ExecutionRequest,
): Transaction<Plan> {
  if (request.kind === "change-request") return compileChangeRequest(request.change);
  const known = plans.peekRunbook(row.content_hash);
  if (known !== undefined) return known;
  const { body, format } = yield* loadContent(row.content_hash);
  return plans.runbook(row.content_hash, body, format);
}
