import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../api/errors.ts";
import { decodeBody, encodeBody } from "./json.ts";

describe("a body is decoded", () => {
  test("from JSON text, spaces and all", () => {
    expect(decodeBody(Buffer.from(' {"DocumentName": "größe", "Runbooks": []} '))).toEqual({
      DocumentName: "größe",
      Runbooks: [],
    });
  });

  test("and an empty one counts as an empty object", () => {
    expect(decodeBody(new Uint8Array())).toEqual({});
  });

  test("without the members that are null, but with the nulls in lists", () => {
    const body = Buffer.from('{"A":null,"B":{"C":null,"D":[null,{"E":null,"F":"null"}]}}');
    expect(decodeBody(body)).toEqual({ B: { D: [null, { F: "null" }] } });
  });

  test("from a part of a larger buffer", () => {
    expect(decodeBody(Buffer.from('garbage{"A":1}garbage').subarray(7, 14))).toEqual({ A: 1 });
  });

  test.each([
    ["text that is no JSON", Buffer.from("{")],
    ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["single quotes", Buffer.from("{'A':1}")],
    ["a member named __proto__", Buffer.from('{"__proto__":{"A":1}}')],
    ["one deep inside", Buffer.from('{"Parameters":[{"A":{"__proto__":["x"]}}]}')],
    ["one without a value", Buffer.from('{"__proto__":null}')],
    ["one written with escapes", Buffer.from(String.raw`{"\u005f_proto__":["x"]}`)],
  ])("and %s is a SerializationException", (_, body) => {
    const error = thrownBy(() => decodeBody(body));
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toHaveProperty("code", "SerializationException");
  });

  test("with __proto__ as a value like any other, and its like as names", () => {
    const body = '{"A":"__proto__","constructor":"B","_proto_":"\\u005f_proto__"}';
    expect(decodeBody(Buffer.from(body))).toEqual({ A: "__proto__", constructor: "B", _proto_: "__proto__" });
  });

  test("however deep it nests", () => {
    const depth = 200_000;
    const body = Buffer.from(`{"null":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(decodeBody(body)).toHaveProperty("null");
  });
});

describe("an answer is encoded", () => {
  test("with times in seconds and their milliseconds as a fraction", () => {
    expect(encodeBody({ At: new Date(1_564_681_619_915), Exactly: new Date(1_893_456_000_000) })).toBe(
      '{"At":1564681619.915,"Exactly":1893456000}',
    );
  });

  test("without members that are undefined, at any depth", () => {
    expect(encodeBody({ A: undefined, B: [{ C: undefined, D: 0 }], E: "", F: false })).toBe(
      '{"B":[{"D":0}],"E":"","F":false}',
    );
  });

  test("and a time that is none is a mistake of ours", () => {
    expect(() => encodeBody({ At: new Date(Number.NaN) })).toThrow("a time that is none");
  });

  test("so that a time comes back to the millisecond with three decimals at most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_640_000_000_000 }), (ms) => {
        const text = /"At":(-?\d+(?:\.\d{1,3})?)\}/.exec(encodeBody({ At: new Date(ms) }))?.[1];
        expect(Math.round(Number(text) * 1000)).toBe(ms);
      }),
    );
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
