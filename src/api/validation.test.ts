import fc from "fast-check";
import * as z from "zod";
import { describe, expect, test } from "vitest";
import { AwsError } from "./errors.ts";
import { NOT_BLANK } from "./members.ts";
import { operations, type OperationName } from "./operations.ts";
import { integer, type Limits, limitsOf, list, text, timestamps } from "./shapes.ts";
import { parseInput } from "./validation.ts";

const ID = "6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11";
const RUNBOOK = { DocumentName: "Restart" };

/** Refuses the input and gives the error as "code: text". */
function refusal(operation: OperationName, wire: unknown): string {
  try {
    parseInput<unknown>(operations[operation].input, wire);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("The input was accepted");
}

function parametersRefusal(parameters: unknown): string {
  return refusal("StartAutomationExecution", { DocumentName: "abc", Parameters: parameters });
}

/** Accepts a change request with these members besides the required ones. */
function start(wire: object) {
  const required = { DocumentName: "Template", Runbooks: [RUNBOOK] };
  return parseInput(operations.StartChangeRequestExecution.input, { ...required, ...wire });
}

function share(account: string) {
  const wire = { Name: "abc", PermissionType: "Share", AccountIdsToAdd: [account] };
  return parseInput(operations.ModifyDocumentPermission.input, wire);
}

describe("AWS's sentences", () => {
  test("name a missing member by its path, lower case first, with the value null", () => {
    expect(refusal("StartChangeRequestExecution", { DocumentName: "Template" })).toBe(
      "ValidationException: 1 validation error detected: Value null at 'runbooks' failed to satisfy constraint: Member must not be null",
    );
  });

  test("join several violations, and number the members of lists from 1", () => {
    const wire = { DocumentName: "x", Runbooks: [{ ...RUNBOOK, MaxErrors: "everything" }] };
    expect(refusal("StartChangeRequestExecution", wire)).toBe(
      "ValidationException: 3 validation errors detected: " +
        String.raw`Value 'x' at 'documentName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\-.:/]{3,128}$; ` +
        "Value 'everything' at 'runbooks.1.member.maxErrors' failed to satisfy constraint: Member must have length less than or equal to 7; " +
        "Value 'everything' at 'runbooks.1.member.maxErrors' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$",
    );
  });

  test("print lists and structures as Java does", () => {
    const wire = { DocumentName: "abc", Runbooks: [{ ...RUNBOOK, Targets: [] }, RUNBOOK] };
    expect(refusal("StartChangeRequestExecution", wire)).toBe(
      "ValidationException: 1 validation error detected: Value '[{DocumentName=Restart, Targets=[]}, {DocumentName=Restart}]' at 'runbooks' failed to satisfy constraint: Member must have length less than or equal to 1",
    );
  });

  test("speak of length for text and of value for numbers", () => {
    expect(refusal("GetAutomationExecution", { AutomationExecutionId: "abc" })).toBe(
      "ValidationException: 1 validation error detected: Value 'abc' at 'automationExecutionId' failed to satisfy constraint: Member must have length greater than or equal to 36",
    );
    expect(refusal("DescribeAutomationExecutions", { MaxResults: 51 })).toBe(
      "ValidationException: 1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
    );
    expect(refusal("DescribeDocumentPermission", { Name: "abc", PermissionType: "Share", MaxResults: 0 })).toBe(
      "ValidationException: 1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  test("list the values of an enumeration", () => {
    const wire = { AutomationExecutionId: ID, Type: "Now" };
    expect(refusal("StopAutomationExecution", wire)).toBe(
      "ValidationException: 1 validation error detected: Value 'Now' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [Complete, Cancel]",
    );
  });

  test("report a list of plain values as a whole, with all limits of its members, once", () => {
    const wire = { Filters: [{ Key: "ExecutionId", Values: ["", "x".repeat(151), "fine"] }] };
    expect(refusal("DescribeAutomationExecutions", wire)).toBe(
      `ValidationException: 1 validation error detected: Value '[, ${"x".repeat(151)}, fine]' at 'filters.1.member.values' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 150, Member must have length greater than or equal to 1]`,
    );
  });

  test("report a null in a list of plain values", () => {
    const wire = { DocumentName: "abc", Targets: [{ Key: "tag:a", Values: [null] }] };
    expect(refusal("StartAutomationExecution", wire)).toBe(
      "ValidationException: 1 validation error detected: Value '[null]' at 'targets.1.member.values' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]",
    );
  });

  test("report keys and values of a map on the map", () => {
    expect(parametersRefusal({ "": ["a"] })).toBe(
      "ValidationException: 1 validation error detected: Value '{=[a]}' at 'parameters' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 50, Member must have length greater than or equal to 1]",
    );
    const values =
      "Map value must satisfy constraint: [Member must have length less than or equal to 50, Member must have length greater than or equal to 0, Member must satisfy constraint: [Member must have length less than or equal to 512, Member must have length greater than or equal to 1]]";
    expect(parametersRefusal({ a: [""] })).toBe(
      `ValidationException: 1 validation error detected: Value '{a=[]}' at 'parameters' failed to satisfy constraint: ${values}`,
    );
    expect(parametersRefusal({ a: Array.from({ length: 51 }, () => "v") })).toContain(values);
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`k${index}`, []]));
    expect(parametersRefusal(many)).toContain(
      "at 'parameters' failed to satisfy constraint: Member must have length less than or equal to 200",
    );
  });

  test("report maps in a list on the list", () => {
    const wire = { DocumentName: "abc", TargetMaps: [{ a: ["x".repeat(51)] }] };
    expect(refusal("StartAutomationExecution", wire)).toContain(
      "at 'targetMaps' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 20, Member must have length greater than or equal to 1, Map keys must satisfy constraint: [",
    );
  });

  test("stop after ten", () => {
    const wire = {
      ResourceType: "Document",
      ResourceId: "abc",
      Tags: Array.from({ length: 20 }, (_, index) => ({ Key: `bad!${index}`, Value: "v" })),
    };
    expect(refusal("AddTagsToResource", wire)).toMatch(/^ValidationException: 10 validation errors detected: /);
  });

  test("cut a value that is too long to repeat", () => {
    const wire = { DocumentName: "abc", Runbooks: [RUNBOOK], ChangeDetails: "x".repeat(900_000) };
    expect(refusal("StartChangeRequestExecution", wire).length).toBeLessThan(5_000);
  });

  test("say InvalidFilterKey where the operation has that error for an unknown key", () => {
    const filters = [{ Key: "Colour", Values: ["red"] }];
    expect(refusal("DescribeAutomationExecutions", { Filters: filters })).toMatch(
      /^InvalidFilterKey: 1 validation error detected: Value 'Colour' at 'filters.1.member.key' /,
    );
    expect(refusal("DescribeAutomationExecutions", { Filters: filters, MaxResults: 99 })).toMatch(
      /^ValidationException: 2 /,
    );
    expect(refusal("DescribeAutomationExecutions", { Filters: [{ Values: ["red"] }] })).toMatch(
      /^ValidationException: 1 .* Member must not be null$/,
    );
    const opsItemFilters = [{ ...filters[0], Operator: "Equal" }];
    expect(refusal("DescribeOpsItems", { OpsItemFilters: opsItemFilters })).toMatch(
      /^ValidationException: 1 .* enum value set: /,
    );
  });
});

