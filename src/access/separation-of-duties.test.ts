import { expect, test } from "vitest";
import { separationProblem, type Duties } from "./separation-of-duties.ts";

const arn = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
const duties: Duties = { requester: arn("ana"), authors: [arn("tom"), arn("eve")] };

test.each([
  ["who asked for the change", "ana", "requested this change"],
  ["who wrote its template", "tom", "wrote the template or the runbook version"],
  ["who wrote its runbook", "eve", "wrote the template or the runbook version"],
])("%s must not decide on it, and is told which setting says so", (_, name, reason) => {
  const problem = separationProblem(arn(name), duties, false);
  expect(problem).toContain(reason);
  expect(problem).toContain("/ssm/change-manager/allow-self-approval");
});

test("everybody else may", () => {
  expect(separationProblem(arn("lee"), duties, false)).toBeUndefined();
  expect(separationProblem("arn:aws:iam::444455556666:user/ana", duties, false)).toBeUndefined();
});

test("the setting turns the rule off", () => {
  for (const name of ["ana", "tom", "eve"]) expect(separationProblem(arn(name), duties, true)).toBeUndefined();
});
