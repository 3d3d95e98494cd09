/** Calls back once, after a delay; answers with the function that calls this off. */
export type SetTimer = (callback: () => void, delayMs: number) => () => void;

/** The timers of the process. */
export const setProcessTimer: SetTimer = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};