describe("a value of the wrong JSON type is a SerializationException", () => {
  test.each([
    [{ DocumentName: 5 }, "NUMBER_VALUE can not be converted to a String"],
    [{ DocumentName: 5.5 }, "DECIMAL_VALUE can not be converted to a String"],
    [{ DocumentName: true }, "TRUE_VALUE can not be converted to a String"],
    [{ DocumentName: [] }, "Start of list found where not expected"],
    [{ DocumentName: {} }, "Start of structure or map found where not expected."],
    [{ Mode: 1 }, "NUMBER_VALUE can not be converted to a String"],
    [{ Targets: "x" }, "Expected list or null"],
    [{ Targets: {} }, "Start of structure or map found where not expected."],
    [{ Parameters: "x" }, "Expected null"],
    [{ Parameters: { a: [7] } }, "NUMBER_VALUE can not be converted to a String"],
    [{ AlarmConfiguration: [] }, "Start of list found where not expected"],
    [
      { AlarmConfiguration: { Alarms: [], IgnorePollAlarmFailure: "yes" } },
      "STRING_VALUE can not be converted to a Boolean",
    ],
    [[], "Start of list found where not expected"],
    ["text", "Expected null"],
  ])("%j", (wire, sentence) => {
    expect(refusal("StartAutomationExecution", wire)).toBe(`SerializationException: ${sentence}`);
  });

  test.each([
    ["10", "STRING_VALUE can not be converted to an Integer"],
    [1.5, "DECIMAL_VALUE can not be converted to an Integer"],
    [1e20, "NUMBER_VALUE can not be converted to an Integer"],
  ])("a page's size of %j", (maxResults, sentence) => {
    expect(refusal("DescribeOpsItems", { MaxResults: maxResults })).toBe(`SerializationException: ${sentence}`);
  });

  test.each([
    ["tomorrow", "STRING_VALUE can not be converted to a Timestamp"],
    ["2027-01-05T10:00:00", "STRING_VALUE can not be converted to a Timestamp"],
    [1e20, "NUMBER_VALUE can not be converted to a Timestamp"],
    [{}, "Start of structure or map found where not expected."],
  ])("a time of %j", (time, sentence) => {
    expect(refusal("StartChangeRequestExecution", { ScheduledTime: time })).toBe(`SerializationException: ${sentence}`);
  });
});

