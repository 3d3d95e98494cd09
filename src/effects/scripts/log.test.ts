import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { followLog } from "./log.ts";

test("two streams are joined in the order of arrival", () => {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  let text = "";
  followLog([output, errors], 1000, (more) => (text += more));
  output.emit("data", Buffer.from("one "));
  errors.emit("data", Buffer.from("two "));
  output.emit("data", Buffer.from("three"));
  expect(text).toBe("one two three");
});

test("a character that two chunks share is put together", () => {
  const output = new PassThrough();
  let text = "";
  followLog([output], 1000, (more) => (text += more));
  const bytes = Buffer.from("€");
  output.emit("data", bytes.subarray(0, 1));
  output.emit("data", bytes.subarray(1));
  expect(text).toBe("€");
});

test("the bound holds for all streams together and is told once", () => {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  let text = "";
  followLog([output, errors], 6, (more) => (text += more));
  output.emit("data", Buffer.from("1234"));
  errors.emit("data", Buffer.from("5678"));
  output.emit("data", Buffer.from("9"));
  expect(text).toBe("123456\n[The log was cut here, after 6 bytes.]\n");
});

test("a log of exactly the bound is not called cut", () => {
  const output = new PassThrough();
  let text = "";
  followLog([output], 4, (more) => (text += more));
  output.emit("data", Buffer.from("1234"));
  expect(text).toBe("1234");
});
