import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { openSqliteStore } from "./open.ts";
import { insertOpsItem, loadOpsItem, operationalDataOf, updateOpsItems } from "./ops-items.ts";
import type { Store } from "./transaction.ts";

const row = opsItemRow({
  id: "oi-000000000001",
  operational_data: '{"/aws/automations":{"Type":"SearchableString","Value":"[]"}}',
  execution_id: "6f0c0000-0000-4000-8000-000000000000",
});

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  store = openSqliteStore(folder);
  await store.write(() => insertOpsItem(row));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test("an OpsItem is loaded as it was stored", async () => {
  expect(await store.read(() => loadOpsItem(row.id))).toEqual(row);
  expect(operationalDataOf(row)).toEqual({ "/aws/automations": { Type: "SearchableString", Value: "[]" } });
});

test("an unknown OpsItem is not there", async () => {
  expect(await store.read(() => loadOpsItem("oi-00000000000f"))).toBeUndefined();
});

test("each change raises the version, and leaves what it does not name", async () => {
  const lee = "arn:aws:iam::111122223333:user/lee";
  await store.write(() =>
    updateOpsItems([
      { id: row.id, changes: 1, modifiedBy: lee, modifiedMs: 2000, status: "PendingApproval" },
      {
        id: row.id,
        changes: 2,
        modifiedBy: lee,
        modifiedMs: 3000,
        status: "RunbookInProgress",
        actualStartMs: 2900,
        workflowId: "w",
      },
      { id: row.id, changes: 1, modifiedBy: lee, modifiedMs: 4000, operationalData: "{}", actualEndMs: 3900 },
    ]),
  );
  expect(await store.read(() => loadOpsItem(row.id))).toEqual({
    ...row,
    status: "RunbookInProgress",
    modified_by: lee,
    modified_ms: 4000,
    actual_start_ms: 2900,
    actual_end_ms: 3900,
    workflow_id: "w",
    operational_data: "{}",
    version: 5,
  });
});

test("a change concerns one OpsItem only", async () => {
  await store.write(() => insertOpsItem({ ...row, id: "oi-000000000002" }));
  await store.write(() =>
    updateOpsItems([{ id: row.id, changes: 1, modifiedBy: "x", modifiedMs: 5, status: "Approved" }]),
  );
  expect(await store.read(() => loadOpsItem("oi-000000000002"))).toEqual({ ...row, id: "oi-000000000002" });
});
