/** The parts of an ARN; `resource` is all that follows the account, colons and slashes included. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  /** Empty on what AWS itself owns. */
  readonly accountId: string;
  readonly resource: string;
}

/** Where a resource lives. */
export interface Home {
  readonly region: string;
  readonly accountId: string;
}

/** A document that an ARN names; the account is empty when the document is one of the product's own. */
export interface DocumentArn extends Home {
  readonly partition: string;
  readonly name: string;
}

const PARTITIONS: readonly (readonly [regionPrefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-iso-", "aws-iso"],
  ["eusc-", "aws-eusc"],
];

/** The partition that a Region belongs to; `aws` for all that are not known to belong to another. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** Takes an ARN apart; undefined when the text is none. */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, accountId, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (scheme !== "arn" || !partition || !service || resource === "") return undefined;
  if (region === undefined || accountId === undefined) return undefined;
  return { partition, service, region, accountId, resource };
}

/**
 * Takes the ARN of an SSM document apart; undefined when the text is none, a plain name for example, and when the
 * Region is not one of the partition.
 */
export function parseDocumentArn(text: string): DocumentArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== "ssm" || !arn.resource.startsWith("document/")) return undefined;
  const name = arn.resource.slice("document/".length);
  if (arn.region === "" || name === "" || name.includes("/")) return undefined;
  const { partition, region, accountId } = arn;
  if (partition !== partitionOf(region)) return undefined;
  return { partition, region, accountId, name };
}

/** The ARN of a document. */
export function documentArn(home: Home, name: string): string {
  return ssmArn(home, `document/${name}`);
}

/** The ARN by which IAM policies name a version of a runbook or a change template that is to be started. */
export function automationDefinitionArn(home: Home, name: string, version: string): string {
  return ssmArn(home, `automation-definition/${name}:${version}`);
}

/** The ARN of an automation execution, and of a change request as one. */
export function automationExecutionArn(home: Home, executionId: string): string {
  return ssmArn(home, `automation-execution/${executionId}`);
}

/** The ARN of an OpsItem. */
export function opsItemArn(home: Home, opsItemId: string): string {
  return ssmArn(home, `opsitem/${opsItemId}`);
}

/** The ARN of a setting, from its path: `/ssm/...`. */
export function serviceSettingArn(home: Home, path: string): string {
  return ssmArn(home, `servicesetting${path}`);
}

/** The path of a setting that is named by its path or by its ARN; undefined when the ARN is not a setting's. */
export function serviceSettingPath(settingId: string): string | undefined {
  if (!settingId.startsWith("arn:")) return settingId;
  const arn = parseArn(settingId);
  return arn?.service === "ssm" && arn.resource.startsWith("servicesetting/")
    ? arn.resource.slice("servicesetting".length)
    : undefined;
}

function ssmArn({ region, accountId }: Home, resource: string): string {
  return `arn:${partitionOf(region)}:ssm:${region}:${accountId}:${resource}`;
}
