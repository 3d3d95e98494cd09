import * as sdk from "@aws-sdk/client-ssm";
import * as z from "zod";
import { describe, expect, expectTypeOf, test } from "vitest";
import { commonErrors, errorTable, type ErrorCode } from "./errors.ts";
import { operations, type Input, type OperationName, type Output } from "./operations.ts";
import { timestamps } from "./shapes.ts";

type SdkCommand<Name extends OperationName> = InstanceType<(typeof sdk)[`${Name}Command`]>;
type SdkInput<Name extends OperationName> = SdkCommand<Name>["input"];
type SdkOutput<Name extends OperationName> = Omit<
  Awaited<ReturnType<ReturnType<SdkCommand<Name>["resolveMiddleware"]>>>["output"],
  "$metadata"
>;

/** A type with every member required and writable, all the way down: what is left are names and kinds of values. */
type Plain<T> = T extends Date
  ? T
  : T extends readonly (infer Element)[]
    ? Plain<Element>[]
    : T extends object
      ? { -readonly [Member in keyof T]-?: Plain<Exclude<T[Member], undefined>> }
      : T;
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Differing<Pairs extends Record<OperationName, readonly [unknown, unknown]>> = {
  [Name in OperationName]: Same<Plain<Pairs[Name][0]>, Plain<Pairs[Name][1]>> extends true ? never : Name;
}[OperationName];

describe("the types agree with those of the AWS SDK", () => {
  test("in the inputs", () => {
    type Inputs = { [Name in OperationName]: readonly [Input<Name>, SdkInput<Name>] };
    // The filter key LastModifiedBy stands in AWS's documentation, but not in the model.
    expectTypeOf<Differing<Inputs>>().toEqualTypeOf<"DescribeOpsItems">();
    expectTypeOf<
      Exclude<FilterKey<Input<"DescribeOpsItems">>, FilterKey<SdkInput<"DescribeOpsItems">>>
    >().toEqualTypeOf<"LastModifiedBy">();
  });

  test("in the outputs", () => {
    type Outputs = { [Name in OperationName]: readonly [Output<Name>, SdkOutput<Name>] };
    // As in knownDifferences.
    expectTypeOf<Differing<Outputs>>().toEqualTypeOf<"GetAutomationExecution">();
    type Ours = NonNullable<Output<"GetAutomationExecution">["AutomationExecution"]>;
    type Theirs = NonNullable<SdkOutput<"GetAutomationExecution">["AutomationExecution"]>;
    expectTypeOf<Exclude<keyof Theirs, keyof Ours>>().toEqualTypeOf<"TargetsSummary">();
    expectTypeOf<Same<Plain<Ours>, Plain<Omit<Theirs, "TargetsSummary">>>>().toEqualTypeOf<true>();
  });

  test("and the comparison sees a difference", () => {
    expectTypeOf<Same<Plain<{ a?: "x" | "y" }>, Plain<{ a?: "x" }>>>().toEqualTypeOf<false>();
    expectTypeOf<Same<Plain<{ a: { b: Date }[] }>, Plain<{ a: { b: string }[] }>>>().toEqualTypeOf<false>();
    expectTypeOf<Same<Plain<{ a: 1; b: 1 }>, Plain<{ a: 1 }>>>().toEqualTypeOf<false>();
    expectTypeOf<Same<Plain<{ readonly a?: readonly 1[] }>, Plain<{ a: 1[] }>>>().toEqualTypeOf<true>();
  });
});

type FilterKey<T> = T extends { OpsItemFilters?: readonly { Key: infer Key }[] | undefined }
  ? Exclude<Key, undefined>
  : never;

/** Where our shapes differ from those of the SDK, and why. */
const knownDifferences = new Map([
  [
    "GetAutomationExecution.output.AutomationExecution.TargetsSummary is missing",
    "the SDK is newer than the model that the answers follow, and clients that do not know the member miss nothing",
  ],
]);

test.each(Object.entries(operations))("%s has the members that the SDK knows", (name, { input, output }) => {
  const schema: unknown = Reflect.get(sdk, `${name}$`);
  if (!Array.isArray(schema)) throw new Error(`The SDK does not know ${name}`);
  const differences = [
    ...compare(`${name}.input`, input, schema[4]),
    ...compare(`${name}.output`, output, schema[5], { answers: true }),
  ];
  expect(differences.filter((difference) => !knownDifferences.has(difference))).toEqual([]);
});

test("every known difference is still there", () => {
  const differences = Object.entries(operations).flatMap(([name, { output }]) =>
    compare(`${name}.output`, output, Reflect.get(sdk, `${name}$`)[5], { answers: true }),
  );
  expect(differences).toEqual([...knownDifferences.keys()]);
});

