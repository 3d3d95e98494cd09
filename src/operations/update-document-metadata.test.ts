import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { documentOperations, runbookYaml, setSetting, templateJson } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, morningMs, type Caller, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";
import { builder, query } from "../store/prepared.ts";

type Reviews = Input<"UpdateDocumentMetadata">["DocumentReviews"];

const minute = 60_000;
const arnOf = (user: string) => `arn:aws:iam::111122223333:user/${user}`;

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  await operations.createDocument(
    { Name: "Web", Content: templateJson({ text: "1" }), DocumentType: "Automation.ChangeTemplate" },
    callBy(),
  );
});

afterEach(() => ports.close());

/** Ana writes and sends, Rita decides, unless it is said otherwise. */
async function review(
  action: Reviews["Action"],
  { comment, version, ...caller }: Caller & { comment?: string; version?: string } = {},
) {
  const user = action === "SendForReview" ? "ana" : "rita";
  const reviews: Reviews = {
    Action: action,
    ...(comment !== undefined && { Comment: [{ Type: "Comment", Content: comment }] }),
  };
  await operations.updateDocumentMetadata(
    { Name: "Web", DocumentReviews: reviews, ...(version !== undefined && { DocumentVersion: version }) },
    callBy({ user, ...caller }),
  );
}

async function addVersion(text: string) {
  await operations.updateDocument({ Name: "Web", Content: templateJson({ text }) }, callBy());
}

async function describeWeb(version: string) {
  return (await operations.describeDocument({ Name: "Web", DocumentVersion: version }, callBy())).Document;
}

async function history(input: Partial<Input<"ListDocumentMetadataHistory">> = {}) {
  return operations.listDocumentMetadataHistory({ Name: "Web", Metadata: "DocumentReviews", ...input }, callBy());
}

describe("the review of a template", () => {
  test("goes from NOT_REVIEWED over PENDING to APPROVED", async () => {
    expect(await describeWeb("1")).toMatchObject({ ReviewStatus: "NOT_REVIEWED" });
    await review("SendForReview", { nowMs: morningMs });
    const pending = await describeWeb("1");
    expect(pending).toMatchObject({ ReviewStatus: "PENDING", PendingReviewVersion: "1", ApprovedVersion: undefined });
    await review("Approve", { nowMs: morningMs + minute });
    expect(await describeWeb("1")).toMatchObject({
      ReviewStatus: "APPROVED",
      ApprovedVersion: "1",
      PendingReviewVersion: undefined,
      Author: arnOf("ana"),
      ReviewInformation: [
        { ReviewedTime: new Date(morningMs + minute), Status: "APPROVED", Reviewer: arnOf("rita") },
        { ReviewedTime: new Date(morningMs), Status: "PENDING", Reviewer: undefined },
      ],
    });
  });

  test("of a new version leaves the approved one usable until the new one is approved", async () => {
    await review("SendForReview");
    await review("Approve");
    await addVersion("2");
    expect(await describeWeb("$DEFAULT")).toMatchObject({ DocumentVersion: "1", ReviewStatus: "APPROVED" });
    expect(await describeWeb("$LATEST")).toMatchObject({ ReviewStatus: "NOT_REVIEWED" });
    await review("SendForReview");
    expect(await describeWeb("1")).toMatchObject({
      ReviewStatus: "APPROVED",
      ApprovedVersion: "1",
      PendingReviewVersion: "2",
    });
    await review("Approve");
    expect(await describeWeb("1")).toMatchObject({
      ReviewStatus: "REJECTED",
      DefaultVersion: "2",
      ApprovedVersion: "2",
    });
    expect(await describeWeb("$DEFAULT")).toMatchObject({ DocumentVersion: "2", ReviewStatus: "APPROVED" });
  });

  test("can't be asked for while another version is under review", async () => {
    await addVersion("2");
    await review("SendForReview", { version: "1" });
    await expect(review("SendForReview")).rejects.toMatchObject({ code: "InvalidDocumentOperation" });
    await review("Reject");
    await expect(review("SendForReview")).resolves.toBeUndefined();
  });

  test("without a version is of the latest one when it is asked for, and of the pending one after that", async () => {
    await addVersion("2");
    await review("SendForReview");
    await addVersion("3");
    await review("Approve");
    expect(await describeWeb("2")).toMatchObject({ ReviewStatus: "APPROVED" });
    // Nothing is under review now: the latest version is meant.
    await expect(review("Approve")).rejects.toMatchObject({
      message: expect.stringContaining("version 3 is NOT_REVIEWED"),
    });
  });

  test("shows the reviewed version's status in every view", async () => {
    await review("SendForReview");
    await addVersion("2");
    const { DocumentVersions: versions } = await operations.listDocumentVersions({ Name: "Web" }, callBy());
    expect(versions?.map(({ ReviewStatus: status }) => status)).toEqual(["NOT_REVIEWED", "PENDING"]);
    expect(await operations.getDocument({ Name: "Web" }, callBy())).toMatchObject({ ReviewStatus: "PENDING" });
    const { DocumentIdentifiers: listed } = await operations.listDocuments(
      { Filters: [{ Key: "Owner", Values: ["Self"] }] },
      callBy(),
    );
    expect(listed).toMatchObject([{ Name: "Web", DocumentVersion: "1", ReviewStatus: "NOT_REVIEWED" }]);
  });
});

