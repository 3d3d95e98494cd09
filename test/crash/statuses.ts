/** Statuses in which nothing happens any more, of executions and of steps. */
export const finalStatuses: ReadonlySet<string> = new Set([
  "Success",
  "Failed",
  "TimedOut",
  "Cancelled",
  "Rejected",
  "CompletedWithSuccess",
  "CompletedWithFailure",
]);
