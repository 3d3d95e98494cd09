/** Chance that repeats exactly: the same seed gives the same draws in the same order. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number from 0 on, less than `limit`. */
  below(limit: number): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Element>(list: readonly [Element, ...Element[]]): Element;
  /** One of a list that may be empty. */
  anyOf<Element>(list: readonly Element[]): Element | undefined;
  /** Some of a list, in its order. */
  some<Element>(list: readonly Element[], probability: number): Element[];
  uuid(): string;
}

/** Makes the draws of a seed (splitmix32). */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function word(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  const next = () => word() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  const chance = (probability: number) => next() < probability;
  const anyOf = <Element>(list: readonly Element[]) => list[below(list.length)];
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance,
    pick: (list) => anyOf(list) ?? list[0],
    anyOf,
    some: (list, probability) => list.filter(() => chance(probability)),
    uuid: () => {
      const hex = Array.from({ length: 4 }, () => word().toString(16).padStart(8, "0")).join("");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
