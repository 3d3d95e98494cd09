import { expect, test } from "vitest";
import { isAccountId, isOpsItemId, isUuid } from "./ids.ts";

test("a UUID is accepted in either case and nothing around it", () => {
  expect(isUuid("6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11")).toBe(true);
  expect(isUuid("6F0C1C54-91AA-4C4C-8D3B-3F6B0A4E8C11")).toBe(true);
  expect(isUuid("6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11 ")).toBe(false);
  expect(isUuid("6f0c1c5491aa4c4c8d3b3f6b0a4e8c11")).toBe(false);
});

test("an OpsItem's id has 12 digits in lower case", () => {
  expect(isOpsItemId("oi-0a1b2c3d4e5f")).toBe(true);
  expect(isOpsItemId("oi-0A1B2C3D4E5F")).toBe(false);
  expect(isOpsItemId("oi-0a1b2c3d4e5")).toBe(false);
});

test("an account's number has 12 digits", () => {
  expect(isAccountId("111122223333")).toBe(true);
  expect(isAccountId("11112222333")).toBe(false);
});
