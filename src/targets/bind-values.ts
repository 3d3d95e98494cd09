import { bindParameters, type PatternMatcher } from "../documents/parameters.ts";
import type { Plan } from "../documents/plan.ts";
import type { ValueMap } from "../documents/value.ts";
import type { ParameterMap } from "./runbook-request.ts";

/** Values of a runbook's parameters, or the sentence that says why there are none. */
export type BoundValues = { readonly values: ValueMap } | { readonly problem: string };

/**
 * Binds parameters of a runbook or a change template; `targeted` ones get their values from the targets.
 *
 * Differs from AWS: there is no Parameter Store yet; a parameter whose default is `{{ssm:name}}` has to be given a value.
 */
export function bindValues(
  { parameters: declarations }: Pick<Plan, "parameters">,
  parameters: ParameterMap,
  match: PatternMatcher,
  targeted: readonly string[],
): BoundValues {
  const bound = bindParameters(declarations, parameters, match, { exempt: targeted });
  if ("problem" in bound) return bound;
  if ("values" in bound) return { values: Object.fromEntries(bound.values) };
  const [[parameter, stored] = []] = bound.needsParameterStore;
  return {
    problem: `The default of parameter "${parameter}" stands in the Parameter Store (${stored}), which this server doesn't have yet: give the parameter a value.`,
  };
}
