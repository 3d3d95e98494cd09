import {
  AutomationDefinitionNotApprovedException,
  AutomationDefinitionNotFoundException,
  AutomationDefinitionVersionNotFoundException,
  AutomationExecutionLimitExceededException,
  IdempotentParameterMismatch,
  InvalidAutomationExecutionParametersException,
  paginateDescribeAutomationExecutions,
  SSM,
  SSMServiceException,
  type AutomationExecution,
  type AutomationExecutionStatus,
  type StartChangeRequestExecutionRequest,
} from "@aws-sdk/client-ssm";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sdkClient, startConformanceServer, type ConformanceServer, type User } from "./conformance-server.ts";
import { calendarText, reviewLevel, sleepRunbook, storeTemplate, templateText } from "./documents.ts";

const account = "123456789012";
const pollMs = 50;
const statusLimitMs = 30_000;

let server: ConformanceServer;

beforeAll(async () => {
  server = await startConformanceServer();
});

afterAll(() => server.stop());

/** One client for each user, all in one Region. */
function clientsIn(region: string): Readonly<Record<User, SSM>> {
  const of = (user: User) => sdkClient(server, user, region);
  return {
    author: of("author"),
    reviewer: of("reviewer"),
    requester: of("requester"),
    approver: of("approver"),
    manager: of("manager"),
    deputy: of("deputy"),
    controller: of("controller"),
    bystander: of("bystander"),
  };
}

/** Clients in a Region that has a runbook and a reviewed template. */
async function prepare(region: string, levels = [reviewLevel("Review", ["approver"])], members: object = {}) {
  const clients = clientsIn(region);
  await clients.author.createDocument({ Name: "Runbook", DocumentType: "Automation", Content: sleepRunbook() });
  await storeTemplate(clients, "Template", templateText(levels, members));
  return clients;
}

async function start(client: SSM, members: Partial<StartChangeRequestExecutionRequest> = {}): Promise<string> {
  const request = { DocumentName: "Template", Runbooks: [{ DocumentName: "Runbook" }], ...members };
  const { AutomationExecutionId: id = "" } = await client.startChangeRequestExecution(request);
  return id;
}

async function read(client: SSM, id: string): Promise<AutomationExecution> {
  const { AutomationExecution: execution } = await client.getAutomationExecution({ AutomationExecutionId: id });
  if (execution === undefined) throw new Error(`the answer holds no execution ${id}`);
  return execution;
}

async function untilStatus(client: SSM, id: string, status: AutomationExecutionStatus): Promise<AutomationExecution> {
  const deadlineMs = Date.now() + statusLimitMs;
  let execution = await read(client, id);
  while (execution.AutomationExecutionStatus !== status) {
    if (Date.now() > deadlineMs) throw new Error(`it is ${execution.AutomationExecutionStatus}, not ${status}`);
    await after(pollMs);
    execution = await read(client, id);
  }
  return execution;
}

function approve(client: SSM, id: string) {
  return client.sendAutomationSignal({ AutomationExecutionId: id, SignalType: "Approve" });
}

