/** A stretch of time: `startMs` belongs to it, `endMs` does not. */
export type Interval = { readonly startMs: number; readonly endMs: number };
