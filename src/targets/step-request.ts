import { textOf } from "../documents/scalars.ts";
import { toParameterStrings } from "../documents/parameters.ts";
import { isValueList, isValueMap, type Value, type ValueMap } from "../documents/value.ts";
import type { AskedRunbook } from "./check-runbook.ts";
import type { ParameterMap, Target } from "./runbook-request.ts";

/** What a step of aws:executeAutomation asks for. */
export interface StepRequest {
  readonly asked: AskedRunbook;
  /** A number, `$DEFAULT` or `$LATEST`; absent: the default version. */
  readonly version?: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

const tagsMax = 5;

/**
 * Reads the inputs of aws:executeAutomation, or says which one is not of its type. Scalars count as text; scalar
 * values of `RuntimeParameters` become lists of one.
 */
export function readStepRequest(inputs: ValueMap): StepRequest | { readonly problem: string } {
  const wrong: string[] = [];
  function read<Read>(key: string, reader: (value: Value) => Read | undefined, expected: string): Read | undefined {
    const value = inputs[key];
    const result = value === undefined ? undefined : reader(value);
    if (value !== undefined && result === undefined) wrong.push(`${key} must be ${expected}.`);
    return result;
  }
  const version = read("DocumentVersion", textOf, "a text");
  const asked = {
    DocumentName: read("DocumentName", textOf, "a text") ?? "",
    Parameters: read("RuntimeParameters", parameterMapOf, "a map") ?? {},
    TargetParameterName: read("TargetParameterName", textOf, "a text"),
    Targets: read("Targets", listOf(targetOf), "a list of maps with Key and Values"),
    TargetMaps: read("TargetMaps", listOf(parameterMapOf), "a list of maps"),
    MaxConcurrency: read("MaxConcurrency", textOf, "a number or a percentage"),
    MaxErrors: read("MaxErrors", textOf, "a number or a percentage"),
    TargetLocations: read("TargetLocations", listOf(mapOf), "a list of maps"),
  };
  const tags = read("Tags", tagsOf, `a list of at most ${tagsMax} maps with Key and Value`) ?? [];
  const [problem] = wrong;
  return problem === undefined ? { asked, tags, ...(version !== undefined && { version }) } : { problem };
}

function listOf<Element>(reader: (value: Value) => Element | undefined): (value: Value) => Element[] | undefined {
  return (value) => {
    if (!isValueList(value)) return undefined;
    const elements = value.map(reader).filter((element) => element !== undefined);
    return elements.length === value.length ? elements : undefined;
  };
}

function mapOf(value: Value): ValueMap | undefined {
  return isValueMap(value) ? value : undefined;
}

function parameterMapOf(value: Value): ParameterMap | undefined {
  if (!isValueMap(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, given]) => [name, toParameterStrings(given)]));
}

function targetOf(value: Value): Target | undefined {
  if (!isValueMap(value)) return undefined;
  const { Key: key, Values: written = [] } = value;
  const values = listOf(textOf)(written);
  return typeof key === "string" && values !== undefined ? { Key: key, Values: values } : undefined;
}

function tagsOf(value: Value): StepRequest["tags"] | undefined {
  const tags = listOf(tagOf)(value);
  return tags === undefined || tags.length > tagsMax ? undefined : tags;
}

function tagOf(value: Value): StepRequest["tags"][number] | undefined {
  if (!isValueMap(value)) return undefined;
  const [key, text] = [textOf(value["Key"]), textOf(value["Value"])];
  return key === undefined || key === "" || text === undefined ? undefined : { Key: key, Value: text };
}
