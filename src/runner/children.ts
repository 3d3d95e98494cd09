import type { ChildResult, Command } from "../automation/events.ts";
import type { RunbookRequest } from "../targets/runbook-request.ts";
import { checkRunbook } from "../targets/check-runbook.ts";
import { resolveTargets } from "../targets/resolve.ts";
import { readStepRequest, type StepRequest } from "../targets/step-request.ts";
import { freezeContent } from "../store/contents.ts";
import { findDocument, findDocumentVersion } from "../store/documents.ts";
import { insertExecutions, type Wake } from "../store/executions.ts";
import { loadRunningChildren } from "../store/fan-outs.ts";
import { putEvents } from "../store/inbox.ts";
import { runbookExecutionRow } from "../store/new-executions.ts";
import { putTags } from "../store/tags.ts";
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
  const checked = yield* childRunbook(kit, journal, command);
  if ("problem" in checked) return failed(checked.problem);
  const isFanOut = resolveTargets(checked.runbook) !== undefined;
  // The targets of a fan-out are a level of their own.
  if (row.depth + (isFanOut ? 2 : 1) > maxDepth) {
    return failed(`The nesting is too deep: at most ${maxDepth} levels below the first execution.`);
  }
  const id = kit.newId();
  const duties = request.kind === "change-request" ? request.change.duties : request.duties;
  const child = runbookExecutionRow({
    id,
    accountId: row.account_id,
    region: row.region,
    runbook: checked.runbook,
    isFanOut,
    executedBy: row.executed_by,
    nowMs,
    parent: { id: row.id, stepIndex: command.stepIndex, childSeq: null, depth: row.depth },
    ...(duties !== undefined && { duties }),
    timelineId: request.kind === "change-request" ? row.ops_item_id : null,
    isAdmitted: true,
  });
  yield* insertExecutions([child]);
  yield* putTags(
    { accountId: row.account_id, region: row.region, resourceType: "Automation", resourceId: id },
    checked.tags,
  );
  return { executionId: id };
}

interface ChildRunbook {
  readonly runbook: RunbookRequest;
  readonly tags: StepRequest["tags"];
}

function* childRunbook(
  kit: Kit,
  { row, request }: Journal,
  { child }: Extract<Command, { kind: "start-child" }>,
): Transaction<ChildRunbook | { readonly problem: string }> {
  if (child.kind === "workflow") {
    if (request.kind !== "change-request") throw new Error("Only a change request has a workflow.");
    const { requester } = request.change.duties;
    if (!kit.principalExists(requester)) return { problem: `The requester ${requester} doesn't exist any more.` };
    return { runbook: request.change.runbook, tags: [] };
  }
  const read = readStepRequest(child.inputs);
  if ("problem" in read) return read;
  const { asked, version, tags } = read;
  const name = asked.DocumentName;
  const document = yield* findDocument(name, { accountId: row.account_id, region: row.region });
  if (document?.documentType !== "Automation") return { problem: `The runbook ${name} doesn't exist.` };
  const found = yield* findDocumentVersion(document, version);
  if (found === undefined) {
    return { problem: `Version ${version ?? "$DEFAULT"} of the runbook ${name} doesn't exist.` };
  }
  yield* freezeContent({ hash: found.content_hash, format: found.format, body: found.content });
  const plan = kit.plans.runbook(found.content_hash, found.content, found.format);
  const frozen = {
    name: document.name,
    owner: document.owner,
    arn: document.arn,
    version: found.version,
    contentHash: found.content_hash,
  };
  const checked = checkRunbook(asked, frozen, plan, kit.matchPattern, kit.roleExists);
  return "problem" in checked ? checked : { runbook: checked.runbook, tags };
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
