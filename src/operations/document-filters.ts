import { documentType, platformType } from "../api/document-members.ts";
import { AwsError } from "../api/errors.ts";
import type { Input } from "../api/operations.ts";
import type { DocumentCondition } from "../store/document-conditions.ts";
import type { DocumentSources } from "../store/document-lists.ts";

/** Which documents a list asks for. */
export interface DocumentFilters {
  readonly sources: DocumentSources;
  /** All of them must hold. */
  readonly conditions: readonly DocumentCondition[];
}

interface Filter {
  readonly key: string;
  readonly values: readonly string[];
}

const keywordLengths = { min: 3, max: 20 };
const keywordsMax = 5;

/** Differs from AWS: `ListDocuments` takes at most 50 values of one key; the API model sets no bound. */
const valuesMax = 50;

/** Differs from AWS: `ListDocuments` takes at most 50 entries of `DocumentFilterList`; the API model sets no bound. */
const legacyFiltersMax = 50;

const everything: DocumentSources = { own: true, builtIn: true, sharedWithAll: true, sharedWithViewer: true };
const nothing: DocumentSources = { own: false, builtIn: false, sharedWithAll: false, sharedWithViewer: false };

/**
 * What each value of the filter `Owner` lets through. `Public` and `Private` are documents of other accounts that are
 * shared with everybody, or with the caller's account. No third party has documents here.
 */
const sourcesByOwner: Readonly<Record<string, DocumentSources>> = {
  All: everything,
  Self: { ...nothing, own: true },
  Amazon: { ...nothing, builtIn: true },
  Public: { ...nothing, sharedWithAll: true },
  Private: { ...nothing, sharedWithViewer: true },
  ThirdParty: nothing,
};

/**
 * Reads the filters of ListDocuments: keys narrow, values of one key widen. Names match by prefix, in their case; words of
 * `SearchKeyword` (3 to 20 characters, at most 5) anywhere in the name and in either case, any of them.
 *
 * @throws AwsError InvalidFilterKey for a key that there isn't, ValidationException for values that a key can't have.
 */
export function readDocumentFilters(input: Input<"ListDocuments">): DocumentFilters {
  const filters = allFilters(input);
  const keys = new Set(filters.map(({ key }) => key));
  if (keys.has("SearchKeyword") && keys.has("Name")) throw invalid("SearchKeyword can't be used together with Name.");
  const owners = filters.filter(({ key }) => key === "Owner").map(ownerSources);
  return {
    sources: owners.reduce(both, everything),
    conditions: filters.filter(({ key }) => key !== "Owner").map(condition),
  };
}

function allFilters({ Filters: filters = [], DocumentFilterList: legacy = [] }: Input<"ListDocuments">): Filter[] {
  if (legacy.length > legacyFiltersMax) throw invalid(`DocumentFilterList takes at most ${legacyFiltersMax} filters.`);
  return [
    ...filters.map(({ Key: key, Values: values = [] }) => {
      if (key === undefined) throw new AwsError("InvalidFilterKey", "A filter needs a key.");
      if (values.length === 0) throw invalid(`The filter ${key} needs a value.`);
      if (values.length > valuesMax) throw invalid(`The filter ${key} takes at most ${valuesMax} values.`);
      return { key, values };
    }),
    ...legacy.map(({ key, value }) => ({ key, values: [value] })),
  ];
}

function condition({ key, values }: Filter): DocumentCondition {
  switch (key) {
    case "Name":
      return { field: "name-prefix", values };
    case "SearchKeyword":
      return { field: "keyword", values: keywords(values) };
    case "PlatformTypes":
      return { field: "platform-type", values: platformType.options.filter((type) => values.includes(type)) };
    case "DocumentType":
      return { field: "document-type", values: documentType.options.filter((type) => values.includes(type)) };
    case "TargetType":
      return { field: "target-type", values };
    default:
      if (key.startsWith("tag:") && key.length > "tag:".length) {
        return { field: "tag", key: key.slice("tag:".length), values };
      }
      throw new AwsError("InvalidFilterKey", `The filter key ${key} is not valid.`);
  }
}

function keywords(values: readonly string[]): readonly string[] {
  const words = values.flatMap((value) => value.split(/\s+/v)).filter((word) => word !== "");
  const { min, max } = keywordLengths;
  if (words.length === 0 || words.length > keywordsMax) throw invalid(`SearchKeyword takes 1 to ${keywordsMax} words.`);
  if (words.some((word) => word.length < min || word.length > max)) {
    throw invalid(`A word of SearchKeyword has ${min} to ${max} characters.`);
  }
  return words.map((word) => word.toLowerCase());
}

function ownerSources({ values }: Filter): DocumentSources {
  const [owner] = values;
  if (owner === undefined || values.length > 1) throw invalid("The filter Owner takes one value.");
  const sources = Object.hasOwn(sourcesByOwner, owner) ? sourcesByOwner[owner] : undefined;
  if (sources === undefined) {
    throw invalid(`The filter Owner takes one of ${Object.keys(sourcesByOwner).join(", ")}, not ${owner}.`);
  }
  return sources;
}

function both(one: DocumentSources, other: DocumentSources): DocumentSources {
  return {
    own: one.own && other.own,
    builtIn: one.builtIn && other.builtIn,
    sharedWithAll: one.sharedWithAll && other.sharedWithAll,
    sharedWithViewer: one.sharedWithViewer && other.sharedWithViewer,
  };
}

function invalid(message: string): AwsError<"ValidationException"> {
  return new AwsError("ValidationException", message);
}