/** What a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<SSMServiceException> {
  try {
    await call;
  } catch (error) {
    if (error instanceof SSMServiceException) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("the unmodified SDK for JavaScript", () => {
  test("carries a change request over two levels to CompletedWithSuccess, its times to the millisecond", async () => {
    const levels = [reviewLevel("One", ["approver"]), reviewLevel("Two", ["manager"])];
    const { requester, approver, manager } = await prepare("ca-west-1", levels);
    const scheduledAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000 + 123);
    const id = await start(requester, { ScheduledTime: scheduledAt, ChangeRequestName: "restart" });
    const { OpsItemSummaries: [item] = [] } = await approver.describeOpsItems({
      OpsItemFilters: [
        { Key: "OpsItemType", Values: ["/aws/changerequest"], Operator: "Equal" },
        { Key: "ChangeRequestByApproverArn", Values: [`arn:aws:iam::${account}:user/approver`], Operator: "Equal" },
      ],
    });
    expect(JSON.parse(item?.OperationalData?.["/aws/changerequest"]?.Value ?? "{}")).toMatchObject({
      changeRequestId: id,
    });
    expect(item?.PlannedStartTime).toEqual(scheduledAt);
    await approve(approver, id);
    expect((await read(requester, id)).AutomationExecutionStatus).toBe("PendingApproval");
    await approve(manager, id);
    const ended = await untilStatus(requester, id, "CompletedWithSuccess");
    expect(ended.ScheduledTime).toEqual(scheduledAt);
    expect(ended.StepExecutions?.map(({ StepName, StepStatus }) => [StepName, StepStatus])).toEqual([
      ["One", "Success"],
      ["Two", "Success"],
      ["RunbookWorkflow", "Success"],
    ]);
    const times = [ended.ExecutionStartTime, ended.ExecutionEndTime].map((time) => time?.getTime() ?? 0);
    expect(times.every((ms) => Math.abs(Date.now() - ms) < 60_000)).toBe(true);
    expect(times[1]).toBeGreaterThan(times[0] ?? Number.POSITIVE_INFINITY);
    const { Summaries: events = [] } = await requester.listOpsItemEvents({
      Filters: [{ Key: "OpsItemId", Values: [ended.OpsItemId ?? ""], Operator: "Equal" }],
    });
    expect(events[0]?.CreatedTime).toEqual(ended.ExecutionStartTime);
  });

  test("catches every exception of StartChangeRequestExecution by its class and by its name", async () => {
    const { requester, author } = await prepare("ca-west-2");
    const fresh = templateText([reviewLevel("Review", ["approver"])]);
    await author.createDocument({ Name: "Fresh", DocumentType: "Automation.ChangeTemplate", Content: fresh });
    const token = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    await start(requester, { ClientToken: token });
    await author.updateServiceSetting({ SettingId: "/ssm/automation/open-execution-limit", SettingValue: "1" });
    const cases = [
      [AutomationDefinitionNotFoundException, { DocumentName: "Missing" }],
      [AutomationDefinitionVersionNotFoundException, { DocumentVersion: "9" }],
      [AutomationDefinitionNotApprovedException, { DocumentName: "Fresh" }],
      [InvalidAutomationExecutionParametersException, { AutoApprove: true }],
      [IdempotentParameterMismatch, { ClientToken: token, ChangeDetails: "changed" }],
      [AutomationExecutionLimitExceededException, {}],
    ] as const;
    for (const [errorClass, members] of cases) {
      const error = await refusal(start(requester, members));
      expect(error).toBeInstanceOf(errorClass);
      expect(error.name).toBe(errorClass.name);
      expect(error.message).not.toBe("");
      expect(error).toMatchObject({ $fault: "client", $metadata: { httpStatusCode: 400 } });
      expect(error.$metadata.requestId).toMatch(/^[0-9a-f\-]{36}$/v);
    }
    const twice = [{ DocumentName: "Runbook" }, { DocumentName: "Runbook" }];
    expect(await refusal(start(requester, { Runbooks: twice }))).toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(/^1 validation error detected: Value '.+' at 'runbooks' failed to satisfy/v),
    });
  });

  test("refuses the members of TargetLocations by their limits, then as a whole, also those that are newer", async () => {
    const { requester } = await prepare("ca-west-3");
    const location = {
      Accounts: ["r-abcd"],
      Regions: ["eu-west-1"],
      IncludeChildOrganizationUnits: true,
      ExcludeAccounts: ["111122223333", "ou-abcd-12345678"],
      Targets: [{ Key: "ParameterValues", Values: ["one"] }],
      TargetsMaxConcurrency: "10%",
      TargetsMaxErrors: "0",
    };
    const request = (change: object) =>
      start(requester, { Runbooks: [{ DocumentName: "Runbook", TargetLocations: [{ ...location, ...change }] }] });
    expect(await refusal(request({}))).toMatchObject({
      name: "InvalidAutomationExecutionParametersException",
      message: expect.stringContaining("TargetLocations are not supported yet"),
    });
    for (const [member, value] of [
      ["excludeAccounts", ["nobody"]],
      ["targets", [{ Key: "tag:a" }, { Key: "tag:b" }]],
      ["targetsMaxConcurrency", "0"],
      ["targetsMaxErrors", "half"],
    ] as const) {
      const name = `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
      expect(await refusal(request({ [name]: value }))).toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining(`at 'runbooks.1.member.targetLocations.1.member.${member}' failed`),
      });
    }
  });

  test("sees the members that answers have gained", async () => {
    const { author, requester, approver } = await prepare("ca-west-4", undefined, { autoApprovable: true });
    const content = JSON.stringify({
      schemaVersion: "0.3",
      variables: { Told: { type: "String", default: "nothing yet" } },
      mainSteps: [
        { name: "Tell", action: "aws:updateVariable", inputs: { Name: "variable:Told", Value: "all" } },
        { name: "Wait", action: "aws:approve", inputs: { Approvers: ["approver"] } },
      ],
    });
    await author.createDocument({ Name: "Telling", DocumentType: "Automation", Content: content });
    const id = await start(requester, {
      AutoApprove: true,
      Runbooks: [{ DocumentName: "Telling" }],
      Tags: [{ Key: "empty", Value: "" }],
    });
    const { AutomationExecutionMetadataList: [child] = [] } = await requester.describeAutomationExecutions({
      Filters: [{ Key: "ParentExecutionId", Values: [id] }],
    });
    const childId = child?.AutomationExecutionId ?? "";
    expect((await read(requester, childId)).Variables).toEqual({ Told: ["all"] });
    const revoked = approver.sendAutomationSignal({ AutomationExecutionId: childId, SignalType: "Revoke" });
    expect(await refusal(revoked)).toMatchObject({ name: "InvalidAutomationSignalException" });
    await approve(approver, childId);
    const ended = await untilStatus(requester, id, "CompletedWithSuccess");
    const { OpsItem: item } = await requester.getOpsItem({ OpsItemId: ended.OpsItemId });
    expect(item?.OpsItemArn).toBe(`arn:aws:ssm:ca-west-4:${account}:opsitem/${ended.OpsItemId}`);
    const tags = await requester.listTagsForResource({ ResourceType: "Automation", ResourceId: id });
    expect(tags.TagList).toEqual([{ Key: "empty", Value: "" }]);
    const url = requester.startAutomationExecution({
      DocumentName: "Runbook",
      TargetLocationsURL: "https://bucket.s3.amazonaws.com/locations.json",
    });
    expect(await refusal(url)).toMatchObject({
      message: expect.stringContaining("TargetLocationsURL is not supported"),
    });
    const none = await requester.describeOpsItems({
      OpsItemFilters: [{ Key: "AccessRequestByRequesterArn", Values: ["nobody"], Operator: "Equal" }],
    });
    expect(none.OpsItemSummaries).toEqual([]);
  });

  test("corrects a clock that is an hour wrong by the Date of the refusal", async () => {
    for (const wrongByMs of [3_600_000, -3_600_000]) {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + wrongByMs });
      try {
        const unforgiving = sdkClient(server, "requester", "ca-west-5");
        expect(await refusal(unforgiving.listDocuments({}))).toMatchObject({
          name: "InvalidSignatureException",
          message: expect.stringMatching(wrongByMs > 0 ? /^Signature not yet current: /v : /^Signature expired: /v),
        });
        const patient = sdkClient(server, "requester", "ca-west-5", { maxAttempts: 2 });
        expect(await patient.listDocuments({})).toMatchObject({ $metadata: { attempts: 2 } });
        expect(await patient.listDocuments({})).toMatchObject({ $metadata: { attempts: 1 } });
      } finally {
        vi.useRealTimers();
      }
    }
  });

  test("names what the server does not know, and who it does not know", async () => {
    const requester = sdkClient(server, "requester", "ca-west-6");
    expect(await refusal(requester.describePatchBaselines({}))).toMatchObject({ name: "UnknownOperationException" });
    expect(await refusal(requester.startExecutionPreview({ DocumentName: "Runbook" }))).toMatchObject({
      name: "UnknownOperationException",
    });
    const wrong = { accessKeyId: "CONFORMANCEREQUESTER", secretAccessKey: "this-is-not-the-secret" };
    const forged = sdkClient(server, "requester", "ca-west-6", { credentials: wrong });
    expect(await refusal(forged.listDocuments({}))).toMatchObject({ name: "InvalidSignatureException" });
    const stranger = { ...wrong, accessKeyId: "CONFORMANCESTRANGER" };
    const unknown = sdkClient(server, "requester", "ca-west-6", { credentials: stranger });
    expect(await refusal(unknown.listDocuments({}))).toMatchObject({ name: "UnrecognizedClientException" });
  });

  test("finds endpoint, Region and keys in the profiles that the program wrote", async () => {
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, server.environment[name]);
    // The SDK looks for an endpoint in the profile that the environment names, not in that of its configuration.
    vi.stubEnv("AWS_PROFILE", "approver");
    try {
      const client = new SSM();
      const { DocumentIdentifiers: documents = [] } = await client.listDocuments({});
      expect(documents.map(({ Name }) => Name)).toContain("AWS-HelloWorld");
      expect(await client.config.region()).toBe("us-east-1");
    } finally {
      vi.unstubAllEnvs();
    }
  });

  describe("fifty calls at once", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => index);

    test("with different names create fifty requests, each found by paging", async () => {
      const { requester, approver } = await prepare("ca-west-8");
      const ids = await Promise.all(fifty.map((index) => start(requester, { ChangeRequestName: `change ${index}` })));
      expect(new Set(ids).size).toBe(50);
      await Promise.all(ids.map((id) => approve(approver, id)));
      const ended = await Promise.all(ids.map((id) => untilStatus(requester, id, "CompletedWithSuccess")));
      expect(ended.map(({ ChangeRequestName }) => ChangeRequestName)).toEqual(fifty.map((index) => `change ${index}`));
      expect(new Set(ended.map(({ OpsItemId }) => OpsItemId)).size).toBe(50);
      const found: (string | undefined)[] = [];
      const filters = { Filters: [{ Key: "AutomationSubtype" as const, Values: ["ChangeRequest"] }] };
      for await (const page of paginateDescribeAutomationExecutions({ client: requester, pageSize: 7 }, filters)) {
        found.push(
          ...(page.AutomationExecutionMetadataList ?? []).map(({ AutomationExecutionId }) => AutomationExecutionId),
        );
      }
      expect(found).toHaveLength(50);
      expect(new Set(found)).toEqual(new Set(ids));
    });

    test("with one ClientToken create one request", async () => {
      const { requester } = await prepare("ca-west-9");
      const token = { ClientToken: "12345678-1234-1234-1234-123456789012", ChangeRequestName: "once" };
      const ids = await Promise.all(fifty.map(() => start(requester, token)));
      expect(new Set(ids).size).toBe(1);
      const { OpsItemSummaries: items } = await requester.describeOpsItems({});
      expect(items).toHaveLength(1);
    });

    test("of one approver count once, and none is refused while the level waits", async () => {
      const levels = [reviewLevel("Review", ["approver", "manager"], { minimum: 2 })];
      const { requester, approver, manager } = await prepare("ca-west-10", levels);
      const id = await start(requester);
      await Promise.all(fifty.map(() => approve(approver, id)));
      const waiting = await read(requester, id);
      expect(waiting.AutomationExecutionStatus).toBe("PendingApproval");
      expect(waiting.StepExecutions?.[0]?.Outputs?.["ApproverDecisions"]).toHaveLength(1);
      await approve(manager, id);
      await untilStatus(requester, id, "CompletedWithSuccess");
    });
  });

  test("holds a request by a calendar of text/calendar, and shows the answer's times as the text that they are", async () => {
    const { author, requester } = await prepare("ca-west-11", undefined, { autoApprovable: true });
    const calendar = { DocumentType: "ChangeCalendar", DocumentFormat: "TEXT" } as const;
    await author.createDocument({ ...calendar, Name: "Calendar", Content: calendarText("DEFAULT_CLOSED") });
    const state = await requester.getCalendarState({ CalendarNames: ["Calendar"], AtTime: "2027-05-01T10:00:00+0200" });
    expect(state).toMatchObject({ State: "CLOSED", AtTime: "2027-05-01T08:00:00Z" });
    for (const [name, value] of [
      ["calendars", '["Calendar"]'],
      ["check-calendar", "true"],
    ]) {
      await author.updateServiceSetting({ SettingId: `/ssm/change-manager/${name}`, SettingValue: value });
    }
    const id = await start(requester, { AutoApprove: true });
    expect((await read(requester, id)).AutomationExecutionStatus).toBe("PendingChangeCalendarOverride");
    await requester.stopAutomationExecution({ AutomationExecutionId: id });
    expect((await read(requester, id)).AutomationExecutionStatus).toBe("Cancelled");
  });
});
