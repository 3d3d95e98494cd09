import { createContext, Script } from "node:vm";
import { RE2JS } from "re2js";
import type { PatternMatcher } from "../documents/parameters.ts";

/** How long V8 may look at one text with one pattern. */
const matchMs = 50;

/** States of a pattern times characters of a text that RE2 may go through: about 100 ms. */
const re2WorkMax = 5_000_000;

/** States that a pattern may be expected to have in RE2, which writes repetitions out: compiling more takes too long. */
const re2StatesMax = 50_000;

/** RE2 refuses larger repeat counts, nested ones multiplied. */
const re2RepeatMax = 1000;

const compiledMax = 500;

type Match = (text: string) => ReturnType<PatternMatcher>;

/**
 * Makes a matcher for the patterns of documents. Patterns come from strangers: RE2 runs them in linear time; what RE2
 * refuses (repeat counts above 1000, lookarounds, backreferences) runs in V8 for at most 50 ms.
 *
 * Differs from AWS: `allowedPattern` is read in the dialect of RE2 or of JavaScript, where AWS reads Java's; a value is
 * refused when looking at it takes too long.
 */
export function createPatternMatcher(): PatternMatcher {
  const compiled = new Map<string, Match>();
  const matchInV8 = createTimedMatcher();
  return (pattern, text) => {
    let match = compiled.get(pattern);
    if (match === undefined) {
      match = compileRe2(pattern) ?? ((candidate: string) => matchInV8(pattern, candidate));
      if (compiled.size >= compiledMax) compiled.clear();
      compiled.set(pattern, match);
    }
    return match(text);
  };
}

function compileRe2(pattern: string): Match | undefined {
  if (pattern.length * repetitionsOf(pattern) > re2StatesMax) return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    const states = compiled.programSize();
    return (text) => (states * text.length > re2WorkMax ? "too-slow" : compiled.matcher(text).find());
  } catch {
    return undefined;
  }
}

/** How often a part of the pattern may be written out at most, as if all repetitions were nested. */
function repetitionsOf(pattern: string): number {
  const counts = pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/gv).map(([, least, most]) => Number(most || least));
  return Math.min(
    re2RepeatMax,
    counts.reduce((product, count) => product * Math.max(1, count), 1),
  );
}

/** A context of its own, so that its time can be limited; it holds nothing and may compile nothing. */
function createTimedMatcher(): PatternMatcher {
  const globals = { source: "", flags: "", text: "" };
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  const script = new Script("new RegExp(source, flags).test(text)");
  return (pattern, text) => {
    const [prefix = "", inline = ""] = /^\(\?([ims]+)\)/v.exec(pattern) ?? [];
    Object.assign(globals, { source: pattern.slice(prefix.length), text });
    // Unicode first, for \p{L}; escapes that only the older syntax knows, such as \_, without.
    for (const unicode of ["u", ""]) {
      globals.flags = `${[...new Set(inline)].join("")}${unicode}`;
      try {
        return script.runInContext(context, { timeout: matchMs }) === true;
      } catch (failure) {
        if (codeOf(failure) === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "too-slow";
      }
    }
    return "invalid";
  };
}

/** What a context throws is no Error of ours. */
function codeOf(failure: unknown): unknown {
  return typeof failure === "object" && failure !== null && "code" in failure ? failure.code : undefined;
}
