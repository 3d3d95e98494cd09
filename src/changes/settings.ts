import { z } from "zod";
import { approverTypes, type Approver } from "./approvers.ts";

/** The change-manager settings of one account and Region, typed; defaults stand where nothing was set. */
export interface ChangeManagerSettings {
  readonly userIdentity: "IAM" | "IdentityCenter";
  readonly templateReviewers: readonly Approver[];
  /** Topic ARN, or empty: nobody is told. */
  readonly templateReviewerTopic: string;
  readonly requireTemplateReview: boolean;
  readonly requireMonitors: boolean;
  readonly checkCalendar: boolean;
  /** Names or ARNs of the calendars that gate change requests. */
  readonly calendars: readonly string[];
  readonly freezeApprovers: readonly Approver[];
  readonly freezeTopic: string;
  /** What happens to a request whose last approval comes after its ScheduledTime. */
  readonly lateApproval: "run" | "expire";
  readonly allowSelfApproval: boolean;
  /** How many executions of the account may be open at a time; absent: no limit. */
  readonly openExecutionLimit?: number;
}

/** How the text of one setting is read. */
interface Form<Value> {
  /** Undefined when the text is not allowed. */
  readonly read: (text: string) => Value | undefined;
  /** What is allowed, as the end of the sentence "Allowed is …". */
  readonly allowed: string;
}

/** One setting: its id, how its text is read, and what stands where nothing was set. */
interface Setting<Value> extends Form<Value> {
  readonly settingId: string;
  readonly defaultText: string;
}

const changeManager = {
  /** Whose users approvers are. Kept and shown only: there is no directory here. */
  userIdentity: setting("/ssm/change-manager/user-identity", oneOf("IAM", "IdentityCenter"), "IAM"),
  /** Who may decide on the review of change templates; with none, whoever may call the operation. */
  templateReviewers: setting("/ssm/change-manager/template-reviewers", approverList(), "[]"),
  /** The topic that is told of reviews of change templates; none: nobody is told. */
  templateReviewerTopic: setting("/ssm/change-manager/template-reviewer-topic", topicArn(), ""),
  /** Whether only change templates with an approved review can be used. */
  requireTemplateReview: setting("/ssm/change-manager/require-template-review", flag(), "true"),
  /** Whether every change template has to name a monitor, when it is stored and when a change is requested. */
  requireMonitors: setting("/ssm/change-manager/require-monitors", flag(), "false"),
  /** Whether change requests look at calendars before they start. */
  checkCalendar: setting("/ssm/change-manager/check-calendar", flag(), "false"),
  /** The calendars that change requests look at; all of them have to be open. */
  calendars: setting("/ssm/change-manager/calendars", calendarList(), "[]"),
  /** Who may let a change pass a closed calendar. */
  freezeApprovers: setting("/ssm/change-manager/freeze-approvers", approverList(), "[]"),
  /** The topic that is told when a change waits for a freeze approver; none: nobody is told. */
  freezeTopic: setting("/ssm/change-manager/freeze-topic", topicArn(), ""),
  /** What becomes of a change whose last approval comes after its `ScheduledTime`: it starts at once, or it times out. */
  lateApproval: setting("/ssm/change-manager/late-approval", oneOf("run", "expire"), "run"),
  /** Whether who asked for a change, or wrote its template or runbook, may approve it. */
  allowSelfApproval: setting("/ssm/change-manager/allow-self-approval", flag(), "false"),
  /** How many executions of the account may be open at a time in a Region. */
  openExecutionLimit: setting("/ssm/automation/open-execution-limit", limit(), "unlimited"),
};

/**
 * Settings of AWS that are kept and shown.
 *
 * Differs from AWS: of AWS's own settings only `/ssm/documents/console/public-sharing-permission` has an effect; nothing
 * here throttles, and script output is not copied to CloudWatch.
 */
const ofAws = [
  /** For how long AWS tries a throttled call again. Kept and shown only. */
  setting("/ssm/automation/throttled-retry-time-limit", seconds(), "0"),
  /** Whether AWS raises the account's quota of executions on its own. Kept and shown only. */
  setting("/ssm/automation/enable-adaptive-concurrency", oneOf("True", "False"), "False"),
  /** Where AWS writes the logs of scripts. Kept and shown only. */
  setting("/ssm/automation/customer-script-log-destination", oneOf("CloudWatch", "None"), "None"),
  /** The log group that AWS writes them to. Kept and shown only. */
  setting("/ssm/automation/customer-script-log-group-name", logGroupName(), "/aws/ssm/automation/executeScript"),
  /** Whether documents can be shared with everybody. */
  setting("/ssm/documents/console/public-sharing-permission", oneOf("Enable", "Disable"), "Enable"),
];

/** Own settings beside those of change management. */
const ofDocuments = [
  /** How many documents the account may have in a Region. */
  setting("/ssm/documents/document-limit", limit(), "unlimited"),
];

const byId: ReadonlyMap<string, Setting<unknown>> = new Map(
  [...Object.values(changeManager), ...ofAws, ...ofDocuments].map((one) => [one.settingId, one]),
);

/** The ids of all settings. */
export const settingIds: readonly string[] = [...byId.keys()];

/** The text of a setting that nobody has set; undefined for an unknown id. */
export function defaultSettingText(settingId: string): string | undefined {
  return byId.get(settingId)?.defaultText;
}

