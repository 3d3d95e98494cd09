import type { Approver } from "./approvers.ts";

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
