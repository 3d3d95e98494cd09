import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeWith, requirement } from "../requirements.ts";
import { sdkClient, startConformanceServer, type ConformanceServer, type User } from "./conformance-server.ts";
import { calendarText, reviewLevel, sleepRunbook, storeTemplate, templateText } from "./documents.ts";

const account = "123456789012";
const pollMs = 200;
const statusLimitMs = 60_000;

/** The CLI takes a second for each command, and several at once take longer on a busy machine. */
const limitMs = 180_000;

/** The CLI's own codes: 254 when the service refused, 252 when the command line made no sense. */
const refusedExitCode = 254;
const usageExitCode = 252;

let server: ConformanceServer;
let folder: string;

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `aws ssm …` as a user, in a Region. */
function aws(user: User, region: string, ...words: readonly string[]): Promise<Ran> {
  const connection = ["--endpoint-url", server.endpoint, "--profile", user, "--region", region];
  return run([...connection, "ssm", ...words]);
}

function run(words: readonly string[]): Promise<Ran> {
  const environment = { ...server.environment, AWS_PAGER: "", AWS_MAX_ATTEMPTS: "1" };
  return new Promise((resolve) => {
    const child = execFile(
      requirement("aws-cli").path ?? "",
      [...words],
      { env: environment, cwd: folder, timeout: 60_000 },
      (_failure, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

/** The answer of a command that has to succeed. */
async function answer<Answer>(user: User, region: string, ...words: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await aws(user, region, ...words);
  expect(exitCode, stderr).toBe(0);
  // What the CLI prints has the members of the model, which the assertions name one by one.
  return (stdout === "" ? {} : JSON.parse(stdout)) as Answer;
}

/** Demands that a command is refused by the service, with this error. */
async function expectRefusal(error: string, user: User, region: string, ...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await aws(user, region, ...words);
  expect(exitCode, `${stdout}${stderr}`).toBe(refusedExitCode);
  expect(stderr).toContain(`An error occurred (${error}) when calling the `);
  return stderr;
}

interface Execution {
  readonly AutomationExecutionStatus: string;
  readonly OpsItemId: string;
  /** ISO 8601, as the CLI shows times. */
  readonly ScheduledTime?: string;
  readonly FailureMessage?: string;
  readonly StepExecutions: readonly { readonly StepName: string; readonly StepStatus: string }[];
}

async function readExecution(region: string, id: string): Promise<Execution> {
  const read = await answer<{ AutomationExecution: Execution }>(
    "requester",
    region,
    "get-automation-execution",
    "--automation-execution-id",
    id,
  );
  return read.AutomationExecution;
}

/** Polls, as scripts around the CLI do, until the request has a status. */
async function untilStatus(region: string, id: string, status: string): Promise<Execution> {
  const deadlineMs = Date.now() + statusLimitMs;
  let execution = await readExecution(region, id);
  while (execution.AutomationExecutionStatus !== status) {
    if (Date.now() > deadlineMs) throw new Error(`it is ${execution.AutomationExecutionStatus}, not ${status}`);
    await after(pollMs);
    execution = await readExecution(region, id);
  }
  return execution;
}

/** Every status that a request has gone through, out of its timeline. */
async function statusesOf(region: string, { OpsItemId: id }: Execution): Promise<readonly string[]> {
  const details = await answer<string[]>(
    "requester",
    region,
    "list-ops-item-events",
    "--filters",
    `Key=OpsItemId,Values=${id},Operator=Equal`,
    "--query",
    "Summaries[?DetailType=='Change Request Status Update'].Detail",
  );
  return details.map((text) => (JSON.parse(text) as { readonly status: string }).status);
}

async function start(region: string, members: object = {}, user: User = "requester"): Promise<string> {
  const request = { DocumentName: "Template", Runbooks: [{ DocumentName: "Runbook" }], ...members };
  const started = await answer<{ AutomationExecutionId: string }>(
    user,
    region,
    "start-change-request-execution",
    "--cli-input-json",
    JSON.stringify(request),
  );
  return started.AutomationExecutionId;
}

function signal(user: User, region: string, type: string, id: string, ...words: readonly string[]) {
  return answer(
    user,
    region,
    "send-automation-signal",
    "--automation-execution-id",
    id,
    "--signal-type",
    type,
    ...words,
  );
}

/** Stores documents the quick way: only the first of these tests is about storing them. */
async function prepare(region: string, template: string = templateText([reviewLevel("Review", ["approver"])])) {
  const [author, reviewer] = [sdkClient(server, "author", region), sdkClient(server, "reviewer", region)];
  await author.createDocument({ Name: "Runbook", DocumentType: "Automation", Content: sleepRunbook() });
  await storeTemplate({ author, reviewer }, "Template", template);
  return { author, reviewer };
}

describeWith("aws-cli", "the unmodified AWS CLI", () => {
  beforeAll(async () => {
    server = await startConformanceServer();
    folder = mkdtempSync(join(tmpdir(), "countersign-aws-cli-"));
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  describe.concurrent("against one server", () => {
    test(
      "carries a change request from its documents over two levels to CompletedWithSuccess",
      async () => {
        const region = "eu-north-1";
        const template = templateText([reviewLevel("One", ["approver"]), reviewLevel("Two", ["manager"])]);
        for (const [name, type, content] of [
          ["Runbook", "Automation", sleepRunbook()],
          ["Template", "Automation.ChangeTemplate", template],
        ] as const) {
          writeFileSync(join(folder, name), content);
          const described = ["--name", name, "--document-type", type, "--document-format", "JSON"];
          await answer("author", region, "create-document", ...described, "--content", `file://${name}`);
        }
        for (const [user, action] of [
          ["author", "SendForReview"],
          ["reviewer", "Approve"],
        ] as const) {
          const review = ["--name", "Template", "--document-reviews", `Action=${action}`];
          await answer(user, region, "update-document-metadata", ...review);
        }
        const id = await start(region, {
          ChangeRequestName: "restart",
          ChangeDetails: "Because.",
          Tags: [{ Key: "a", Value: "b" }],
        });
        const approverArn = `arn:aws:iam::${account}:user/approver`;
        const found = await answer<string[]>(
          "approver",
          region,
          "describe-ops-items",
          "--ops-item-filters",
          "Key=OpsItemType,Values=/aws/changerequest,Operator=Equal",
          `Key=ChangeRequestByApproverArn,Values=${approverArn},Operator=Equal`,
          "--query",
          'OpsItemSummaries[].OperationalData."/aws/changerequest".Value',
        );
        expect(found.map((text) => (JSON.parse(text) as { changeRequestId: string }).changeRequestId)).toEqual([id]);
        await signal("approver", region, "Approve", id, "--payload", '{"Comment":["looks right"]}');
        expect((await readExecution(region, id)).AutomationExecutionStatus).toBe("PendingApproval");
        await signal("manager", region, "Approve", id, "--payload", "Comment=yes");
        const ended = await untilStatus(region, id, "CompletedWithSuccess");
        expect(ended.StepExecutions.map(({ StepName, StepStatus }) => [StepName, StepStatus])).toEqual([
          ["One", "Success"],
          ["Two", "Success"],
          ["RunbookWorkflow", "Success"],
        ]);
        expect(await statusesOf(region, ended)).toEqual([
          "PendingApproval",
          "Approved",
          "RunbookInProgress",
          "CompletedWithSuccess",
        ]);
        expect(await answer("requester", region, "get-ops-item", "--ops-item-id", ended.OpsItemId)).toMatchObject({
          OpsItem: { Title: "restart", Description: "Because.", Status: "CompletedWithSuccess" },
        });
      },
      limitMs,
    );

    test(
      "ends requests by a rejection, a time-out and a stop, and refuses what comes after with exit code 254",
      async () => {
        const region = "eu-north-2";
        const authors = await prepare(region);
        const hasty = templateText([reviewLevel("Review", ["approver"], { timeoutSeconds: 1 })]);
        await storeTemplate(authors, "Hasty", hasty);
        const [rejected, late, stopped] = await Promise.all([
          start(region),
          start(region, { DocumentName: "Hasty" }),
          start(region),
        ]);
        await signal("approver", region, "Reject", rejected, "--payload", "Comment=no");
        expect(await readExecution(region, rejected)).toMatchObject({
          AutomationExecutionStatus: "Rejected",
          FailureMessage: expect.stringContaining("no"),
        });
        await untilStatus(region, late, "TimedOut");
        await answer("requester", region, "stop-automation-execution", "--automation-execution-id", stopped);
        await untilStatus(region, stopped, "Cancelled");
        const stop = ["stop-automation-execution", "--automation-execution-id", rejected];
        await expectRefusal("InvalidAutomationStatusUpdateException", "requester", region, ...stop);
        const approve = ["send-automation-signal", "--automation-execution-id", late, "--signal-type", "Approve"];
        await expectRefusal("InvalidAutomationSignalException", "approver", region, ...approve);
      },
      limitMs,
    );

    test(
      "names the exceptions of StartChangeRequestExecution, and takes a retry with the same token once",
      async () => {
        const region = "eu-north-3";
        const { author } = await prepare(region);
        const fresh = templateText([reviewLevel("Review", ["approver"])]);
        await author.createDocument({ Name: "Fresh", DocumentType: "Automation.ChangeTemplate", Content: fresh });
        const refusals: readonly (readonly [string, object])[] = [
          ["AutomationDefinitionNotFoundException", { DocumentName: "Missing" }],
          ["AutomationDefinitionVersionNotFoundException", { DocumentVersion: "9" }],
          ["AutomationDefinitionNotApprovedException", { DocumentName: "Fresh" }],
          ["InvalidAutomationExecutionParametersException", { AutoApprove: true }],
          ["ValidationException", { Runbooks: [{ DocumentName: "Runbook" }, { DocumentName: "Runbook" }] }],
        ];
        const command = (members: object) => [
          "start-change-request-execution",
          "--cli-input-json",
          JSON.stringify({ DocumentName: "Template", Runbooks: [{ DocumentName: "Runbook" }], ...members }),
        ];
        for (const [error, members] of refusals) await expectRefusal(error, "requester", region, ...command(members));
        const token = { ClientToken: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" };
        const id = await start(region, token);
        expect(await start(region, { ClientToken: token.ClientToken.toUpperCase() })).toBe(id);
        await expectRefusal(
          "IdempotentParameterMismatch",
          "requester",
          region,
          ...command({ ...token, ChangeDetails: "changed" }),
        );
        await author.updateServiceSetting({ SettingId: "/ssm/automation/open-execution-limit", SettingValue: "1" });
        await expectRefusal("AutomationExecutionLimitExceededException", "requester", region, ...command({}));
      },
      limitMs,
    );

    test(
      "waits for a closed calendar: a freeze approver lets one go and rejects another, an emergency asks nobody",
      async () => {
        const region = "eu-north-4";
        const levels = [reviewLevel("Review", ["approver"])];
        const authors = await prepare(region, templateText(levels, { autoApprovable: true }));
        await storeTemplate(
          authors,
          "Emergency",
          templateText(levels, { emergencyChange: true, autoApprovable: true }),
        );
        const path = join(folder, "Calendar");
        writeFileSync(path, calendarText("DEFAULT_CLOSED"));
        const described = ["--name", "Calendar", "--document-type", "ChangeCalendar", "--document-format", "TEXT"];
        await answer("author", region, "create-document", ...described, "--content", `file://${path}`);
        const state = await answer("requester", region, "get-calendar-state", "--calendar-names", "Calendar");
        expect(state).toMatchObject({ State: "CLOSED" });
        const approvers = [
          { type: "IamUser", approver: "controller" },
          { type: "IamUser", approver: "requester" },
        ];
        for (const [name, value] of [
          ["calendars", '["Calendar"]'],
          ["freeze-approvers", JSON.stringify(approvers)],
          ["check-calendar", "true"],
        ] as const) {
          const setting = ["--setting-id", `/ssm/change-manager/${name}`, "--setting-value", value];
          await answer("author", region, "update-service-setting", ...setting);
        }
        const [allowed, forbidden, emergency] = await Promise.all([
          start(region, { AutoApprove: true }),
          start(region, { AutoApprove: true }),
          start(region, { DocumentName: "Emergency", AutoApprove: true }),
        ]);
        await untilStatus(region, emergency, "CompletedWithSuccess");
        for (const id of [allowed, forbidden]) await untilStatus(region, id, "PendingChangeCalendarOverride");
        const own = ["send-automation-signal", "--automation-execution-id", allowed, "--signal-type", "Approve"];
        expect(await expectRefusal("AccessDeniedException", "requester", region, ...own)).toContain(
          "allow-self-approval",
        );
        await signal("controller", region, "Approve", allowed);
        await signal("controller", region, "Reject", forbidden);
        await untilStatus(region, allowed, "CompletedWithSuccess");
        await untilStatus(region, forbidden, "ChangeCalendarOverrideRejected");
      },
      limitMs,
    );

    test(
      "takes times as ISO text, shows them so, and starts a scheduled request at its time",
      async () => {
        const region = "eu-north-5";
        await prepare(region, templateText([reviewLevel("Review", ["approver"])], { autoApprovable: true }));
        const startsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 10_000);
        const id = await start(region, { AutoApprove: true, ScheduledTime: startsAt.toISOString() });
        const execution = await untilStatus(region, id, "CompletedWithSuccess");
        expect(new Date(execution.ScheduledTime ?? "")).toEqual(startsAt);
        expect(await statusesOf(region, execution)).toEqual([
          "Approved",
          "Scheduled",
          "RunbookInProgress",
          "CompletedWithSuccess",
        ]);
        const children = ["--filters", `Key=ParentExecutionId,Values=${id}`];
        const [began] = await answer<string[]>(
          "requester",
          region,
          "describe-automation-executions",
          ...children,
          "--query",
          "AutomationExecutionMetadataList[].ExecutionStartTime",
        );
        const lateMs = new Date(began ?? "").getTime() - startsAt.getTime();
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(2000);
      },
      limitMs,
    );

    test(
      "pages with --max-items, --starting-token and --page-size",
      async () => {
        const region = "eu-north-6";
        await prepare(region);
        const requester = sdkClient(server, "requester", region);
        const ids: string[] = [];
        for (let count = 0; count < 5; count += 1) {
          const request = { DocumentName: "Template", Runbooks: [{ DocumentName: "Runbook" }] };
          ids.push((await requester.startChangeRequestExecution(request)).AutomationExecutionId ?? "");
        }
        const list = (...words: readonly string[]) =>
          answer<{ AutomationExecutionMetadataList: { AutomationExecutionId: string }[]; NextToken?: string }>(
            "requester",
            region,
            "describe-automation-executions",
            ...words,
          );
        const idsOf = ({ AutomationExecutionMetadataList: entries }: Awaited<ReturnType<typeof list>>) =>
          entries.map(({ AutomationExecutionId }) => AutomationExecutionId);
        const newestFirst = ids.toReversed();
        expect(idsOf(await list("--page-size", "2"))).toEqual(newestFirst);
        const first = await list("--max-items", "3", "--page-size", "2");
        expect(idsOf(first)).toEqual(newestFirst.slice(0, 3));
        const second = await list("--max-items", "3", "--starting-token", first.NextToken ?? "");
        expect(idsOf(second)).toEqual(newestFirst.slice(3));
        expect(second.NextToken).toBeUndefined();
        expect(idsOf(await list("--no-paginate", "--max-results", "1"))).toEqual(newestFirst.slice(0, 1));
        await expectRefusal(
          "InvalidNextToken",
          "requester",
          region,
          "describe-automation-executions",
          "--next-token",
          "made-up",
        );
      },
      limitMs,
    );

    test(
      "finds keys and Region in the profiles that the program wrote, and refuses those who are not known",
      async () => {
        const plain = await run(["--endpoint-url", server.endpoint, "--profile", "requester", "ssm", "list-documents"]);
        expect(plain.exitCode, plain.stderr).toBe(0);
        const shown = await run(["configure", "get", "endpoint_url", "--profile", "approver"]);
        expect(shown.stdout.trim()).toBe(server.endpoint);
        const region = await run(["configure", "get", "region", "--profile", "approver"]);
        expect(region.stdout.trim()).toBe("us-east-1");
        const nobody = await run(["--endpoint-url", server.endpoint, "--profile", "nobody", "ssm", "list-documents"]);
        expect(nobody.exitCode).not.toBe(0);
        expect(nobody.stderr).toContain("nobody");
      },
      limitMs,
    );

    test(
      "tells the service's refusals from its own",
      async () => {
        const region = "eu-north-8";
        await expectRefusal("UnknownOperationException", "requester", region, "describe-patch-baselines");
        await expectRefusal("InvalidDocument", "requester", region, "get-document", "--name", "Missing");
        await expectRefusal(
          "AutomationExecutionNotFoundException",
          "requester",
          region,
          "get-automation-execution",
          "--automation-execution-id",
          "00000000-0000-0000-0000-000000000000",
        );
        const usage = await aws("requester", region, "start-change-request-execution", "--document-name", "Template");
        expect(usage.exitCode).toBe(usageExitCode);
        expect(usage.stderr).toContain("--runbooks");
      },
      limitMs,
    );
  });
});
