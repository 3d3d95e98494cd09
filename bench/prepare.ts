import { oneStep, template } from "./documents.ts";
import type { Program } from "./program.ts";
import { callOnce, signedCall } from "./signed-call.ts";

/** Stores the runbook and the reviewed template that the benchmarks ask for. */
export async function prepareDocuments(program: Program): Promise<void> {
  const call = async (user: string, operation: string, input: object) =>
    callOnce(await signedCall(program, user, operation, input));
  const yaml = { DocumentFormat: "YAML" };
  await call("admin", "CreateDocument", { Name: "OneStep", Content: oneStep, DocumentType: "Automation", ...yaml });
  await call("requester", "CreateDocument", {
    Name: "Template",
    Content: template,
    DocumentType: "Automation.ChangeTemplate",
    ...yaml,
  });
  await call("requester", "UpdateDocumentMetadata", { Name: "Template", DocumentReviews: { Action: "SendForReview" } });
  await call("admin", "UpdateDocumentMetadata", { Name: "Template", DocumentReviews: { Action: "Approve" } });
}

/** The input of a change request that is approved at once and runs one step. */
export const changeRequest = { DocumentName: "Template", AutoApprove: true, Runbooks: [{ DocumentName: "OneStep" }] };
