import type { Output } from "../api/operations.ts";
import type { DocumentVersionRow } from "./schema.ts";

type Description = NonNullable<Output<"DescribeDocument">["Document"]>;

/** What a version declares, as the API shows it; kept beside the content, so that reads need not compile it. */
export interface VersionColumns {
  readonly PlatformTypes: NonNullable<Description["PlatformTypes"]>;
  readonly Parameters: Description["Parameters"];
  readonly Requires: Description["Requires"];
}

type Columns = Pick<DocumentVersionRow, "platform_types" | "parameters" | "requires">;

/** Writes what a version declares as columns. */
export function encodeColumns({ PlatformTypes, Parameters, Requires }: VersionColumns): Columns {
  return {
    platform_types: JSON.stringify(PlatformTypes),
    parameters: encodeList(Parameters),
    requires: encodeList(Requires),
  };
}

function encodeList(list: readonly unknown[] | undefined): string | null {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}

/** Reads the operating systems that a version is for. */
export function decodePlatformTypes(row: Pick<Columns, "platform_types">): VersionColumns["PlatformTypes"] {
  return JSON.parse(row.platform_types) as VersionColumns["PlatformTypes"];
}

/** Reads a version's parameters; undefined when it has none. */
export function decodeParameters(row: Pick<Columns, "parameters">): VersionColumns["Parameters"] {
  return row.parameters === null ? undefined : (JSON.parse(row.parameters) as VersionColumns["Parameters"]);
}

/** Reads what a version requires; undefined when that is nothing. */
export function decodeRequires(row: Pick<Columns, "requires">): VersionColumns["Requires"] {
  return row.requires === null ? undefined : (JSON.parse(row.requires) as VersionColumns["Requires"]);
}