describe("a review is refused", () => {
  test("for a document that is none of the caller's templates", async () => {
    const reviews = { Action: "SendForReview" } as const;
    const send = (Name: string, by = callBy()) =>
      operations.updateDocumentMetadata({ Name, DocumentReviews: reviews }, by);
    await expect(send("Unknown")).rejects.toMatchObject({ code: "InvalidDocument" });
    await expect(send("AWS-HelloWorldChangeTemplate")).rejects.toMatchObject({ code: "InvalidDocument" });
    await expect(send("Web", callBy({ accountId: "444455556666" }))).rejects.toMatchObject({ code: "InvalidDocument" });
    const runbook = {
      Name: "Run",
      Content: runbookYaml(),
      DocumentType: "Automation",
      DocumentFormat: "YAML",
    } as const;
    await operations.createDocument(runbook, callBy());
    await expect(send("Run")).rejects.toMatchObject({ code: "InvalidDocumentOperation" });
  });

  test("for a version that there isn't", async () => {
    await expect(review("SendForReview", { version: "2" })).rejects.toMatchObject({ code: "InvalidDocumentVersion" });
    await expect(history({ DocumentVersion: "2" })).rejects.toMatchObject({ code: "InvalidDocumentVersion" });
  });

  test("to who is no reviewer, or wrote the version, and changes nothing", async () => {
    await setSetting(
      ports,
      "/ssm/change-manager/template-reviewers",
      JSON.stringify([
        { type: "IamGroup", approver: "Reviewers" },
        { type: "IamUser", approver: "ana" },
      ]),
    );
    await review("SendForReview");
    for (const caller of [{ user: "otto" }, { user: "rita", groups: ["Others"] }, { user: "ana" }]) {
      await expect(review("Approve", caller)).rejects.toMatchObject({ code: "AccessDeniedException" });
    }
    expect(await describeWeb("1")).toMatchObject({
      ReviewStatus: "PENDING",
      ReviewInformation: [{ Status: "PENDING" }],
    });
    await review("Approve", { groups: ["Reviewers"] });
    expect(await describeWeb("1")).toMatchObject({ ReviewStatus: "APPROVED" });
  });

  test("to the author until the setting allows it", async () => {
    await review("SendForReview", { user: "sam" });
    for (const user of ["ana", "sam"]) {
      await expect(review("Approve", { user })).rejects.toMatchObject({ code: "AccessDeniedException" });
    }
    await setSetting(ports, "/ssm/change-manager/allow-self-approval", "true");
    await review("Approve", { user: "ana" });
    expect(await describeWeb("1")).toMatchObject({ ReviewStatus: "APPROVED" });
  });
});

