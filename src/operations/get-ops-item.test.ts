import { afterEach, beforeEach, expect, test } from "vitest";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";
import { insertOpsItem } from "../store/ops-items.ts";
import { getOpsItem } from "./get-ops-item.ts";

const id = "oi-000000000001";
const arn = `arn:aws:ssm:eu-west-1:111122223333:opsitem/${id}`;

let ports: TestPorts;

beforeEach(() => {
  ports = createTestPorts();
});

afterEach(() => ports.close());

const get = async (opsItemArn?: string, by = callBy()) =>
  (await getOpsItem(ports)({ OpsItemId: id, OpsItemArn: opsItemArn }, by)).OpsItem;

test("an OpsItem is shown whole", async () => {
  const row = opsItemRow({
    id,
    description: "why".repeat(1000),
    status: "CompletedWithSuccess",
    version: 7,
    priority: 2,
    severity: "3",
    category: "Availability",
    planned_start_ms: 1_800_000_000_000,
    planned_end_ms: 1_800_000_060_000,
    actual_start_ms: 1_800_000_001_234,
    actual_end_ms: 1_800_000_002_345,
    operational_data: JSON.stringify({
      "/aws/automations": { Type: "SearchableString", Value: "[]" },
      note: { Type: "String", Value: "quiet" },
    }),
  });
  await ports.store.write(() => insertOpsItem(row));
  expect(await get()).toEqual({
    OpsItemId: id,
    OpsItemArn: arn,
    OpsItemType: "/aws/changerequest",
    Title: "restart web tier",
    Description: "why".repeat(1000),
    Source: "Change Manager",
    Status: "CompletedWithSuccess",
    Version: "7",
    CreatedBy: "arn:aws:iam::111122223333:user/ana",
    CreatedTime: new Date("2027-01-05T09:00:00Z"),
    LastModifiedBy: "arn:aws:iam::111122223333:user/lee",
    LastModifiedTime: new Date("2027-01-05T09:30:00Z"),
    Priority: 2,
    Severity: "3",
    Category: "Availability",
    PlannedStartTime: new Date(1_800_000_000_000),
    PlannedEndTime: new Date(1_800_000_060_000),
    ActualStartTime: new Date(1_800_000_001_234),
    ActualEndTime: new Date(1_800_000_002_345),
    OperationalData: {
      "/aws/automations": { Type: "SearchableString", Value: "[]" },
      note: { Type: "String", Value: "quiet" },
    },
    Notifications: [],
    RelatedOpsItems: [],
  });
});

test("what an OpsItem does not have is absent", async () => {
  await ports.store.write(() => insertOpsItem(opsItemRow({ id })));
  const shown = await get(arn);
  expect(
    Object.entries(shown ?? {})
      .filter(([, value]) => value === undefined)
      .map(([member]) => member),
  ).toEqual([
    "Priority",
    "Severity",
    "Category",
    "PlannedStartTime",
    "PlannedEndTime",
    "ActualStartTime",
    "ActualEndTime",
  ]);
});

test.each([
  ["in another account", undefined, callBy({ accountId: "444455556666" })],
  ["in another Region", undefined, callBy({ region: "us-east-1" })],
  ["under the ARN of another OpsItem", arn.replace(id, "oi-000000000002"), callBy()],
  ["under an ARN of another Region", arn.replace("eu-west-1", "us-east-1"), callBy()],
])("an OpsItem is not found %s", async (_, opsItemArn, by) => {
  await ports.store.write(() => insertOpsItem(opsItemRow({ id })));
  await expect(get(opsItemArn, by)).rejects.toMatchObject({ code: "OpsItemNotFoundException" });
});

test("an OpsItem of another account is denied, whether it exists or not", async () => {
  await ports.store.write(() => insertOpsItem(opsItemRow({ id })));
  for (const by of [
    callBy({ accountId: "444455556666" }),
    callBy({ accountId: "444455556666", region: "us-east-1" }),
  ]) {
    await expect(get(arn, by)).rejects.toMatchObject({ code: "OpsItemAccessDeniedException" });
  }
});