describe("what is accepted", () => {
  test("times in seconds with a fraction, and as ISO 8601 text with a zone", () => {
    expect(start({ ScheduledTime: 1_764_583_200.123 }).ScheduledTime?.getTime()).toBe(1_764_583_200_123);
    expect(start({ ScheduledTime: "2027-01-05T12:00:00+02:00" }).ScheduledTime).toEqual(
      new Date("2027-01-05T10:00:00Z"),
    );
  });

  test("unknown members, which are left out", () => {
    expect(start({ Colour: "red" })).toEqual({ DocumentName: "Template", Runbooks: [RUNBOOK] });
  });

  test("an empty map, although the model wants an entry", () => {
    expect(start({ Parameters: {} }).Parameters).toEqual({});
  });

  test("a token in upper case, a version by number or by keyword", () => {
    expect(start({ ClientToken: ID.toUpperCase() }).ClientToken).toBe(ID.toUpperCase());
    for (const version of ["$LATEST", "$DEFAULT", "12"]) {
      expect(start({ DocumentVersion: version }).DocumentVersion).toBe(version);
    }
    expect(() => start({ DocumentVersion: "0" })).toThrow(AwsError);
    expect(() => start({ DocumentVersion: "$LATEST2" })).toThrow(AwsError);
  });

  test("letters of any script in tags", () => {
    const tags = [{ Key: "größe", Value: "大 + @/:=._-" }];
    expect(start({ Tags: tags }).Tags).toEqual(tags);
    expect(() => start({ Tags: [{ Key: "a;b", Value: "" }] })).toThrow(AwsError);
  });

  test("all in any case where the pattern ignores case", () => {
    expect(share("ALL").AccountIdsToAdd).toEqual(["ALL"]);
    expect(() => share("ALLO")).toThrow(AwsError);
  });
});

test.each(Object.entries(operations))("%s accepts every input within its limits", (_, { input }) => {
  fc.assert(
    fc.property(arbitraryWire(input), (wire) => {
      parseInput<unknown>(input, JSON.parse(JSON.stringify(wire)));
    }),
    { numRuns: 30 },
  );
});

