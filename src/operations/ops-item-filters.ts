import { AwsError } from "../api/errors.ts";
import type { Input } from "../api/operations.ts";
import { linesNaming, linesNamingArn } from "../changes/named-approvers.ts";
import { timestampMs } from "../documents/iso8601.ts";
import { isValueMap, type Value } from "../documents/value.ts";
import type { ContainsColumn, EqualColumn, OpsItemCondition, TimeColumn } from "../store/ops-item-search.ts";

type Filter = NonNullable<Input<"DescribeOpsItems">["OpsItemFilters"]>[number];
type Key = Filter["Key"];
type Operator = Filter["Operator"];

/** What filters are read against: the caller's account, and who is in which group now. */
export interface FilterScope {
  readonly accountId: string;
  readonly groupsOf: (userArn: string) => readonly string[];
}

/** Reads the values of one filter. */
type Reader = (values: readonly string[], scope: FilterScope, key: Key) => OpsItemCondition;

type Readers = Readonly<Partial<Record<Operator, Reader>>>;

/** Differs from AWS: `DescribeOpsItems` takes at most 50 filters; the API model sets no bound. */
const filtersMax = 50;

/** Differs from AWS: `DescribeOpsItems` takes at most 100 values in all its filters; the API model sets no bound. */
const valuesMax = 100;

const titleCharactersMax = 100;

/** The kinds of OpsItems of AWS that nothing here makes: their filters are accepted and find nothing. */
const findsNothing: Readers = { Equal: () => ({ kind: "nothing" }) };

const readers: Readonly<Record<Key, Readers>> = {
  CreatedTime: times("created_ms"),
  LastModifiedTime: times("modified_ms"),
  ActualStartTime: times("actual_start_ms"),
  ActualEndTime: times("actual_end_ms"),
  PlannedStartTime: times("planned_start_ms"),
  PlannedEndTime: times("planned_end_ms"),
  Status: equal("status"),
  OpsItemId: equal("id"),
  AccountId: equal("account_id"),
  Category: equal("category"),
  Severity: equal("severity"),
  Priority: {
    Equal: (values, _, key) => ({ kind: "equal", column: "priority", values: values.map(wholeNumber(key)) }),
  },
  OpsItemType: { Equal: (values) => ({ kind: "equal", column: "ops_item_type", values: values.map(singular) }) },
  AutomationId: { Equal: (values) => ({ kind: "execution", values }) },
  Title: { Equal: titles, ...contains("title") },
  Source: { ...equal("source"), ...contains("source") },
  CreatedBy: { ...equal("created_by"), ...contains("created_by") },
  LastModifiedBy: { ...equal("modified_by"), ...contains("modified_by") },
  OperationalData: {
    Equal: (values, _, key) => ({ kind: "operational-data", entries: values.map((value) => dataEntry(value, key)) }),
  },
  OperationalDataKey: { Equal: (values) => ({ kind: "operational-data-key", values }) },
  OperationalDataValue: {
    Equal: (values) => ({ kind: "operational-data-value", values }),
    Contains: (values) => ({ kind: "operational-data-value-contains", values }),
  },
  ResourceId: { Contains: (values) => ({ kind: "resource-contains", values }) },
  ChangeRequestByRequesterArn: { Equal: (values) => ({ kind: "requester", values }) },
  ChangeRequestByRequesterName: equal("requester_name"),
  ChangeRequestByApproverArn: approvers(linesNamingArn),
  ChangeRequestByApproverName: approvers(linesNaming),
  ChangeRequestByTemplate: { Equal: (values) => ({ kind: "template", values }) },
  ChangeRequestByTargetsResourceGroup: { Equal: (values) => ({ kind: "resource-group", values }) },
  InsightByType: findsNothing,
  AccessRequestByRequesterArn: findsNothing,
  AccessRequestByRequesterId: findsNothing,
  AccessRequestByApproverArn: findsNothing,
  AccessRequestByApproverId: findsNothing,
  AccessRequestBySourceAccountId: findsNothing,
  AccessRequestBySourceOpsItemId: findsNothing,
  AccessRequestBySourceRegion: findsNothing,
  AccessRequestByIsReplica: findsNothing,
  AccessRequestByTargetResourceId: findsNothing,
};

