import { ReadFault } from "./located.ts";

/** An integer as JSON and YAML write it; everything else that is a number has a fraction or an exponent. */
const integer = /^(?:[+\-]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/v;

/**
 * The number that a numeral of a document stands for.
 *
 * Differs from AWS: an integer of more digits than a number keeps is refused, because scripts would get another one.
 * As text it is kept.
 *
 * @throws ReadFault
 */
export function numberOf(numeral: string, value: number, offset: number): number {
  if (Number.isSafeInteger(value) || String(value) === numeral || !integer.test(numeral)) return value;
  throw new ReadFault(offset, `The integer ${numeral} cannot be kept exactly: write it as text.`);
}