/** Says what a known setting allows when the text is not allowed; undefined when it is. */
export function settingProblem(settingId: string, text: string): string | undefined {
  const known = byId.get(settingId);
  if (known === undefined || known.read(text) !== undefined) return undefined;
  return `The value of the setting ${settingId} is not valid. Allowed is ${known.allowed}.`;
}

const calendarSettingIds: ReadonlySet<string> = new Set([
  changeManager.checkCalendar.settingId,
  changeManager.calendars.settingId,
  changeManager.freezeApprovers.settingId,
]);

/** Tells whether a change of this setting may let a change request go on that waits for a calendar. */
export function concernsCalendars(settingId: string): boolean {
  return calendarSettingIds.has(settingId);
}

/** Types the settings of an account and Region: `values` holds, by id, the texts of those that were set. */
export function readSettings(values: ReadonlyMap<string, string>): ChangeManagerSettings {
  const openExecutionLimit = valueOf(changeManager.openExecutionLimit, values);
  return {
    userIdentity: valueOf(changeManager.userIdentity, values),
    templateReviewers: valueOf(changeManager.templateReviewers, values),
    templateReviewerTopic: valueOf(changeManager.templateReviewerTopic, values),
    requireTemplateReview: valueOf(changeManager.requireTemplateReview, values),
    requireMonitors: valueOf(changeManager.requireMonitors, values),
    checkCalendar: valueOf(changeManager.checkCalendar, values),
    calendars: valueOf(changeManager.calendars, values),
    freezeApprovers: valueOf(changeManager.freezeApprovers, values),
    freezeTopic: valueOf(changeManager.freezeTopic, values),
    lateApproval: valueOf(changeManager.lateApproval, values),
    allowSelfApproval: valueOf(changeManager.allowSelfApproval, values),
    ...(openExecutionLimit === "unlimited" ? {} : { openExecutionLimit }),
  };
}

/** Only allowed texts are ever stored, so one that cannot be read is a fault of the program or of its data. */
function valueOf<Value>({ settingId, read, defaultText }: Setting<Value>, values: ReadonlyMap<string, string>): Value {
  const text = values.get(settingId) ?? defaultText;
  const value = read(text);
  if (value === undefined) throw new Error(`the stored value of ${settingId} cannot be read: ${text}`);
  return value;
}

function setting<Value>(settingId: string, form: Form<Value>, defaultText: string): Setting<Value> {
  return { ...form, settingId, defaultText };
}

function oneOf<const Text extends string>(...texts: readonly Text[]): Form<Text> {
  return { read: (text) => texts.find((one) => one === text), allowed: texts.join(" or ") };
}

function flag(): Form<boolean> {
  const texts = oneOf("true", "false");
  return {
    ...texts,
    read: (text) => {
      const read = texts.read(text);
      return read === undefined ? undefined : read === "true";
    },
  };
}

function matching(pattern: RegExp, allowed: string): Form<string> {
  return { read: (text) => (pattern.test(text) ? text : undefined), allowed };
}

/** The empty text is the default: UpdateServiceSetting's own limits do not let it in, ResetServiceSetting brings it back. */
function topicArn(): Form<string> {
  return matching(
    /^$|^arn:aws[a-z\-]*:sns:[a-z0-9\-]+:\d{12}:[A-Za-z0-9_.\-]{1,256}$/v,
    "the ARN of an Amazon SNS topic, such as arn:aws:sns:us-east-1:123456789012:Reviewers; reset the setting to have none",
  );
}

function logGroupName(): Form<string> {
  return matching(
    /^[A-Za-z0-9_.\-\/#]{1,512}$/v,
    "a log group's name of 1 to 512 letters, digits and the signs _ . - / #",
  );
}

function limit(): Form<number | "unlimited"> {
  return {
    read: (text) => {
      if (text === "unlimited") return text;
      return /^[1-9]\d{0,8}$/v.test(text) ? Number(text) : undefined;
    },
    allowed: "unlimited or a whole number from 1 to 999999999",
  };
}

function seconds(): Form<number> {
  return {
    read: (text) => (/^(?:0|[1-9]\d{0,3})$/v.test(text) && Number(text) <= 3600 ? Number(text) : undefined),
    allowed: "a whole number of seconds from 0 to 3600",
  };
}

function approverList(): Form<readonly Approver[]> {
  return jsonList(
    z.strictObject({ type: z.enum(approverTypes), approver: z.string().trim().min(1).max(2048) }),
    `a JSON list of objects {"type": ..., "approver": ...}, where the type is one of ${approverTypes.join(", ")} and the approver a name or ARN`,
  );
}

function calendarList(): Form<readonly string[]> {
  return jsonList(
    z.string().regex(/^(?:arn:aws[a-z\-]*:ssm:[a-z0-9\-]+:\d{12}:document\/)?[A-Za-z0-9_.\-]{3,128}$/v),
    "a JSON list of names or ARNs of calendars",
  );
}

function jsonList<Item>(item: z.ZodType<Item>, allowed: string): Form<readonly Item[]> {
  const list = z.array(item);
  return {
    read: (text) => {
      try {
        return list.parse(JSON.parse(text));
      } catch {
        return undefined;
      }
    },
    allowed,
  };
}
