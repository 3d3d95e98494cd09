import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { callBy, createTestPorts, home, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import { insertEvents } from "../store/ops-item-events.ts";
import { insertOpsItem } from "../store/ops-items.ts";
import { listOpsItemEvents } from "./list-ops-item-events.ts";

const [one, two] = ["oi-000000000001", "oi-000000000002"] as const;
const lee = "arn:aws:iam::111122223333:user/lee";

let ports: TestPorts;

beforeEach(async () => {
  ports = createTestPorts();
  for (const id of [one, two]) await ports.store.write(() => insertOpsItem(opsItemRow({ id })));
});

afterEach(() => ports.close());

async function happen(...events: readonly (readonly [opsItemId: string, eventId: string])[]): Promise<void> {
  await ports.store.write(() =>
    insertEvents(
      events.map(([opsItemId, eventId]) => ({
        event_id: eventId,
        account_id: home.accountId,
        region: home.region,
        ops_item_id: opsItemId,
        detail_type: "OpsItem Create",
        detail: '{"status":"Pending"}',
        created_by: lee,
        created_ms: morningMs,
      })),
    ),
  );
}

function filterOf(ids: readonly string[]) {
  return { Key: "OpsItemId" as const, Operator: "Equal" as const, Values: [...ids] };
}

type Options = { readonly limit?: number; readonly token?: string | undefined };

async function list(ids?: readonly string[], { limit, token }: Options = {}, by = callBy()) {
  const input = { Filters: ids === undefined ? undefined : [filterOf(ids)], MaxResults: limit, NextToken: token };
  const { Summaries: summaries = [], NextToken: next } = await listOpsItemEvents(ports)(input, by);
  return { ids: summaries.map(({ EventId: id }) => id), summaries, next };
}

test("an event is shown whole", async () => {
  await happen([one, "e1"]);
  expect((await list([one])).summaries).toEqual([
    {
      OpsItemId: one,
      EventId: "e1",
      Source: "aws.ssm",
      DetailType: "OpsItem Create",
      Detail: '{"status":"Pending"}',
      CreatedBy: { Arn: lee },
      CreatedTime: new Date("2027-01-05T10:00:00Z"),
    },
  ]);
});

describe("the timeline", () => {
  beforeEach(() => happen([one, "e1"], [two, "e2"], [one, "e3"], [one, "e4"]));

  test("of one OpsItem is told from its beginning", async () => {
    expect((await list([one])).ids).toEqual(["e1", "e3", "e4"]);
  });

  test("of several OpsItems is told together", async () => {
    expect((await list([two, one, two])).ids).toEqual(["e1", "e2", "e3", "e4"]);
  });

  test("without a filter is that of the account in the Region", async () => {
    expect((await list()).ids).toEqual(["e1", "e2", "e3", "e4"]);
    expect((await list(undefined, {}, callBy({ region: "us-east-1" }))).ids).toEqual([]);
    expect((await list(undefined, {}, callBy({ accountId: "444455556666" }))).ids).toEqual([]);
  });

  test("goes on where the page ended, also when more has happened since", async () => {
    const first = await list([one], { limit: 2 });
    expect(first.ids).toEqual(["e1", "e3"]);
    await happen([one, "e5"]);
    const second = await list([one], { limit: 2, token: first.next });
    expect(second.ids).toEqual(["e4", "e5"]);
    expect(second.next).toBeUndefined();
  });

  test("does not promise more than there is", async () => {
    expect((await list([one], { limit: 3 })).next).toBeUndefined();
  });

  test.each([
    ["of another list", async () => (await list([two, one], { limit: 1 })).next],
    ["that is damaged", async () => "AAAA"],
  ])("refuses a token %s", async (_, makeToken) => {
    const token = await makeToken();
    await expect(list([one], { token })).rejects.toMatchObject({ code: "ValidationException" });
  });
});

test.each([
  ["does not exist", ["oi-00000000000f"], callBy()],
  ["does not exist beside one that does", [one, "oi-00000000000f"], callBy()],
  ["is another account's", [one], callBy({ accountId: "444455556666" })],
  ["is in another Region", [one], callBy({ region: "us-east-1" })],
])("an OpsItem that %s has no timeline", async (_, ids, by) => {
  await expect(list(ids, {}, by)).rejects.toMatchObject({ code: "OpsItemNotFoundException" });
});

test("the filter has a value, and stands there once", async () => {
  const code = "OpsItemInvalidParameterException";
  await expect(list([])).rejects.toMatchObject({ code });
  const input = { Filters: [filterOf([one]), filterOf([one])] };
  await expect(listOpsItemEvents(ports)(input, callBy())).rejects.toMatchObject({ code });
  await expect(list(Array.from({ length: 51 }, () => one))).rejects.toMatchObject({ code });
});
