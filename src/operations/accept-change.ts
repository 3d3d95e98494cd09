import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { resolveLevels } from "../changes/levels.ts";
import type { ChangeRequest } from "../changes/record.ts";
import type { ChangeManagerSettings } from "../changes/settings.ts";
import type { ChangeTemplate } from "../documents/plan.ts";
import { textOf } from "../documents/scalars.ts";
import { resolve } from "../documents/references.ts";
import { toParameterStrings } from "../documents/parameters.ts";
import type { ValueMap } from "../documents/value.ts";
import { findDocument, versionNumber } from "../store/documents.ts";
import type { Transaction } from "../store/transaction.ts";
import { bindValues } from "../targets/bind-values.ts";
import { checkRunbook } from "../targets/check-runbook.ts";
import { findDefinition, freeze, type Definition } from "./find-definition.ts";
import type { Ports } from "./ports.ts";
import { checkQueue, checkStartTags, invalidParameters } from "./start-checks.ts";

type StartInput = Input<"StartChangeRequestExecution">;
type AskedRunbook = StartInput["Runbooks"][number];
type AcceptPorts = Pick<Ports, "plans" | "matchPattern" | "directory">;

/**
 * Checks a request for a change from top to bottom, in the order of the API, and resolves everything that it depends
 * on: what later edits do to templates, runbooks and settings does not touch it.
 */
export function* acceptChange(
  ports: AcceptPorts,
  input: StartInput,
  settings: ChangeManagerSettings,
  context: CallContext,
): Transaction<ChangeRequest> {
  const definition = yield* findDefinition(
    "Automation.ChangeTemplate",
    input.DocumentName,
    input.DocumentVersion,
    context,
  );
  checkReview(definition, settings);
  const template = ports.plans.template(
    definition.version.content_hash,
    definition.version.content,
    definition.version.format,
  );
  checkSwitches(input, template, settings);
  const values = bindTemplate(ports, input, template);
  const resolved = resolveLevels(template, values, input.AutoApprove === true);
  if ("problem" in resolved) throw invalidParameters(resolved.problem);
  const asked = input.Runbooks[0];
  if (asked === undefined) throw new Error("The API model lets in no request without a runbook.");
  const runbook = yield* acceptRunbook(ports, asked, { template, owner: definition.document.accountId }, context);
  checkStartTags(input.Tags ?? []);
  yield* checkQueue(settings, context);
  const { nowMs, principal } = context;
  const topic = topicOf(template, values);
  return {
    name: input.ChangeRequestName ?? `${definition.document.name} ${new Date(nowMs).toISOString()}`,
    details: input.ChangeDetails ?? template.templateInformation ?? "",
    autoApprove: input.AutoApprove === true,
    createdMs: nowMs,
    ...(input.ScheduledTime !== undefined && { scheduledMs: input.ScheduledTime.getTime() }),
    ...(input.ScheduledEndTime !== undefined && { scheduledEndMs: input.ScheduledEndTime.getTime() }),
    template: yield* freeze(definition),
    isEmergency: template.emergencyChange,
    templateParameters: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, toParameterStrings(value)]),
    ),
    ...(topic !== undefined && { notificationArn: topic }),
    levels: resolved.levels,
    runbook: runbook.request,
    duties: { requester: principal.arn, authors: [...new Set([definition.version.author, runbook.author])] },
  };
}

/** Whether the template's version may be used, by its review and by whether the account asks for one. */
function checkReview({ document, version }: Definition, settings: ChangeManagerSettings): void {
  if (document.isBuiltIn || version.review_status === "APPROVED") return;
  const status = version.review_status ?? "NOT_REVIEWED";
  if (status === "NOT_REVIEWED" && !settings.requireTemplateReview) return;
  throw new AwsError(
    "AutomationDefinitionNotApprovedException",
    `Version ${version.version} of the change template ${document.name} can't be used: its review status is ${status}.`,
  );
}

