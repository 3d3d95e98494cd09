import { expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import { pause } from "./pause.ts";

test("a pause waits for Resume, seven days unless told otherwise, and thirty at most", () => {
  expect(pause.begin(stepContext({}))).toEqual({ kind: "wait", shown: "Waiting", memory: null });
  expect(pause.resume?.(stepContext({}), null)).toEqual({ kind: "succeed" });
  expect(pause).toMatchObject({ defaultTimeoutSeconds: 604_800, maxTimeoutSeconds: 2_592_000 });
});
