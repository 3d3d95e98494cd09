import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { SqliteQueryCompiler, createQueryId } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { home } from "../../test/fixtures/ports.ts";
import type { Principal } from "../api/principal.ts";
import { approverTypes, isApprover, type Approver } from "../changes/approvers.ts";
import { linesNaming, linesNamingArn, type NamingLine } from "../changes/named-approvers.ts";
import { migrate } from "./open.ts";
import { searchOpsItems, type OpsItemCondition, type OpsItemPage } from "./ops-item-search.ts";
import { insertApprovers, insertOpsItem } from "./ops-items.ts";
import type { OpsItemRow } from "./schema.ts";
import { createSqliteStore } from "./sqlite.ts";
import type { Statement, Store } from "./transaction.ts";

const { accountId: account, region } = home;

let folder = "";
let database: DatabaseSync;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  database = new DatabaseSync(join(folder, "countersign.db"));
  // Nothing here outlives the test, and the properties commit often.
  database.exec("pragma synchronous = off");
  migrate(database);
  store = createSqliteStore(database);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function insert(id: string, members: Partial<OpsItemRow> = {}): Promise<void> {
  await store.write(() => insertOpsItem(opsItemRow({ ...members, id })));
}

async function search(page: Partial<OpsItemPage>): Promise<string[]> {
  const rows = await store.read(() =>
    searchOpsItems({ accountId: account, region, conditions: [], limit: 50, ...page }),
  );
  return rows.map(({ id }) => id);
}

/** The ids of those that fulfil one condition. */
function those(condition: OpsItemCondition): Promise<string[]> {
  return search({ conditions: [condition] });
}

describe("the list", () => {
  test("is newest first, and by id where times are equal", async () => {
    await insert("a", { created_ms: 1 });
    await insert("b", { created_ms: 3 });
    await insert("c", { created_ms: 2 });
    await insert("d", { created_ms: 2 });
    expect(await search({})).toEqual(["b", "d", "c", "a"]);
  });

  test("goes on after an OpsItem without repeating or leaving out one of the same time", async () => {
    for (const id of ["a", "b", "c", "d"]) await insert(id, { created_ms: 5 });
    await insert("e", { created_ms: 4 });
    expect(await search({ limit: 2 })).toEqual(["d", "c"]);
    expect(await search({ limit: 3, after: { createdMs: 5, id: "c" } })).toEqual(["b", "a", "e"]);
  });

  test("is that of one account and Region", async () => {
    await insert("a", { account_id: "444455556666" });
    await insert("b", { region: "us-east-1" });
    expect(await search({})).toEqual([]);
  });

  test("is read in the order of an index, however long it is", () => {
    const plan = planOf({ accountId: account, region, conditions: [], limit: 50, after: { createdMs: 5, id: "c" } });
    expect(plan).toEqual([
      "SEARCH ops_item USING INDEX ops_item_by_creation (account_id=? AND region=? AND (created_ms,id)<(?,?))",
    ]);
  });

  test("looks up approvers item by item", () => {
    const lines = linesNaming("lee", account, () => ["Reviewers"]);
    const plan = planOf({ accountId: account, region, conditions: [{ kind: "approver", lines }], limit: 50 });
    expect(plan).toEqual([
      "SEARCH ops_item USING INDEX ops_item_by_creation (account_id=? AND region=?)",
      expect.stringMatching(/SEARCH change_approver .*USING PRIMARY KEY \(ops_item_id=\?\)/),
    ]);
  });
});

function planOf(page: OpsItemPage): string[] {
  const statement = searchOpsItems(page).next([]).value as Statement;
  const { sql, parameters } = new SqliteQueryCompiler().compileQuery(statement.prepared.node, createQueryId());
  const rows = database.prepare(`explain query plan ${sql}`).all(...(parameters as string[]));
  return rows.map(({ detail }) => String(detail));
}

