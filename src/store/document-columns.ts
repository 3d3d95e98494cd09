import type { Output } from "../api/operations.ts";
import type { DescribedParameter } from "../documents/describe.ts";
import type { DocumentVersionRow } from "./schema.ts";

type Description = NonNullable<Output<"DescribeDocument">["Document"]>;

/** What a version declares, as the API shows it; kept beside the content, so that reads need not compile it. */
export interface VersionColumns {
  readonly PlatformTypes: NonNullable<Description["PlatformTypes"]>;
  readonly Parameters: readonly DescribedParameter[];
  readonly Requires: Description["Requires"];
}

type Columns = Pick<DocumentVersionRow, "platform_types" | "parameters" | "requires">;

/** Writes the operating systems that a version is for. */
export function encodePlatformTypes(platformTypes: VersionColumns["PlatformTypes"]): string {
  return JSON.stringify(platformTypes);
}

/** Writes a version's parameters. */
export function encodeParameters(parameters: VersionColumns["Parameters"]): string | null {
  return parameters.length === 0 ? null : JSON.stringify(parameters);
}

/** Writes what a version requires. */
export function encodeRequires(requires: VersionColumns["Requires"]): string | null {
  return requires === undefined || requires.length === 0 ? null : JSON.stringify(requires);
}

/** Reads the operating systems that a version is for. */
export function decodePlatformTypes(row: Pick<Columns, "platform_types">): VersionColumns["PlatformTypes"] {
  return JSON.parse(row.platform_types) as VersionColumns["PlatformTypes"];
}

/** Reads a version's parameters, types as declared (AWS's model knows two of them); undefined when it has none. */
export function decodeParameters(row: Pick<Columns, "parameters">): Description["Parameters"] {
  return row.parameters === null ? undefined : (JSON.parse(row.parameters) as Description["Parameters"]);
}

/** Reads what a version requires; undefined when that is nothing. */
export function decodeRequires(row: Pick<Columns, "requires">): VersionColumns["Requires"] {
  return row.requires === null ? undefined : (JSON.parse(row.requires) as VersionColumns["Requires"]);
}