/**
 * Reads the filters of DescribeOpsItems; the principals that approver filters name are looked up now.
 *
 * @throws AwsError OpsItemInvalidParameterException for too many filters or values, an operator that its key does not
 *   know, and a value that its key cannot have; `ParameterNames` names the key.
 */
export function readOpsItemFilters(filters: readonly Filter[], scope: FilterScope): readonly OpsItemCondition[] {
  if (filters.length > filtersMax) throw invalid("OpsItemFilters", `There can be at most ${filtersMax} filters.`);
  const valueCount = filters.reduce((sum, { Values: values }) => sum + values.length, 0);
  if (valueCount > valuesMax) {
    throw invalid(
      "OpsItemFilters",
      `The filters can have at most ${valuesMax} values in all: there are ${valueCount}.`,
    );
  }
  return filters.map(({ Key: key, Operator: operator, Values: values }) => {
    const read = readers[key][operator];
    if (read === undefined) {
      const known = Object.keys(readers[key]).join(" or ");
      throw invalid(key, `The filter ${key} does not support the operator ${operator}: use ${known}.`);
    }
    if (values.length === 0) throw invalid(key, `The filter ${key} has no value.`);
    if (operator === "Contains" && values.includes("")) {
      throw invalid(key, `The filter ${key} looks for a part of a text: a value can't be empty.`);
    }
    return read(values, scope, key);
  });
}

function equal(column: EqualColumn): Readers {
  return { Equal: (values) => ({ kind: "equal", column, values }) };
}

function contains(column: ContainsColumn): Readers {
  return { Contains: (values) => ({ kind: "contains", column, values }) };
}

/** Of several times one is enough: later than the earliest, or earlier than the latest. */
function times(column: TimeColumn): Readers {
  return {
    GreaterThan: (values, _, key) => ({ kind: "after", column, ms: Math.min(...values.map(time(key))) }),
    LessThan: (values, _, key) => ({ kind: "before", column, ms: Math.max(...values.map(time(key))) }),
  };
}

function time(key: Key): (value: string) => number {
  return (value) => {
    const ms = timestampMs(value);
    if (ms === undefined) throw invalid(key, `The filter ${key} takes ISO 8601 times, such as 2027-01-05T10:00:00Z.`);
    return ms;
  };
}

function wholeNumber(key: Key): (value: string) => number {
  return (value) => {
    if (!/^\d{1,9}$/v.test(value)) throw invalid(key, `The filter ${key} takes whole numbers.`);
    return Number(value);
  };
}

/** AWS's documentation writes the type of change requests in the plural, too. */
function singular(type: string): string {
  return type === "/aws/changerequests" ? "/aws/changerequest" : type;
}

function titles(values: readonly string[], _: FilterScope, key: Key): OpsItemCondition {
  if (values.some((value) => Array.from(value).length > titleCharactersMax)) {
    throw invalid(key, `The filter ${key} compares the first ${titleCharactersMax} characters: the value is longer.`);
  }
  return { kind: "title-start", values };
}

/** Several people are in the same groups: each line is looked for once. */
function approvers(linesOf: typeof linesNaming): Readers {
  return {
    Equal: (values, { accountId, groupsOf }) => {
      const lines = values.flatMap((value) => linesOf(value, accountId, groupsOf));
      return { kind: "approver", lines: [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()] };
    },
  };
}

function dataEntry(text: string, key: Key): { readonly key: string; readonly value: string } {
  const entry = parseJson(text);
  const { key: name, value } = isValueMap(entry) ? entry : {};
  if (typeof name === "string" && typeof value === "string") return { key: name, value };
  throw invalid(key, `The filter ${key} takes JSON text of the form {"key":"...","value":"..."}.`);
}

function parseJson(text: string): Value | undefined {
  try {
    const value: Value = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function invalid(parameterName: string, message: string): AwsError {
  return new AwsError("OpsItemInvalidParameterException", message, { ParameterNames: [parameterName] });
}
