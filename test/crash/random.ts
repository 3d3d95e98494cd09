/** Random numbers that a seed repeats exactly. */
export interface Random {
  /** A number from `min` up to but not including `max`. */
  between(min: number, max: number): number;
  /** One element of a list that is not empty. */
  pick<Element>(list: readonly Element[]): Element;
  /** A source of its own, so that what one part draws does not depend on the others. */
  fork(): Random;
}

/** Makes a source of random numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    between: (min, max) => min + next() * (max - min),
    pick: (list) => {
      const element = list[Math.floor(next() * list.length)];
      if (element === undefined) throw new Error("There is nothing to pick from.");
      return element;
    },
    fork: () => seededRandom(Math.floor(next() * 2 ** 32)),
  };
}
