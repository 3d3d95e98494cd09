import { describe, expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import type { ValueMap } from "../documents/value.ts";
import { executeScript } from "./execute-script.ts";

const inputs = { Runtime: "python3.12", Handler: "run", Script: "def run(events, context): pass" };

describe("a script", () => {
  test("is run with what the inputs say", () => {
    expect(executeScript.begin(stepContext({ ...inputs, InputPayload: { a: 1 } }))).toEqual({
      kind: "perform",
      effect: { kind: "script", runtime: "python3.12", handler: "run", script: inputs.Script, inputPayload: { a: 1 } },
    });
  });

  test("needs neither a handler, which PowerShell has not, nor a payload", () => {
    expect(executeScript.begin(stepContext({ Runtime: "PowerShell 7.4", Script: "1" }))).toEqual({
      kind: "perform",
      effect: { kind: "script", runtime: "PowerShell 7.4", script: "1", inputPayload: {} },
    });
  });

  test.each<[string, ValueMap]>([
    ["no Runtime", { Script: "x" }],
    ["a Runtime that is a list", { ...inputs, Runtime: ["python3.12"] }],
    ["no Script", { Runtime: "python3.12" }],
    ["a Script that is a map", { ...inputs, Script: {} }],
    ["a Handler that is a number", { ...inputs, Handler: 1 }],
    ["an InputPayload that is a list", { ...inputs, InputPayload: [] }],
    ["an Attachment, which is not supported yet", { ...inputs, Attachment: "script.py" }],
  ])("fails without another attempt for %s", (_, wrong) => {
    expect(executeScript.begin(stepContext(wrong))).toMatchObject({
      kind: "fail",
      canRetry: false,
      failure: { stage: "InputValidation" },
    });
  });

  test("has ten minutes, never more", () => {
    expect(executeScript).toMatchObject({ defaultTimeoutSeconds: 600, maxTimeoutSeconds: 600 });
  });

  test("shows what it returned as Payload, as OutputPayload and as Response, and selects from Payload", () => {
    const payload = { id: 7 };
    expect(executeScript.effectEnded?.(stepContext(inputs), { kind: "returned", payload, log: "said" })).toEqual({
      kind: "succeed",
      outputs: { Payload: payload, OutputPayload: { Payload: payload } },
      response: '{"id":7}',
      selectFrom: { Payload: payload },
      log: "said",
    });
  });

  test("shows text as it is", () => {
    expect(
      executeScript.effectEnded?.(stepContext(inputs), { kind: "returned", payload: "ok", log: "" }),
    ).toMatchObject({
      response: "ok",
    });
  });

  test("that did not return is not for the action to judge", () => {
    expect(() => executeScript.effectEnded?.(stepContext(inputs), { kind: "timed-out" })).toThrow(
      "Only a script that returned",
    );
  });
});