describe("a change request is accepted up to each limit of the model, and not beyond", () => {
  const letters = (length: number): string => "x".repeat(length);
  const times = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));
  const inRunbook = (member: object) => ({ Runbooks: [{ ...RUNBOOK, ...member }] });
  const parameters = (entries: readonly (readonly [string, readonly string[]])[]) => Object.fromEntries(entries);
  const tagged = (key: string, value: string) => ({ Tags: [{ Key: key, Value: value }] });
  const located = (member: object) => inRunbook({ TargetLocations: [member] });
  const watched = (names: readonly string[]) =>
    located({ TargetLocationAlarmConfiguration: { Alarms: names.map((name) => ({ Name: name })) } });

  test.each<[string, (size: number) => object, accepted: number, refused: number]>([
    ["characters of a template's name", (size) => ({ DocumentName: letters(size) }), 128, 129],
    ["characters of a template's name", (size) => ({ DocumentName: letters(size) }), 3, 2],
    ["characters of ChangeRequestName", (size) => ({ ChangeRequestName: letters(size) }), 1024, 1025],
    ["characters of ChangeRequestName", (size) => ({ ChangeRequestName: letters(size) }), 1, 0],
    ["characters of ChangeDetails", (size) => ({ ChangeDetails: letters(size) }), 32_768, 32_769],
    ["runbooks", (size) => ({ Runbooks: times(size, () => RUNBOOK) }), 1, 2],
    ["runbooks", (size) => ({ Runbooks: times(size, () => RUNBOOK) }), 1, 0],
    ["tags", (size) => ({ Tags: times(size, (i) => ({ Key: `k${i}`, Value: "" })) }), 1000, 1001],
    ["characters of a tag's key", (size) => tagged(letters(size), ""), 128, 129],
    ["characters of a tag's key", (size) => tagged(letters(size), ""), 1, 0],
    ["characters of a tag's value", (size) => tagged("k", letters(size)), 256, 257],
    ["parameters", (size) => ({ Parameters: parameters(times(size, (i) => [`p${i}`, []])) }), 200, 201],
    ["characters of a parameter's name", (size) => ({ Parameters: parameters([[letters(size), []]]) }), 50, 51],
    ["values of a parameter", (size) => ({ Parameters: parameters([["p", times(size, () => "v")]]) }), 50, 51],
    ["characters of a parameter's value", (size) => ({ Parameters: parameters([["p", [letters(size)]]]) }), 512, 513],
    ["characters of TargetParameterName", (size) => inRunbook({ TargetParameterName: letters(size) }), 50, 51],
    ["targets", (size) => inRunbook({ Targets: times(size, () => ({})) }), 5, 6],
    ["characters of a target's key", (size) => inRunbook({ Targets: [{ Key: letters(size) }] }), 163, 164],
    ["values of a target", (size) => inRunbook({ Targets: [{ Values: times(size, () => "") }] }), 50, 51],
    ["target maps", (size) => inRunbook({ TargetMaps: times(size, () => ({ p: ["v"] })) }), 300, 301],
    [
      "entries of a target map",
      (size) => inRunbook({ TargetMaps: [parameters(times(size, (i) => [`p${i}`, []]))] }),
      20,
      21,
    ],
    ["values in a target map", (size) => inRunbook({ TargetMaps: [{ p: times(size, () => "v") }] }), 25, 26],
    ["characters of a value in a target map", (size) => inRunbook({ TargetMaps: [{ p: [letters(size)] }] }), 50, 51],
    ["percent at once", (size) => inRunbook({ MaxConcurrency: `${size}%` }), 100, 101],
    ["percent at once", (size) => inRunbook({ MaxConcurrency: `${size}%` }), 1, 0],
    ["errors", (size) => inRunbook({ MaxErrors: String(size) }), 9_999_999, 10_000_000],
    ["errors", (size) => inRunbook({ MaxErrors: String(size) }), 0, -1],
    ["locations", (size) => inRunbook({ TargetLocations: times(size, () => ({})) }), 100, 101],
    ["accounts", (size) => located({ Accounts: times(size, () => "111122223333") }), 50, 51],
    ["Regions", (size) => located({ Regions: times(size, () => "eu-west-1") }), 50, 51],
    ["excluded accounts", (size) => located({ ExcludeAccounts: times(size, () => "111122223333") }), 5000, 5001],
    ["characters of a role's name", (size) => located({ ExecutionRoleName: letters(size) }), 64, 65],
    ["targets of a location", (size) => located({ Targets: times(size, () => ({})) }), 1, 2],
    ["alarms", (size) => watched(times(size, () => "a")), 1, 2],
    ["alarms", (size) => watched(times(size, () => "a")), 1, 0],
    ["characters of an alarm's name", (size) => watched([letters(size)]), 255, 256],
  ])("%s", (_, wire, accepted, refused) => {
    expect(() => start(wire(accepted))).not.toThrow();
    expect(() => start(wire(refused))).toThrow(expect.objectContaining({ code: "ValidationException" }));
  });
});