/**
 * Refuses what the request's switches, its times and the template's monitor do not allow.
 *
 * Differs from AWS: alarms are not watched yet, and a change requested from a template that names a monitor is refused.
 */
function checkSwitches(input: StartInput, template: ChangeTemplate, settings: ChangeManagerSettings): void {
  if (input.AutoApprove === true && !template.autoApprovable) {
    throw invalidParameters("AutoApprove can't be true: the change template isn't auto-approvable.");
  }
  if (template.monitors.length > 0) {
    throw invalidParameters(
      `The change template watches the alarm ${template.monitors.join(", ")}: alarms are not supported yet by this server.`,
    );
  }
  if (settings.requireMonitors) {
    throw invalidParameters("The account requires a monitor for change templates, and this template has none.");
  }
  const { ScheduledTime: start, ScheduledEndTime: end } = input;
  if (start !== undefined && end !== undefined && end.getTime() <= start.getTime()) {
    throw invalidParameters("ScheduledEndTime must be after ScheduledTime.");
  }
}

function bindTemplate({ matchPattern }: AcceptPorts, input: StartInput, template: ChangeTemplate): ValueMap {
  const bound = bindValues(template, input.Parameters ?? {}, matchPattern, []);
  if ("problem" in bound) throw invalidParameters(`Change template: ${bound.problem}`);
  return bound.values;
}

/** A template, and the account whose names its plain names are; empty for a built-in one. */
interface OwnedTemplate {
  readonly template: ChangeTemplate;
  readonly owner: string;
}

function* acceptRunbook(ports: AcceptPorts, asked: AskedRunbook, owned: OwnedTemplate, context: CallContext) {
  const version = yield* allowedVersion(asked, owned, context);
  const definition = yield* findDefinition("Automation", asked.DocumentName, version, context);
  const { content_hash: hash, content, format, author } = definition.version;
  const plan = ports.plans.runbook(hash, content, format);
  const frozen = yield* freeze(definition);
  const checked = checkRunbook(asked, frozen, plan, ports.matchPattern, ports.directory.roleExists);
  if ("problem" in checked) throw invalidParameters(`Runbook ${asked.DocumentName}: ${checked.problem}`);
  return { request: checked.runbook, author };
}

/**
 * The version of the runbook that the request means and its template allows: the one it names, else the one of the
 * template's first entry for this runbook. Undefined: the default version.
 */
function* allowedVersion(
  asked: AskedRunbook,
  { template, owner }: OwnedTemplate,
  context: CallContext,
): Transaction<string | undefined> {
  if (template.executableRunbooks.length === 0) return asked.DocumentVersion;
  const viewer = { accountId: owner === "" ? context.principal.accountId : owner, region: context.region };
  const { document } = yield* findDefinition("Automation", asked.DocumentName, asked.DocumentVersion, context);
  const wanted = asked.DocumentVersion === undefined ? undefined : versionNumber(document, asked.DocumentVersion);
  let isListed = false;
  for (const entry of template.executableRunbooks) {
    const listed = yield* findDocument(entry.name, viewer);
    if (listed?.arn !== document.arn) continue;
    isListed = true;
    const allowed = versionNumber(document, entry.version);
    if (wanted === undefined || wanted === allowed) return entry.version;
  }
  throw invalidParameters(
    isListed
      ? `The change template doesn't allow version ${asked.DocumentVersion} of the runbook ${asked.DocumentName}.`
      : `The change template doesn't allow the runbook ${asked.DocumentName}.`,
  );
}

function topicOf(template: ChangeTemplate, values: ValueMap): string | undefined {
  if (template.notificationArn === undefined) return undefined;
  const topic = textOf(
    resolve(template.notificationArn, {
      parameter: (name) => values[name],
      output: () => undefined,
      variable: () => undefined,
      system: () => undefined,
    }),
  );
  return topic === "" ? undefined : topic;
}
