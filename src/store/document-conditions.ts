import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import type { ReviewStatus } from "../changes/template-review.ts";
import { documentArn } from "../api/arns.ts";
import type { VersionColumns } from "./document-columns.ts";
import { builder } from "./prepared.ts";
import type { DocumentFormat, DocumentType, DocumentVersionTable, Schema } from "./schema.ts";

/** One thing that a document must have: any of the values. */
export type DocumentCondition =
  | {
      /** Words (`keyword`) are in lower case. */
      readonly field: "name-prefix" | "keyword" | "target-type";
      readonly values: readonly string[];
    }
  | { readonly field: "platform-type"; readonly values: readonly PlatformType[] }
  | { readonly field: "document-type"; readonly values: readonly DocumentType[] }
  | { readonly field: "tag"; readonly key: string; readonly values: readonly string[] };

/** A document as a list shows it: its default version, or its latest where only that is shared. */
export interface ListedDocument {
  readonly account_id: string;
  readonly name: string;
  readonly document_type: DocumentType;
  readonly created_ms: number;
  readonly author: string;
  readonly version: number;
  readonly version_name: string | null;
  readonly display_name: string | null;
  readonly target_type: string | null;
  readonly requires: string | null;
  readonly format: DocumentFormat;
  readonly schema_version: string | null;
  readonly platform_types: string;
  /** Of the latest version. */
  readonly review_status: ReviewStatus | null;
}

type PlatformType = VersionColumns["PlatformTypes"][number];

interface Joined extends Schema {
  shown: DocumentVersionTable;
  latest: DocumentVersionTable;
}

/** Builds conditions on the rows of {@link selectListed}. */
export type ListWhere = ExpressionBuilder<Joined, "document" | "shown" | "latest">;

/** Every document beside each of its versions (`shown`, for the caller to narrow to one) and its latest one. */
export function selectListed() {
  return builder
    .selectFrom("document")
    .innerJoin("document_version as shown", (join) =>
      join
        .onRef("shown.account_id", "=", "document.account_id")
        .onRef("shown.region", "=", "document.region")
        .onRef("shown.name", "=", "document.name"),
    )
    .innerJoin("document_version as latest", (join) =>
      join
        .onRef("latest.account_id", "=", "document.account_id")
        .onRef("latest.region", "=", "document.region")
        .onRef("latest.name", "=", "document.name")
        .onRef("latest.version", "=", "document.latest_version"),
    )
    .select([
      "document.account_id",
      "document.name",
      "document.document_type",
      "document.created_ms",
      "document.author",
      "shown.version",
      "shown.version_name",
      "shown.display_name",
      "shown.target_type",
      "shown.requires",
      "shown.format",
      "shown.schema_version",
      "shown.platform_types",
      "latest.review_status",
    ]);
}

/** A document meets a condition when it has any of its values. */
export function meets(where: ListWhere, condition: DocumentCondition, region: string): Expression<SqlBool> {
  switch (condition.field) {
    case "name-prefix":
      return where.or(condition.values.map((prefix) => hasPrefix(where, prefix, region)));
    case "keyword":
      return where.or(condition.values.map((word) => contains(sql`lower(${where.ref("document.name")})`, word)));
    case "platform-type":
      return where.or(
        condition.values.map((type) => contains(where.ref("shown.platform_types"), JSON.stringify(type))),
      );
    case "document-type":
      return where.or(condition.values.map((type) => where("document.document_type", "=", type)));
    case "target-type":
      return where.or(condition.values.map((type) => where("shown.target_type", "=", type)));
    case "tag":
      return hasTag(where, condition.key, condition.values);
  }
}

/** Above every character that a name can hold. */
const aboveNames = "~";

/** Shared documents are listed by their ARN, so that a prefix of that finds them too. */
function hasPrefix(where: ListWhere, prefix: string, region: string): Expression<SqlBool> {
  if (prefix.startsWith("arn:")) {
    const arn = sql`${arnHead(region)} || ${where.ref("document.account_id")} || ':document/' || ${where.ref("document.name")}`;
    return sql<SqlBool>`substr(${arn}, 1, ${prefix.length}) = ${prefix}`;
  }
  return where.and([where("document.name", ">=", prefix), where("document.name", "<", prefix + aboveNames)]);
}

/** What the ARNs of a Region's documents begin with, up to the account. */
function arnHead(region: string): string {
  return documentArn({ accountId: "", region }, "").slice(0, -":document/".length);
}

/** Tells whether a text holds another, which is in lower case or has only one way to be written. */
function contains(text: Expression<unknown>, part: string): Expression<SqlBool> {
  const pattern = `%${part.replaceAll(/[\\%_]/gv, (special) => `\\${special}`)}%`;
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}

function hasTag(where: ListWhere, key: string, values: readonly string[]): Expression<SqlBool> {
  return where.exists(
    where
      .selectFrom("tag")
      .select("tag.tag_key")
      .whereRef("tag.account_id", "=", "document.account_id")
      .whereRef("tag.region", "=", "document.region")
      .where("tag.resource_type", "=", "Document")
      .whereRef("tag.resource_id", "=", "document.name")
      .where("tag.tag_key", "=", key)
      .where("tag.tag_value", "in", values),
  );
}