describe("the history", () => {
  test("has one entry per action, the newest first", async () => {
    await review("SendForReview", { comment: "Please look.", nowMs: morningMs });
    await review("Approve", { comment: "Good.", nowMs: morningMs + minute });
    expect(await history()).toEqual({
      Name: "Web",
      DocumentVersion: "1",
      Author: arnOf("ana"),
      Metadata: {
        ReviewerResponse: [
          {
            CreateTime: new Date(morningMs),
            UpdatedTime: new Date(morningMs + minute),
            ReviewStatus: "APPROVED",
            Comment: [{ Type: "Comment", Content: "Good." }],
            Reviewer: arnOf("rita"),
          },
          {
            CreateTime: new Date(morningMs),
            UpdatedTime: new Date(morningMs),
            ReviewStatus: "PENDING",
            Comment: [{ Type: "Comment", Content: "Please look." }],
          },
        ],
      },
    });
  });

  test("gets a new comment in place of the caller's old one", async () => {
    await review("SendForReview", { comment: "Please look.", nowMs: morningMs });
    await review("UpdateReview", { user: "ana", comment: "Please look today.", nowMs: morningMs + minute });
    await review("UpdateReview", { comment: "I do.", nowMs: morningMs + 2 * minute });
    await review("Reject", { nowMs: morningMs + 3 * minute });
    const { Metadata: metadata } = await history();
    expect(metadata?.ReviewerResponse).toMatchObject([
      { ReviewStatus: "REJECTED", Reviewer: arnOf("rita"), CreateTime: new Date(morningMs) },
      { ReviewStatus: "PENDING", Reviewer: arnOf("rita"), Comment: [{ Content: "I do." }] },
      {
        ReviewStatus: "PENDING",
        Comment: [{ Content: "Please look today." }],
        CreateTime: new Date(morningMs),
        UpdatedTime: new Date(morningMs + minute),
      },
    ]);
  });

  test("is of the version under review, else of the latest one", async () => {
    await review("SendForReview");
    await addVersion("2");
    expect(await history()).toMatchObject({ DocumentVersion: "1", Author: arnOf("ana") });
    await review("Approve");
    expect(await history()).toMatchObject({
      DocumentVersion: "2",
      Author: undefined,
      Metadata: { ReviewerResponse: [] },
    });
    expect(await history({ DocumentVersion: "1" })).toMatchObject({ Metadata: { ReviewerResponse: [{}, {}] } });
  });

  test("comes in pages that hold every entry once", async () => {
    for (let round = 0; round < 4; round += 1) {
      await review("SendForReview", { comment: `send ${round}` });
      await review("Reject", { comment: `reject ${round}` });
    }
    const comments: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await history({ MaxResults: 3, ...(token !== undefined && { NextToken: token }) });
      const entries = page.Metadata?.ReviewerResponse ?? [];
      expect(entries.length).toBe(token === undefined || comments.length === 3 ? 3 : 2);
      comments.push(...entries.map((entry) => entry.Comment?.[0]?.Content));
      token = page.NextToken;
    } while (token !== undefined);
    const rounds = [3, 2, 1, 0].flatMap((round) => [`reject ${round}`, `send ${round}`]);
    expect(comments).toEqual(rounds);
  });

  test("stays that of one version from page to page", async () => {
    await review("SendForReview");
    const { NextToken: none } = await history({ MaxResults: 1 });
    expect(none).toBeUndefined();
    await review("UpdateReview", { comment: "I do." });
    const first = await history({ MaxResults: 1 });
    await review("Reject");
    await addVersion("2");
    await review("SendForReview");
    const second = await history({ MaxResults: 1, NextToken: first.NextToken });
    expect(second).toMatchObject({
      DocumentVersion: "1",
      Metadata: { ReviewerResponse: [{ ReviewStatus: "PENDING" }] },
    });
    expect(second.Metadata?.ReviewerResponse?.[0]).not.toMatchObject({ Reviewer: expect.anything() });
    expect(await history()).toMatchObject({ DocumentVersion: "2" });
  });

  test("refuses a token that is not its own", async () => {
    await review("SendForReview");
    await review("Reject");
    const { NextToken: token } = await history({ MaxResults: 1, DocumentVersion: "1" });
    expect(token).toBeDefined();
    for (const input of [{ NextToken: "x" }, { NextToken: token }, { NextToken: token, DocumentVersion: "2" }]) {
      await expect(history(input)).rejects.toMatchObject({ code: "InvalidNextToken" });
    }
    await expect(history({ NextToken: token, DocumentVersion: "1" })).resolves.toBeDefined();
  });

  test("goes when the version or the document goes", async () => {
    const reviewed = async () => {
      const rows = await ports.store.read(() => query(builder.selectFrom("document_review").select("version")));
      return rows.map(({ version }) => version);
    };
    await review("SendForReview");
    await review("Reject");
    await addVersion("2");
    await review("SendForReview");
    expect(await reviewed()).toEqual([1, 1, 2]);
    await operations.deleteDocument({ Name: "Web", DocumentVersion: "2" }, callBy());
    expect(await describeWeb("1")).toMatchObject({ PendingReviewVersion: undefined });
    expect(await reviewed()).toEqual([1, 1]);
    await operations.deleteDocument({ Name: "Web" }, callBy());
    expect(await reviewed()).toEqual([]);
  });
});

