import { expect, test } from "vitest";
import { nothing, planOf } from "../../test/fixtures/play.ts";
import { bindValues } from "./bind-values.ts";

const plan = planOf({
  mainSteps: [nothing("A")],
  parameters: {
    Host: { type: "String" },
    Count: { type: "Integer", default: 3 },
    Image: { type: "String", default: "{{ ssm:/images/latest }}" },
  },
});
const match = () => true;

test("values are typed, and defaults filled in", () => {
  expect(bindValues(plan, { Host: ["web"], Image: ["i"] }, match, [])).toEqual({
    values: { Host: "web", Count: 3, Image: "i" },
  });
});

test("a parameter that the targets bring may be left out", () => {
  expect(bindValues(plan, { Image: ["i"] }, match, ["Host"])).toEqual({ values: { Count: 3, Image: "i" } });
  expect(bindValues(plan, { Image: ["i"] }, match, [])).toHaveProperty("problem");
});

test("a default that stands in the Parameter Store is refused by name: there is none yet", () => {
  expect(bindValues(plan, { Host: ["web"] }, match, [])).toEqual({
    problem: expect.stringContaining(
      'The default of parameter "Image" stands in the Parameter Store (/images/latest)',
    ) as string,
  });
});
