/**
 * Ids that belong to an execution and need no storing: each is the execution's own random id with its last 12 digits
 * moved by a step of the part's number, so that parts of one execution never collide and unrelated ones as rarely as
 * random ids do.
 */
function derivedId(executionId: string, part: number): string {
  const tail = BigInt(`0x${executionId.slice(24)}`);
  const moved = (tail + stride * BigInt(part + 1)) % 2n ** 48n;
  return executionId.slice(0, 24) + moved.toString(16).padStart(12, "0");
}

/** Odd, so that it visits all 2^48 values before it repeats one. */
const stride = 0x9e3779b97f4bn;

/** The StepExecutionId of the step at a position: it exists from the start, also for steps that never run. */
export function stepExecutionId(executionId: string, index: number): string {
  return derivedId(executionId, index);
}

/**
 * The AssociationId that a change request has once it is scheduled.
 *
 * Differs from AWS: a schedule is a timer, and its `AssociationId` is that of no State Manager association.
 */
export function associationId(executionId: string): string {
  return derivedId(executionId, 1_000_000);
}