describe("the reviewers' topic", () => {
  const topic = "arn:aws:sns:eu-west-1:111122223333:reviewers";

  async function outbox() {
    const rows = await ports.store.read(() => query(builder.selectFrom("outbox").selectAll().orderBy("seq")));
    return rows.map((row) => ({ ...row, message: JSON.parse(row.message) as unknown }));
  }

  test("hears of requests and decisions", async () => {
    await setSetting(ports, "/ssm/change-manager/template-reviewer-topic", topic);
    await review("SendForReview", { comment: "Please look." });
    await review("UpdateReview", { comment: "I do." });
    await review("Reject", { comment: "No." });
    await review("SendForReview");
    await review("Approve");
    const entries = await outbox();
    expect(entries.map(({ message }) => message)).toEqual([
      {
        type: "ChangeTemplateReviewRequested",
        accountId: "111122223333",
        region: "eu-west-1",
        template: "Web",
        templateVersion: "1",
        author: arnOf("ana"),
        requester: arnOf("ana"),
        comment: "Please look.",
        time: "2027-01-05T10:00:00Z",
      },
      expect.objectContaining({ type: "ChangeTemplateRejected", reviewer: arnOf("rita"), comment: "No." }),
      expect.objectContaining({ type: "ChangeTemplateReviewRequested" }),
      expect.objectContaining({ type: "ChangeTemplateApproved", requester: arnOf("ana"), reviewer: arnOf("rita") }),
    ]);
    expect(entries[0]).toMatchObject({
      topic_arn: topic,
      subject: "Change template to review: Web",
      created_ms: morningMs,
    });
  });

  test("gets a subject of at most 100 characters", async () => {
    await setSetting(ports, "/ssm/change-manager/template-reviewer-topic", topic);
    const name = "x".repeat(128);
    const template = { Name: name, Content: templateJson(), DocumentType: "Automation.ChangeTemplate" } as const;
    await operations.createDocument(template, callBy());
    await operations.updateDocumentMetadata({ Name: name, DocumentReviews: { Action: "SendForReview" } }, callBy());
    const [entry] = await outbox();
    expect(entry?.subject).toHaveLength(100);
  });

  test("hears nothing when none is set, or the action is refused", async () => {
    await review("SendForReview");
    await setSetting(ports, "/ssm/change-manager/template-reviewer-topic", topic);
    await expect(review("Approve", { user: "ana" })).rejects.toMatchObject({ code: "AccessDeniedException" });
    expect(await outbox()).toEqual([]);
  });
});
