import type { CreateDocumentRequest, SSM } from "@aws-sdk/client-ssm";
import type { Clients } from "./clients.ts";
import { example, hasPython, withoutPython } from "./documents.ts";
import { chapter, did, explain, warn } from "./terminal.ts";

/** Stores the runbooks and the template as the requester, the calendar and the settings as the admin. */
export async function writeDocuments({ requester, admin }: Clients): Promise<void> {
  chapter("Runbooks say how, a change template says who must agree");
  let releaseToSite = example("release-to-site.runbook.yaml");
  if (!hasPython()) {
    releaseToSite = withoutPython(releaseToSite);
    warn("There is no python3 on this machine: the step CheckSite is LEFT OUT of the runbook, and its output too.");
  }
  await store(requester, "Demo-WarmUpSite", "Automation", example("warm-up-site.runbook.yaml"));
  did("requester", "stored the runbook Demo-WarmUpSite: a branch and two sleeps", "CreateDocument");
  await store(requester, "Demo-ReleaseToSite", "Automation", releaseToSite);
  did(
    "requester",
    "stored the runbook Demo-ReleaseToSite, which runs the first one, then notes and checks",
    "CreateDocument",
  );
  await store(requester, "Demo-Release", "Automation.ChangeTemplate", example("release.template.yaml"));
  did("requester", "stored the change template Demo-Release: two levels of approval", "CreateDocument");

  await admin.createDocument({
    Name: "Demo-Freezes",
    DocumentType: "ChangeCalendar",
    DocumentFormat: "TEXT",
    Content: example("freezes.ics"),
  });
  did("admin", "stored the change calendar Demo-Freezes: month ends and the turn of the year", "CreateDocument");
  await set(admin, "check-calendar", "true");
  await set(admin, "calendars", JSON.stringify(["Demo-Freezes"]));
  await set(admin, "freeze-approvers", JSON.stringify([{ type: "IamGroup", approver: "Approvers" }]));
  did("admin", "made every change look at that calendar", "UpdateServiceSetting");
  const { State, NextTransitionTime } = await admin.getCalendarState({ CalendarNames: ["Demo-Freezes"] });
  explain(
    `The calendar is ${State} now${NextTransitionTime === undefined ? "" : ` and changes at ${NextTransitionTime}`}.`,
  );
}

/** Has the template reviewed: nobody can use one that was not. */
export async function reviewTemplate({ requester, admin }: Clients): Promise<void> {
  chapter("A template is reviewed before anybody can use it");
  await requester.updateDocumentMetadata({
    Name: "Demo-Release",
    DocumentReviews: { Action: "SendForReview", Comment: [{ Type: "Comment", Content: "For our releases." }] },
  });
  did("requester", "sent the template for review", "UpdateDocumentMetadata");
  await admin.updateDocumentMetadata({
    Name: "Demo-Release",
    DocumentReviews: { Action: "Approve", Comment: [{ Type: "Comment", Content: "Two people, good." }] },
  });
  const { ReviewStatus, DocumentVersion } = await admin.getDocument({ Name: "Demo-Release" });
  did("admin", `reviewed it: version ${DocumentVersion} is ${ReviewStatus}`, "UpdateDocumentMetadata");
}

async function store(
  client: SSM,
  name: string,
  type: NonNullable<CreateDocumentRequest["DocumentType"]>,
  content: string,
): Promise<void> {
  await client.createDocument({ Name: name, DocumentType: type, DocumentFormat: "YAML", Content: content });
}

async function set(client: SSM, setting: string, value: string): Promise<void> {
  await client.updateServiceSetting({ SettingId: `/ssm/change-manager/${setting}`, SettingValue: value });
}
