import type { ChildResult, Command } from "../automation/events.ts";
import type { ParameterMap, RunbookRequest, Target } from "../targets/runbook-request.ts";
import { checkRunbook } from "../targets/check-runbook.ts";
import { resolveTargets } from "../targets/resolve.ts";
import { isValueList, isValueMap, type Value, type ValueMap } from "../documents/value.ts";
import { toParameterStrings } from "../documents/parameters.ts";
import { freezeContent } from "../store/contents.ts";
import { findDocument, findDocumentVersion } from "../store/documents.ts";
import { insertExecutions, type Wake } from "../store/executions.ts";
import { loadRunningChildren } from "../store/fan-outs.ts";
import { putEvents } from "../store/inbox.ts";
import { runbookExecutionRow } from "../store/new-executions.ts";
import type { Transaction } from "../store/transaction.ts";
import type { InboxEvent } from "./inbox-event.ts";
import type { Journal } from "./journal.ts";
import type { Kit } from "./kit.ts";

/** How deep executions may nest below the top one. Source: AWS quotas of Automation. */
const maxDepth = 5;

type Started = { readonly executionId: string } | { readonly failed: ChildResult };

/** Starts the child that a step asks for, in the transaction that records the asking. */
export function* startChild(
  kit: Kit,
  journal: Journal,
  command: Extract<Command, { kind: "start-child" }>,
): Transaction<Started> {
  const { row, request, nowMs } = journal;
  if (row.depth >= maxDepth)
    return failed(`The nesting is too deep: at most ${maxDepth} levels below the first execution.`);
  const checked = yield* childRunbook(kit, journal, command);
  if ("problem" in checked) return failed(checked.problem);
  const id = kit.newId();
  const duties = request.kind === "change-request" ? request.change.duties : request.duties;
  const child = runbookExecutionRow({
    id,
    accountId: row.account_id,
    region: row.region,
    runbook: checked.runbook,
    isFanOut: resolveTargets(checked.runbook) !== undefined,
    executedBy: row.executed_by,
    nowMs,
    parent: { id: row.id, stepIndex: command.stepIndex, childSeq: null, depth: row.depth },
    ...(duties !== undefined && { duties }),
    timelineId: request.kind === "change-request" ? row.ops_item_id : null,
    isAdmitted: true,
  });
  yield* insertExecutions([child]);
  return { executionId: id };
}

function* childRunbook(
  kit: Kit,
  { row, request }: Journal,
  { child }: Extract<Command, { kind: "start-child" }>,
): Transaction<{ readonly runbook: RunbookRequest } | { readonly problem: string }> {
  if (child.kind === "workflow") {
    if (request.kind !== "change-request") throw new Error("Only a change request has a workflow.");
    const { requester } = request.change.duties;
    if (!kit.principalExists(requester)) return { problem: `The requester ${requester} doesn't exist any more.` };
    return { runbook: request.change.runbook };
  }
  const name = String(child.inputs["DocumentName"]);
  const version = child.inputs["DocumentVersion"];
  const document = yield* findDocument(name, { accountId: row.account_id, region: row.region });
  if (document?.documentType !== "Automation") return { problem: `The runbook ${name} doesn't exist.` };
  const found = yield* findDocumentVersion(document, version === undefined ? undefined : String(version));
  if (found === undefined) return { problem: `Version ${String(version)} of the runbook ${name} doesn't exist.` };
  yield* freezeContent({ hash: found.content_hash, format: found.format, body: found.content });
  const plan = kit.plans.runbook(found.content_hash, found.content, found.format);
  const frozen = {
    name: document.name,
    owner: document.owner,
    arn: document.arn,
    version: found.version,
    contentHash: found.content_hash,
  };
  return checkRunbook(askedRunbook(name, child.inputs), frozen, plan, kit.matchPattern, kit.roleExists);
}

function askedRunbook(name: string, inputs: ValueMap) {
  const text = (key: string) => (inputs[key] === undefined ? undefined : String(inputs[key]));
  return {
    DocumentName: name,
    Parameters: parameterMap(inputs["RuntimeParameters"]),
    TargetParameterName: text("TargetParameterName"),
    Targets: mapsOf(inputs["Targets"]).map(targetOf),
    TargetMaps: mapsOf(inputs["TargetMaps"]).map(parameterMap),
    MaxConcurrency: text("MaxConcurrency"),
    MaxErrors: text("MaxErrors"),
    TargetLocations: mapsOf(inputs["TargetLocations"]),
  };
}

function mapsOf(value: Value | undefined): readonly ValueMap[] {
  return isValueList(value) ? value.filter(isValueMap) : [];
}

function targetOf(target: ValueMap): Target {
  const values = target["Values"];
  return { Key: String(target["Key"]), Values: isValueList(values) ? values.map(String) : [] };
}

function parameterMap(value: Value | undefined): ParameterMap {
  if (!isValueMap(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, given]) => [name, toParameterStrings(given)]));
}

function failed(failureMessage: string): Started {
  return { failed: { status: "Failed", failureMessage, outputs: {} } };
}

/** Tells the running children of an execution to stop; answers with whom to wake. */
export function* stopChild(parentId: string, nowMs: number): Transaction<readonly Wake[]> {
  const children = yield* loadRunningChildren(parentId);
  const stop: InboxEvent = { kind: "stop" };
  yield* putEvents(children.map((executionId) => ({ executionId, event: JSON.stringify(stop) })));
  return children.map((executionId) => ({ executionId, atMs: nowMs }));
}
