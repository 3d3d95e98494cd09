import type { Findings } from "./findings.ts";
import type { ExecutableRunbook } from "./plan.ts";
import type { Path } from "./problem.ts";
import { textOf } from "./scalars.ts";
import { isValueList, isValueMap, member, optional, type Value, type ValueMap } from "./value.ts";

/**
 * Reads the runbooks that a change template allows; none written means any. Whether they exist shows when a request
 * names one: templates may be written first.
 */
export function readExecutableRunbooks(root: ValueMap, findings: Findings): readonly ExecutableRunbook[] {
  const written = optional(root, "executableRunBooks");
  if (written === undefined) return [];
  if (isValueList(written)) {
    return written.flatMap((entry, index) => readRunbook(entry, ["executableRunBooks", index], findings) ?? []);
  }
  findings.report(["executableRunBooks"], "runbooks", `"executableRunBooks" has to be a list.`);
  return [];
}

function readRunbook(entry: Value, path: Path, findings: Findings): ExecutableRunbook | undefined {
  const name = isValueMap(entry) ? textOf(member(entry, "name")) : undefined;
  if (!isValueMap(entry) || name === undefined || name === "") {
    findings.report(path, "runbook-name-missing", `Missing "name" in executableRunBooks.`);
    return undefined;
  }
  const written = optional(entry, "version");
  const version = written === undefined ? "$DEFAULT" : textOf(written);
  if (version !== undefined && /^(?:\$DEFAULT|\$LATEST|[1-9]\d*)$/v.test(version)) return { name, version };
  const message = `Version ${version ?? JSON.stringify(written)} of runbook ${name} is invalid.`;
  findings.report([...path, "version"], "runbook-version", message);
  return undefined;
}
