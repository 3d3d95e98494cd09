/**
 * What happens when the program is killed: each with the delay in milliseconds, drawn at random, between what the test
 * sees or does and the kill.
 */
export const moments = {
  /** After the birth of the process. */
  "start-up": [30, 900],
  /** After a request was sent. */
  accept: [0, 25],
  /** After an approval or a rejection was sent. */
  decide: [0, 25],
  /** After a stop was sent. */
  stop: [0, 40],
  /** After a Resume was sent. */
  resume: [0, 25],
  /** After the last approval was sent: the workflow begins, resolves its targets and admits the first. */
  "fan-out": [5, 150],
  /** After a script has begun that may be attempted once. */
  "script-once": [0, 350],
  /** After a script has begun that may be attempted three times. */
  "script-thrice": [0, 350],
  /** After a script has ended: its result is on its way into its row. */
  finish: [0, 40],
  /** While targets sleep, requests wait, and nothing in particular happens. */
  any: [200, 4000],
} as const satisfies Record<string, readonly [minMs: number, maxMs: number]>;

export type Moment = keyof typeof moments;

/** A kill: meant for a moment, sent at one instant, and over at another. */
export interface Kill {
  readonly moment: Moment;
  readonly sentMs: number;
  readonly goneMs: number;
}
