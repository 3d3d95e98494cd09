import { describe, expect, test } from "vitest";
import { AwsError } from "../api/errors.ts";
import { failure, success } from "./answer.ts";

const NOW_MS = Date.UTC(2027, 0, 5, 10, 0, 0, 123);
const ALWAYS = {
  "Content-Type": "application/x-amz-json-1.1",
  "x-amzn-RequestId": "id-1",
  Date: "Tue, 05 Jan 2027 10:00:00 GMT",
};

test("an answer carries the request's id and the server's time", () => {
  expect(success({ AutomationExecutionId: "x" }, "id-1", NOW_MS)).toEqual({
    status: 200,
    headers: ALWAYS,
    body: '{"AutomationExecutionId":"x"}',
  });
});

test("the time goes on", () => {
  expect(success({}, "id-1", NOW_MS + 999).headers["Date"]).toBe("Tue, 05 Jan 2027 10:00:01 GMT");
  expect(success({}, "id-1", NOW_MS - 999).headers["Date"]).toBe("Tue, 05 Jan 2027 09:59:59 GMT");
});

describe("an error is answered", () => {
  test("with its name in the body and in a header, and its text as the model spells it", () => {
    expect(failure(new AwsError("InvalidDocument", "No such document."), "id-1", NOW_MS)).toEqual({
      status: 400,
      headers: { ...ALWAYS, "x-amzn-ErrorType": "InvalidDocument" },
      body: '{"__type":"InvalidDocument","Message":"No such document."}',
    });
    expect(failure(new AwsError("InvalidResourceId", "No such resource."), "id-1", NOW_MS).body).toBe(
      '{"__type":"InvalidResourceId","message":"No such resource."}',
    );
  });

  test("with at most 8,192 characters of text, however much of a request it quotes", () => {
    const textOf = (message: string): string =>
      JSON.parse(failure(new AwsError("InvalidDocument", message), "id-1", NOW_MS).body).Message;
    expect(textOf("x".repeat(8192))).toBe("x".repeat(8192));
    expect(textOf("x".repeat(900_000))).toBe(`${"x".repeat(8189)}...`);
    const halved = textOf(`${"x".repeat(8188)}${"😀".repeat(9)}`);
    expect(halved).toHaveLength(8192);
    expect(halved.isWellFormed()).toBe(true);
  });

  test("with its further members", () => {
    const error = new AwsError("OpsItemInvalidParameterException", "No.", { ParameterNames: ["Values"] });
    expect(failure(error, "id-1", NOW_MS).body).toBe(
      '{"__type":"OpsItemInvalidParameterException","Message":"No.","ParameterNames":["Values"]}',
    );
  });

  test.each([
    ["AccessDeniedException", 400],
    ["InternalServerError", 500],
    ["ServiceUnavailable", 503],
    ["RequestEntityTooLargeException", 413],
    ["AutomationExecutionNotFoundException", 400],
  ] as const)("%s with the status %i", (code, status) => {
    expect(failure(new AwsError(code, "No."), "id-1", NOW_MS).status).toBe(status);
  });
});
