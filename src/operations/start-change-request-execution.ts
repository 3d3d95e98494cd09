import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import { acceptChange } from "./accept-change.ts";
import { findReplay, rememberReplay, tokenedRequest } from "./client-token.ts";
import { insertChangeRequest } from "./insert-change-request.ts";
import type { Begun, Ports } from "./ports.ts";

type StartPorts = Pick<Ports, "store" | "engine" | "plans" | "matchPattern" | "newId" | "directory">;

/**
 * Creates a change request from a reviewed template: an execution that waits for its approvals, its calendar and its
 * time, then runs one runbook; and the OpsItem that shows it.
 *
 * Errors, in the order of the checks: IdempotentParameterMismatch; AutomationDefinitionNotFoundException and
 * AutomationDefinitionVersionNotFoundException of the template; AutomationDefinitionNotApprovedException;
 * InvalidAutomationExecutionParametersException of AutoApprove, times, template parameters, approval levels; the not
 * found exceptions of the runbook; InvalidAutomationExecutionParametersException of the runbook, its targets, its
 * role and the tags; AutomationExecutionLimitExceededException. Source: SSM API model.
 */
export function startChangeRequestExecution(ports: StartPorts): Handlers["StartChangeRequestExecution"] {
  return async (input, context) => {
    const begun = await ports.store.write(() => create(ports, input, context));
    ports.engine.follow(begun);
    return { AutomationExecutionId: begun.executionId };
  };
}

function* create(
  ports: StartPorts,
  input: Input<"StartChangeRequestExecution">,
  context: CallContext,
): Transaction<Begun> {
  const tokened = tokenedRequest("StartChangeRequestExecution", input);
  const replay = yield* findReplay(tokened, context);
  if (replay !== undefined) return { executionId: replay };
  const settings = yield* loadSettings(context.principal.accountId, context.region);
  const change = yield* acceptChange(ports, input, settings, context);
  const begun = yield* insertChangeRequest(ports, { change, settings, tags: input.Tags ?? [] }, context);
  yield* rememberReplay(tokened, begun.executionId, context);
  return begun;
}