test("every limit is enforced at its edge, and its sentence names it", () => {
  const limits = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) }));
  fc.assert(
    fc.property(limits, fc.integer({ min: 0, max: 50 }), (bounds, size) => {
      const shape = z.object({
        Text: text(bounds),
        Number: integer(bounds),
        List: list(text(), bounds),
      });
      const wire = { Text: "a".repeat(size), Number: size, List: Array.from({ length: size }, () => "a") };
      const within = bounds.min <= size && size <= bounds.max;
      expect(shape.safeParse(wire).success).toBe(within);
      if (within) return;
      const limit =
        size > bounds.max ? `less than or equal to ${bounds.max}` : `greater than or equal to ${bounds.min}`;
      expect(() => parseInput(shape, wire)).toThrow(
        `3 validation errors detected: Value '${"a".repeat(size)}' at 'text' failed to satisfy constraint: Member must have length ${limit}; ` +
          `Value '${size}' at 'number' failed to satisfy constraint: Member must have value ${limit}; ` +
          `Value '[${wire.List.join(", ")}]' at 'list' failed to satisfy constraint: Member must have length ${limit}`,
      );
    }),
  );
});

test("a kind of check that has no sentence is a mistake of ours, not the caller's", () => {
  const shape = z.object({ Text: text().refine(() => false) });
  expect(() => parseInput(shape, { Text: "a" })).toThrow("No sentence");
});

/** JSON values that keep every limit of a shape. */
function arbitraryWire(shape: unknown): fc.Arbitrary<unknown> {
  if (shape instanceof z.ZodObject) {
    const members = Object.entries(shape.shape).map(([name, member]) => [name, arbitraryWire(member)] as const);
    const required = Object.entries(shape.shape).flatMap(([name, member]) =>
      member instanceof z.ZodOptional ? [] : [name],
    );
    return fc.record(Object.fromEntries(members), { requiredKeys: required });
  }
  if (shape instanceof z.ZodOptional) return arbitraryWire(shape.unwrap());
  if (shape instanceof z.ZodBoolean) return fc.boolean();
  if (shape instanceof z.ZodEnum) return fc.constantFrom(...shape.options);
  if (!(shape instanceof z.ZodType)) throw new Error("Not a shape");
  if (timestamps.has(shape)) return fc.double({ min: -8e9, max: 8e9, noNaN: true });
  const { min = 0, max = min + 3 } = limitsOf.get(shape) ?? {};
  const few = Math.min(max, min + 3);
  if (shape instanceof z.ZodArray) return fc.array(arbitraryWire(shape.element), { minLength: min, maxLength: few });
  if (shape instanceof z.ZodRecord) {
    return fc.dictionary(arbitraryText(limitsOf.get(shape.keyType)), arbitraryWire(shape.valueType), {
      minKeys: min,
      maxKeys: few,
    });
  }
  if (shape instanceof z.ZodNumber) return fc.integer({ min, max });
  if (shape instanceof z.ZodString) return arbitraryText(limitsOf.get(shape));
  throw new Error(`No values for a shape of the kind ${shape.type}`);
}

function arbitraryText({ min = 0, max, pattern }: Partial<Limits> = {}): fc.Arbitrary<string> {
  if (pattern === undefined) {
    return fc.string({ minLength: min, maxLength: Math.min(max ?? min + 20, min + 20), unit: "grapheme-ascii" });
  }
  // fast-check writes no text for look-ahead: a letter first keeps the text from being blank.
  if (pattern === NOT_BLANK) return fc.string({ maxLength: 20 }).map((rest) => `x${rest}`);
  const source = pattern.replace("(?i)", "");
  return fc
    .stringMatching(
      new RegExp(`^(?:${source})$`, source.includes("\\p{") ? "u" : ""),
      max === undefined ? {} : { maxLength: max },
    )
    .filter((value) => value.length >= min && value.length <= (max ?? value.length));
}