test("the comparison of members sees what is missing, unknown, of another kind, or required by one side only", () => {
  const ours = z.object({ A: z.string(), B: z.string().optional(), C: z.array(z.string()).optional(), E: z.string() });
  const theirs = [3, "ns", "Theirs", 0, ["A", "C", "D", "E"], [0, 0, 2, 1], 1];
  expect(compare("X", ours, theirs)).toEqual([
    "X.B is unknown to the SDK",
    "X.D is missing",
    "X.C is a list and not a text",
    "X.E is a text and not a number",
    "X.E is required by one side only",
  ]);
});

describe("the errors agree with the SDK", () => {
  const unmodelled: readonly ErrorCode[] = [
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "RequestEntityTooLargeException",
    "SerializationException",
    "ServiceUnavailable",
    "UnknownOperationException",
    "UnrecognizedClientException",
  ];

  test.each(Object.entries(errorTable).filter(([code]) => !unmodelled.some((known) => known === code)))(
    "in %s",
    (code, { messageMember }) => {
      const schema: unknown = Reflect.get(sdk, `${code}$`);
      if (!Array.isArray(schema)) throw new Error(`The SDK does not know ${code}`);
      const members: readonly string[] = schema[4];
      expect(messageMember).toBe(members.includes("Message") ? "Message" : "message");
    },
  );

  test("except for those that no model names", () => {
    for (const code of unmodelled) expect(Reflect.get(sdk, `${code}$`)).toBeUndefined();
  });

  test("and no operation declares what any operation may answer", () => {
    const declared = Object.values(operations).flatMap(({ errors }): ErrorCode[] => [...errors]);
    expect(declared.filter((code) => commonErrors.some((common) => common === code))).toEqual([]);
    const used = new Set<string>([...declared, ...commonErrors, ...unmodelled]);
    expect(Object.keys(errorTable).filter((code) => !used.has(code))).toEqual([]);
  });
});

/** The differences between a shape of ours and a schema of the SDK, in words. */
function compare(path: string, ours: unknown, reference: unknown, options = { answers: false }): string[] {
  const shape = ours instanceof z.ZodOptional ? ours.unwrap() : ours;
  const schema = resolved(reference);
  const kinds = [kindOf(shape), schemaKind(schema)];
  if (kinds[0] !== kinds[1]) return [`${path} is a ${kinds[0]} and not a ${kinds[1]}`];
  if (shape instanceof z.ZodArray) return compare(`${path}[]`, shape.element, inside(schema), options);
  if (shape instanceof z.ZodRecord) return compare(`${path}{}`, shape.valueType, inside(schema), options);
  if (!(shape instanceof z.ZodObject)) return [];
  const { names, references, required } = membersOf(schema);
  const members = Object.entries(shape.shape);
  return [
    ...members.filter(([name]) => !names.includes(name)).map(([name]) => `${path}.${name} is unknown to the SDK`),
    ...names.filter((name) => !(name in shape.shape)).map((name) => `${path}.${name} is missing`),
    ...members.flatMap(([name, member]) => {
      const at = names.indexOf(name);
      if (at === -1) return [];
      const alike = options.answers || required.has(name) !== member instanceof z.ZodOptional;
      return [
        ...compare(`${path}.${name}`, member, references[at], options),
        ...(alike ? [] : [`${path}.${name} is required by one side only`]),
      ];
    }),
  ];
}

/** A structure's members stand in two lists, the required ones first. */
function membersOf(schema: unknown) {
  if (!Array.isArray(schema)) throw new Error("Not the schema of a structure");
  const names: readonly string[] = schema[4];
  const references: readonly unknown[] = schema[5];
  return { names, references, required: new Set(names.slice(0, schema[6] ?? 0)) };
}

/** Schemas refer to each other by functions, and sometimes with traits beside: `[() => schema, traits]`. */
function resolved(reference: unknown): unknown {
  if (typeof reference === "function") return resolved(reference());
  return Array.isArray(reference) && reference.length === 2 ? resolved(reference[0]) : reference;
}

function kindOf(shape: unknown): string {
  if (!(shape instanceof z.ZodType)) throw new Error("Not a shape");
  if (timestamps.has(shape)) return "time";
  if (shape instanceof z.ZodEnum) return "text";
  const kinds: Record<string, string> = { string: "text", array: "list", record: "map", object: "structure" };
  return kinds[shape.type] ?? shape.type;
}

/** The SDK's schemas are numbers for plain values, with 64 added for lists and 128 for maps of them, and arrays else. */
function schemaKind(schema: unknown): string {
  if (Array.isArray(schema)) {
    return schema[0] === 0 ? schemaKind(schema[4]) : (["list", "map", "structure"][schema[0] - 1] ?? "unknown kind");
  }
  if (typeof schema !== "number") throw new Error("Not a schema");
  if (schema >= 128) return "map";
  if (schema >= 64) return "list";
  return ["text", "number", "boolean", "unknown kind", "time"][schema] ?? "unknown kind";
}

function inside(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema[0] === 1 ? schema[4] : schema[5];
  return typeof schema === "number" ? schema % 64 : undefined;
}
