import type { DatabaseSync } from "node:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { executionRow } from "../../test/fixtures/executions.ts";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { home, morningMs } from "../../test/fixtures/ports.ts";
import { plansOf } from "../../test/fixtures/query-plans.ts";
import { findClientToken } from "./client-tokens.ts";
import { loadContent } from "./contents.ts";
import { listExecutions } from "./execution-lists.ts";
import {
  countOpenExecutions,
  insertExecutions,
  loadCalendarWaits,
  loadExecution,
  loadLeases,
  loadWakes,
  renewLeases,
  updateExecution,
} from "./executions.ts";
import {
  admitChildren,
  cancelQueuedChildren,
  loadChildren,
  loadFanOut,
  loadRunningChildren,
  putFanOut,
} from "./fan-outs.ts";
import { putEvents, takeEvents } from "./inbox.ts";
import { openDatabase } from "./open.ts";
import { listEvents } from "./ops-item-events.ts";
import { searchOpsItems } from "./ops-item-search.ts";
import { insertOpsItem, loadOpsItem, updateOpsItems } from "./ops-items.ts";
import { loadSettings } from "./settings.ts";
import { insertSteps, loadStep, loadStepOutputs, loadSteps, updateSteps } from "./steps.ts";
import type { StepRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

let folder: string;
let database: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-plans-"));
  database = openDatabase(join(folder, "countersign.db"));
  plansOf(database, insertExecutions([executionRow({ id: "a" })]));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function linesOf(transaction: Transaction<unknown>): readonly string[] {
  return plansOf(database, transaction).flatMap(({ lines }) => lines);
}

const step: StepRow = {
  execution_id: "a",
  step_index: 0,
  status: "InProgress",
  attempt: 1,
  started_ms: morningMs,
  ended_ms: null,
  timeout_seconds: null,
  inputs: "{}",
  outputs: null,
  response_code: null,
  response: null,
  failure_message: null,
  failure_details: null,
  log: null,
};

const fanOut = {
  execution_id: "a",
  total: 1,
  max_concurrency: 1,
  max_errors: 0,
  ramp_window: 1,
  ramp_ended: 0,
  admitted: 0,
  succeeded: 0,
  failed: 0,
  timed_out: 0,
  cancelled: 0,
};

describe("what runs for each event finds its rows by their keys, however many others there are", () => {
  test.each<[string, () => Transaction<unknown>, readonly string[]]>([
    ["an execution", () => loadExecution("a"), ["execution USING PRIMARY KEY (id=?)"]],
    ["an execution's change", () => updateExecution(executionRow({ id: "a" })), ["execution USING PRIMARY KEY (id=?)"]],
    ["a lease", () => renewLeases(["a"], 1), ["execution USING PRIMARY KEY (id=?)"]],
    ["a step", () => loadStep("a", 0), ["step USING PRIMARY KEY (execution_id=? AND step_index=?)"]],
    ["a step's change", () => updateSteps([step]), ["step USING PRIMARY KEY (execution_id=? AND step_index=?)"]],
    ["the steps of an execution", () => loadSteps("a"), ["step USING PRIMARY KEY (execution_id=?)"]],
    ["the outputs of an execution", () => loadStepOutputs("a"), ["step USING PRIMARY KEY (execution_id=?)"]],
    ["a frozen document", () => loadContentOf("0"), ["content USING PRIMARY KEY (hash=?)"]],
    ["the counters of a fan-out", () => loadFanOut("a"), ["fanout USING PRIMARY KEY (execution_id=?)"]],
    [
      "the targets that may start",
      () => admitChildren("a", 0, 5, morningMs),
      ["execution USING INDEX execution_by_parent (parent_id=? AND child_seq>? AND child_seq<?)"],
    ],
    [
      "the targets that shall not start any more",
      () => cancelQueuedChildren("a", 5, morningMs),
      ["execution USING INDEX execution_by_parent (parent_id=? AND child_seq>?)"],
    ],
    [
      "the children that run",
      () => loadRunningChildren("a"),
      ["execution USING INDEX execution_by_parent (parent_id=?)"],
    ],
    ["an OpsItem", () => loadOpsItem("a"), ["ops_item USING PRIMARY KEY (id=?)"]],
    [
      "an OpsItem's change",
      () => updateOpsItems([{ id: "a", changes: 1, modifiedBy: "x", modifiedMs: 5 }]),
      ["ops_item USING PRIMARY KEY (id=?)"],
    ],
    [
      "the settings",
      () => loadSettings(home.accountId, home.region),
      ["service_setting USING PRIMARY KEY (account_id=? AND region=?)"],
    ],
    [
      "a client token",
      () =>
        findClientToken({
          account_id: home.accountId,
          region: home.region,
          operation: "StartAutomationExecution",
          token: "t",
        }),
      ["client_token USING PRIMARY KEY (account_id=? AND region=? AND operation=? AND token=?)"],
    ],
    [
      "the open executions of an account",
      () => countOpenExecutions(home.accountId, home.region),
      ["execution USING INDEX execution_open (account_id=? AND region=?)"],
    ],
    [
      "the requests that a calendar holds",
      () => loadCalendarWaits(home.region),
      ["execution USING COVERING INDEX execution_held (region=?)"],
    ],
  ])("%s", (_title, transaction, expected) => {
    expect(linesOf(transaction())).toEqual(expected.map((line) => `SEARCH ${line}`));
  });

  test("the events in an inbox, read and removed", () => {
    plansOf(database, putEvents([{ executionId: "a", event: "{}" }]));
    expect(linesOf(takeEvents("a"))).toEqual([
      "SEARCH inbox USING INDEX inbox_by_execution (execution_id=?)",
      "SEARCH inbox USING INDEX inbox_by_execution (execution_id=? AND seq<?)",
    ]);
  });

  test("rows that are added look for nothing", () => {
    expect(linesOf(insertExecutions([executionRow({ id: "b" })]))).toEqual([]);
    expect(linesOf(insertSteps([step]))).toEqual([]);
    expect(linesOf(putFanOut(fanOut))).toEqual([]);
    expect(linesOf(putEvents([{ executionId: "a", event: "{}" }]))).toEqual([]);
    expect(linesOf(insertOpsItem(opsItemRow({ id: "oi-1" })))).toEqual([]);
  });

  function* loadContentOf(hash: string): Transaction<void> {
    try {
      yield* loadContent(hash);
    } catch {
      // There is none: it is the way to it that counts.
    }
  }
});

describe("a start reads what waits, and nothing of what has ended", () => {
  test("wakes", () => {
    expect(linesOf(loadWakes())).toEqual([
      "SEARCH execution USING COVERING INDEX execution_to_wake (wake_ms>?)",
      // All that is in an inbox waits.
      "SCAN inbox USING COVERING INDEX inbox_by_execution",
      "SCAN execution USING COVERING INDEX execution_held",
    ]);
  });

  test("leases", () => {
    expect(linesOf(loadLeases())).toEqual(["SEARCH execution USING COVERING INDEX execution_leased (lease_ms>?)"]);
  });
});

describe("lists are read in the order of an index, a page at a time", () => {
  const page = { ...home, limit: 51 };

  test("the children of an execution", () => {
    expect(linesOf(loadChildren("a"))).toEqual([
      "SEARCH execution USING INDEX execution_by_parent (parent_id=?)",
      "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
    ]);
  });

  test.each<[string, () => Transaction<unknown>, string]>([
    [
      "executions",
      () => listExecutions(home, [], undefined, 51),
      "execution USING INDEX execution_by_start (account_id=? AND region=?)",
    ],
    [
      "OpsItems",
      () => searchOpsItems({ ...page, conditions: [] }),
      "ops_item USING INDEX ops_item_by_creation (account_id=? AND region=?)",
    ],
    [
      "OpsItems, from a place on",
      () => searchOpsItems({ ...page, conditions: [], after: { createdMs: morningMs, id: "oi-1" } }),
      "ops_item USING INDEX ops_item_by_creation (account_id=? AND region=? AND (created_ms,id)<(?,?))",
    ],
    [
      "the timeline of an account",
      () => listEvents({ ...page, afterSeq: 7 }),
      "ops_item_event USING INDEX ops_item_event_by_account (account_id=? AND region=? AND seq>?)",
    ],
    [
      "the timeline of an OpsItem",
      () => listEvents({ ...page, afterSeq: 7, opsItemIds: ["oi-1"] }),
      "ops_item_event USING INDEX ops_item_event_by_item (ops_item_id=? AND seq>?)",
    ],
  ])("%s", (_title, transaction, expected) => {
    expect(linesOf(transaction())).toEqual([`SEARCH ${expected}`]);
  });

  test("the timelines of several OpsItems, without reading that of the whole account", () => {
    expect(linesOf(listEvents({ ...page, afterSeq: 7, opsItemIds: ["oi-1", "oi-2"] }))).toEqual([
      "SEARCH ops_item_event USING INDEX ops_item_event_by_item (ops_item_id=? AND seq>?)",
      "USE TEMP B-TREE FOR ORDER BY",
    ]);
  });
});