describe("conditions", () => {
  test("all have to be fulfilled, each by one of its values", async () => {
    await insert("a", { status: "Approved", priority: 1 });
    await insert("b", { status: "Rejected", priority: 1 });
    await insert("c", { status: "Approved", priority: 2 });
    const conditions: OpsItemCondition[] = [
      { kind: "equal", column: "status", values: ["Approved", "Scheduled"] },
      { kind: "equal", column: "priority", values: [1, 3] },
    ];
    expect(await search({ conditions })).toEqual(["a"]);
  });

  test("a part of a text is found as it is written: with its case, and no sign is a wildcard", async () => {
    await insert("a", { title: "100% of Web_Tier" });
    expect(await those({ kind: "contains", column: "title", values: ["of Web"] })).toEqual(["a"]);
    expect(await those({ kind: "contains", column: "title", values: ["nothing", "0% o"] })).toEqual(["a"]);
    const others = ["of web", "%%", "W_b", "100% of Web_Tier!"];
    expect(await those({ kind: "contains", column: "title", values: others })).toEqual([]);
  });

  test("a title counts with its first 100 characters", async () => {
    await insert("a", { title: `${"x".repeat(99)}\u{1F680}tail` });
    expect(await those({ kind: "title-start", values: [`${"x".repeat(99)}\u{1F680}`] })).toEqual(["a"]);
    expect(await those({ kind: "title-start", values: ["x".repeat(99)] })).toEqual([]);
  });

  test("a time is later or earlier, never equal, and an absent one is neither", async () => {
    await insert("a", { actual_start_ms: 100 });
    await insert("b");
    expect(await those({ kind: "after", column: "actual_start_ms", ms: 99 })).toEqual(["a"]);
    expect(await those({ kind: "after", column: "actual_start_ms", ms: 100 })).toEqual([]);
    expect(await those({ kind: "before", column: "actual_start_ms", ms: 101 })).toEqual(["a"]);
    expect(await those({ kind: "before", column: "actual_start_ms", ms: 100 })).toEqual([]);
  });

  test("a change request is found by its execution's id and by its workflow's", async () => {
    await insert("a", { execution_id: "e1", workflow_id: "w1" });
    expect(await those({ kind: "execution", values: ["e1"] })).toEqual(["a"]);
    expect(await those({ kind: "execution", values: ["w1", "w2"] })).toEqual(["a"]);
    expect(await those({ kind: "execution", values: ["w2"] })).toEqual([]);
  });

  test("a template is found by its name and by its ARN", async () => {
    await insert("a");
    expect(await those({ kind: "template", values: ["Restart"] })).toEqual(["a"]);
    expect(await those({ kind: "template", values: ["arn:aws:ssm:eu-west-1:111122223333:document/Restart"] })).toEqual([
      "a",
    ]);
    expect(await those({ kind: "template", values: ["restart"] })).toEqual([]);
  });

  test("only change requests have a requester", async () => {
    await insert("a");
    await insert("b", { ops_item_type: "/aws/issue" });
    expect(await those({ kind: "requester", values: ["arn:aws:iam::111122223333:user/ana"] })).toEqual(["a"]);
  });

  test("a resource group is one of those in the targets", async () => {
    await insert("a", { resource_groups: '["web","db"]' });
    await insert("b");
    expect(await those({ kind: "resource-group", values: ["db"] })).toEqual(["a"]);
    expect(await those({ kind: "resource-group", values: ["d"] })).toEqual([]);
  });

  test("of operational data only searchable text counts", async () => {
    const searchable = { Type: "SearchableString", Value: 'x "quoted" 50%' };
    await insert("a", { operational_data: JSON.stringify({ "my.key/1": searchable }) });
    await insert("b", { operational_data: JSON.stringify({ "my.key/1": { ...searchable, Type: "String" } }) });
    const value = searchable.Value;
    expect(await those({ kind: "operational-data", entries: [{ key: "my.key/1", value }] })).toEqual(["a"]);
    expect(await those({ kind: "operational-data", entries: [{ key: "my", value }] })).toEqual([]);
    expect(await those({ kind: "operational-data-key", values: ["other", "my.key/1"] })).toEqual(["a"]);
    expect(await those({ kind: "operational-data-value", values: [value] })).toEqual(["a"]);
    expect(await those({ kind: "operational-data-value", values: ["x"] })).toEqual([]);
    expect(await those({ kind: "operational-data-value-contains", values: ['"quoted"'] })).toEqual(["a"]);
    expect(await those({ kind: "operational-data-value-contains", values: ["quoted 50"] })).toEqual([]);
  });

  test("a key and a value have to belong to the same entry of the operational data", async () => {
    const data = { one: { Type: "SearchableString", Value: "1" }, two: { Type: "SearchableString", Value: "2" } };
    await insert("a", { operational_data: JSON.stringify(data) });
    expect(await those({ kind: "operational-data", entries: [{ key: "one", value: "2" }] })).toEqual([]);
  });

  test("a resource is found within the list of resources only", async () => {
    const value = JSON.stringify([{ arn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-1" }]);
    const entry = { Type: "SearchableString", Value: value };
    await insert("a", { operational_data: JSON.stringify({ "/aws/resources": entry }) });
    await insert("b", { operational_data: JSON.stringify({ "/aws/other": entry }) });
    expect(await those({ kind: "resource-contains", values: ["instance/i-1"] })).toEqual(["a"]);
  });

  test("nothing is found where nothing can be", async () => {
    await insert("a");
    expect(await those({ kind: "nothing" })).toEqual([]);
    expect(await those({ kind: "approver", lines: [] })).toEqual([]);
  });
});

describe("approvers", () => {
  const names = ["lee", "LEE", "l_e", "lxe", "Web%", "WebX"];
  const accounts = [account, "444455556666"];
  const typesOfKinds = { user: "IamUser", group: "IamGroup", role: "IamRole" } as const;
  const byArn = fc
    .tuple(
      fc.constantFrom("user", "group", "role"),
      fc.constantFrom(...accounts),
      fc.constantFrom("", "ops/", "ops/lee/"),
      fc.constantFrom(...names),
    )
    .map(([kind, accountId, path, name]): Approver => ({
      type: typesOfKinds[kind],
      approver: `arn:aws:iam::${accountId}:${kind}/${path}${name}`,
    }));
  const byName = fc.record({ type: fc.constantFrom(...approverTypes), approver: fc.constantFrom(...names) });
  const misplaced = fc.tuple(byName, byArn).map(([{ type }, { approver }]): Approver => ({ type, approver }));
  const lines = fc.array(fc.oneof({ weight: 3, arbitrary: byArn }, byName, misplaced), { maxLength: 8 });
  const user = fc
    .tuple(
      fc.constantFrom(...accounts),
      fc.constantFrom("", "ops/"),
      fc.constantFrom(...names),
      fc.subarray(["lee", "l_e", "WebX"]),
    )
    .map(([accountId, path, name, groups]): Principal => ({
      kind: "user",
      arn: `arn:aws:iam::${accountId}:user/${path}${name}`,
      accountId,
      name,
      groups,
    }));
  const session = fc
    .tuple(fc.constantFrom(...accounts), fc.constantFrom(...names))
    .map(([accountId, roleName]): Principal => ({
      kind: "role-session",
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/lee`,
      accountId,
      name: "lee",
      roleName,
      groups: [],
    }));

  /** Of some lines, each the only one of an OpsItem, those that are found. */
  async function found(stored: readonly Approver[], naming: readonly NamingLine[]): Promise<Approver[]> {
    database.exec("delete from ops_item; delete from change_approver");
    await store.write(function* insertLines() {
      for (const [line, { type, approver: text }] of stored.entries()) {
        const id = String(line);
        yield* insertOpsItem(opsItemRow({ id }));
        yield* insertApprovers([{ ops_item_id: id, level: line % 2, line, approver_type: type, approver: text }]);
      }
    });
    const ids = await those({ kind: "approver", lines: naming });
    return stored.filter((_, line) => ids.includes(String(line)));
  }

  test("an ARN finds exactly the lines that the principal counts for", async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.oneof(user, session), async (stored, principal) => {
        const naming = linesNamingArn(principal.arn, account, (arn) => (arn === principal.arn ? principal.groups : []));
        expect(await found(stored, naming)).toEqual(stored.filter((line) => isApprover(principal, line, account)));
      }),
      { numRuns: 300 },
    );
  });

  test("a user's name finds at least what the user's ARN finds", async () => {
    await fc.assert(
      fc.asyncProperty(lines, user, async (stored, principal) => {
        fc.pre(principal.accountId === account);
        const naming = linesNaming(principal.name, account, () => principal.groups);
        const expected = stored.filter((line) => isApprover(principal, line, account));
        expect(await found(stored, naming)).toEqual(expect.arrayContaining(expected));
      }),
    );
  });

  test.each<[string, string, Approver[]]>([
    ["a group's ARN", `arn:aws:iam::${account}:group/ops/Web`, [{ type: "IamGroup", approver: "Web" }]],
    ["a role's ARN", `arn:aws:iam::${account}:role/ops/OnCall`, [{ type: "IamRole", approver: "OnCall" }]],
    ["a group's ARN of another account", "arn:aws:iam::444455556666:group/Web", []],
    ["no ARN", "OnCall", []],
  ])("%s finds the lines of that name", async (_, arn, expected) => {
    const stored: Approver[] = ["Web", "OnCall"].flatMap((name) =>
      approverTypes.map((type) => ({ type, approver: name })),
    );
    expect(
      await found(
        stored,
        linesNamingArn(arn, account, () => []),
      ),
    ).toEqual(expected);
  });

  test("a name finds users, groups, roles and directory entries of that name", async () => {
    const stored = approverTypes.map((type) => ({ type, approver: "Web" }));
    expect(
      await found(
        stored,
        linesNaming("Web", account, () => []),
      ),
    ).toEqual(stored);
  });
});
