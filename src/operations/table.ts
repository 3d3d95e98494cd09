import type { Handlers } from "../api/handlers.ts";
import { addTagsToResource } from "./add-tags-to-resource.ts";
import { createDocument } from "./create-document.ts";
import { deleteDocument } from "./delete-document.ts";
import { describeAutomationExecutions } from "./describe-automation-executions.ts";
import { describeAutomationStepExecutions } from "./describe-automation-step-executions.ts";
import { describeDocument } from "./describe-document.ts";
import { describeDocumentPermission } from "./describe-document-permission.ts";
import { describeOpsItems } from "./describe-ops-items.ts";
import { getAutomationExecution } from "./get-automation-execution.ts";
import { getCalendarState } from "./get-calendar-state.ts";
import { getDocument } from "./get-document.ts";
import { getOpsItem } from "./get-ops-item.ts";
import { getServiceSetting } from "./get-service-setting.ts";
import { listDocumentMetadataHistory } from "./list-document-metadata-history.ts";
import { listDocumentVersions } from "./list-document-versions.ts";
import { listDocuments } from "./list-documents.ts";
import { listOpsItemEvents } from "./list-ops-item-events.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { modifyDocumentPermission } from "./modify-document-permission.ts";
import { removeTagsFromResource } from "./remove-tags-from-resource.ts";
import { resetServiceSetting } from "./reset-service-setting.ts";
import { sendAutomationSignal } from "./send-automation-signal.ts";
import { startAutomationExecution } from "./start-automation-execution.ts";
import { startChangeRequestExecution } from "./start-change-request-execution.ts";
import { stopAutomationExecution } from "./stop-automation-execution.ts";
import { updateDocument } from "./update-document.ts";
import { updateDocumentDefaultVersion } from "./update-document-default-version.ts";
import { updateDocumentMetadata } from "./update-document-metadata.ts";
import { updateServiceSetting } from "./update-service-setting.ts";
import type { Ports } from "./ports.ts";

/** Every operation that this server carries out, ready to be called; the compiler misses one that the API model names. */
export function createHandlers(ports: Ports): Handlers {
  return {
    AddTagsToResource: addTagsToResource(ports),
    CreateDocument: createDocument(ports),
    DeleteDocument: deleteDocument(ports),
    DescribeAutomationExecutions: describeAutomationExecutions(ports),
    DescribeAutomationStepExecutions: describeAutomationStepExecutions(ports),
    DescribeDocument: describeDocument(ports),
    DescribeDocumentPermission: describeDocumentPermission(ports),
    DescribeOpsItems: describeOpsItems(ports),
    GetAutomationExecution: getAutomationExecution(ports),
    GetCalendarState: getCalendarState(ports),
    GetDocument: getDocument(ports),
    GetOpsItem: getOpsItem(ports),
    GetServiceSetting: getServiceSetting(ports),
    ListDocumentMetadataHistory: listDocumentMetadataHistory(ports),
    ListDocumentVersions: listDocumentVersions(ports),
    ListDocuments: listDocuments(ports),
    ListOpsItemEvents: listOpsItemEvents(ports),
    ListTagsForResource: listTagsForResource(ports),
    ModifyDocumentPermission: modifyDocumentPermission(ports),
    RemoveTagsFromResource: removeTagsFromResource(ports),
    ResetServiceSetting: resetServiceSetting(ports),
    SendAutomationSignal: sendAutomationSignal(ports),
    StartAutomationExecution: startAutomationExecution(ports),
    StartChangeRequestExecution: startChangeRequestExecution(ports),
    StopAutomationExecution: stopAutomationExecution(ports),
    UpdateDocument: updateDocument(ports),
    UpdateDocumentDefaultVersion: updateDocumentDefaultVersion(ports),
    UpdateDocumentMetadata: updateDocumentMetadata(ports),
    UpdateServiceSetting: updateServiceSetting(ports),
  };
}
