import type { ParameterMap, RunbookRequest } from "./runbook-request.ts";

/** One target of a rate-controlled run: its name in lists, and the parameter values that it brings. */
export interface ResolvedTarget {
  readonly name: string;
  readonly parameters: ParameterMap;
}

/**
 * Resolves the targets of a runbook, in the given order: the literal values of `ParameterValues`, duplicates removed,
 * or one per map of `TargetMaps`, equal maps kept. Undefined when the runbook runs on no target.
 */
export function resolveTargets(runbook: RunbookRequest): readonly ResolvedTarget[] | undefined {
  const { targets = [], targetMaps = [], targetParameterName: parameter } = runbook;
  if (targetMaps.length > 0) return targetsOfMaps(targetMaps, parameter);
  const [target] = targets;
  if (target === undefined || parameter === undefined) return undefined;
  const values = [...new Set(target.Values)];
  return values.map((value) => ({ name: value, parameters: { [parameter]: [value] } }));
}

/** Names a map after its target parameter, else after its first value; repeated names get a suffix. */
function targetsOfMaps(maps: readonly ParameterMap[], parameter: string | undefined): readonly ResolvedTarget[] {
  const used = new Set<string>();
  return maps.map((map) => {
    const values = (parameter === undefined ? undefined : map[parameter]) ?? Object.values(map)[0] ?? [];
    const name = unusedName(values[0] ?? "target", used);
    used.add(name);
    return { name, parameters: map };
  });
}

function unusedName(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted;
  for (let suffix = 2; used.has(name); suffix += 1) name = `${wanted}-${suffix}`;
  return name;
}
