import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { checkRunbook } from "../targets/check-runbook.ts";
import { resolveTargets } from "../targets/resolve.ts";
import { runbookExecutionRow } from "../store/new-executions.ts";
import { loadSettings } from "../store/settings.ts";
import { putTags } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";
import { findReplay, rememberReplay, tokenedRequest } from "./client-token.ts";
import { findDefinition, freeze } from "./find-definition.ts";
import type { Begun, Ports } from "./ports.ts";
import { checkQueue, checkStartTags, invalidParameters } from "./start-checks.ts";

type StartInput = Input<"StartAutomationExecution">;
type StartPorts = Pick<Ports, "store" | "engine" | "plans" | "matchPattern" | "newId" | "directory">;

/**
 * Runs a runbook, on no target or once per target. Alarms, target locations and the mode Interactive are refused.
 * Errors, in the order of the checks: IdempotentParameterMismatch, AutomationDefinitionNotFoundException,
 * AutomationDefinitionVersionNotFoundException, InvalidTarget, InvalidAutomationExecutionParametersException,
 * AutomationExecutionLimitExceededException. Source: SSM API model.
 */
export function startAutomationExecution(ports: StartPorts): Handlers["StartAutomationExecution"] {
  return async (input, context) => {
    const id = ports.newId();
    const begun = await ports.store.write(() => accept(ports, input, context, id));
    ports.engine.follow(begun);
    return { AutomationExecutionId: begun.executionId };
  };
}

function* accept(ports: StartPorts, input: StartInput, context: CallContext, id: string): Transaction<Begun> {
  const tokened = tokenedRequest("StartAutomationExecution", input);
  const replay = yield* findReplay(tokened, context);
  if (replay !== undefined) return { executionId: replay };
  const definition = yield* findDefinition("Automation", input.DocumentName, input.DocumentVersion, context);
  refuseUnbuilt(input);
  checkTargetShape(input);
  const { content_hash: hash, content, format } = definition.version;
  const plan = ports.plans.runbook(hash, content, format);
  const frozen = yield* freeze(definition);
  const checked = checkRunbook(input, frozen, plan, ports.matchPattern, ports.directory.roleExists);
  if ("problem" in checked) throw invalidParameters(checked.problem);
  checkStartTags(input.Tags ?? []);
  const { principal, region, nowMs } = context;
  yield* checkQueue(yield* loadSettings(principal.accountId, region), context);
  const row = runbookExecutionRow({
    id,
    accountId: principal.accountId,
    region,
    runbook: checked.runbook,
    isFanOut: resolveTargets(checked.runbook) !== undefined,
    executedBy: principal.arn,
    nowMs,
    isAdmitted: true,
  });
  const begun = yield* ports.engine.begin(row, nowMs);
  yield* putTags(
    { accountId: principal.accountId, region, resourceType: "Automation", resourceId: id },
    input.Tags ?? [],
  );
  yield* rememberReplay(tokened, id, context);
  return begun;
}

/**
 * Refuses what would be run in another way than it says.
 *
 * Differs from AWS: `StartAutomationExecution` takes no `AlarmConfiguration`, no `TargetLocationsURL` and no mode
 * `Interactive` yet.
 */
function refuseUnbuilt(input: StartInput): void {
  if (input.AlarmConfiguration !== undefined) {
    throw invalidParameters("AlarmConfiguration is not supported yet by this server.");
  }
  if (input.TargetLocationsURL !== undefined) {
    throw invalidParameters("TargetLocationsURL is not supported yet by this server.");
  }
  if (input.Mode === "Interactive")
    throw invalidParameters("The mode Interactive is not supported yet by this server.");
}

/** A target of literal values has a key and at least one value. */
function checkTargetShape({ Targets: [target] = [] }: StartInput): void {
  if (target?.Key !== "ParameterValues" && target?.Key !== "ResourceGroup") return;
  const count = target.Values?.length ?? 0;
  const isGood = target.Key === "ParameterValues" ? count > 0 : count === 1;
  if (!isGood) throw new AwsError("InvalidTarget", `The target ${target.Key} has ${count} values.`);
}
