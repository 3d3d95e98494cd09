import { type CivilDate, dateOf, dayOf, daysInMonth, weekdayOf } from "./civil-days.ts";
import type { Frequency, RecurrenceRule, WeekdayRule } from "./recurrence-rule.ts";

// Why not rrule-temporal: it reads the clock, and takes about 5 µs per occurrence, a hundred times more than arithmetic on
// day numbers; a state must be cheap to read. It is the oracle in the tests instead.

/** The periods that a frequency counts, numbered without end. */
type Periods = {
  /** The number of the period that holds the day. */
  readonly of: (day: number, weekStart: number) => number;
  readonly firstDay: (period: number, weekStart: number) => number;
};

// Day 0 is a Thursday (4): the week that begins on `weekStart` and holds it begins (4 - weekStart) days before, modulo 7.
const weekShift = (weekStart: number): number => (4 - weekStart + 7) % 7;

const PERIODS: Readonly<Record<Frequency, Periods>> = {
  DAILY: { of: (day) => day, firstDay: (period) => period },
  WEEKLY: {
    of: (day, weekStart) => Math.floor((day + weekShift(weekStart)) / 7),
    firstDay: (period, weekStart) => period * 7 - weekShift(weekStart),
  },
  MONTHLY: { of: (day) => monthOf(dateOf(day)), firstDay: (period) => dayOf(0, period + 1, 1) },
  YEARLY: { of: (day) => dateOf(day).year, firstDay: (period) => dayOf(period, 1, 1) },
};

const monthOf = ({ year, month }: CivilDate): number => year * 12 + month - 1;

/** The days after DTSTART's on which the rule recurs, from `fromDay` to `toDay` (both included), in order. */
export function recurrenceDays(rule: RecurrenceRule, fromDay: number, toDay: number): number[] {
  const days: number[] = [];
  const first = Math.max(fromDay, rule.startDay + 1);
  if (first > toDay) return days;
  const { of, firstDay } = PERIODS[rule.frequency];
  const passes = dayTest(rule);
  const startPeriod = of(rule.startDay, rule.weekStart);
  const skipped = Math.floor((of(first, rule.weekStart) - startPeriod) / rule.interval);
  for (let period = startPeriod + skipped * rule.interval; ; period += rule.interval) {
    const begin = firstDay(period, rule.weekStart);
    if (begin > toDay) return days;
    const end = firstDay(period + 1, rule.weekStart) - 1;
    if (rule.bySetPos.length === 0) {
      const last = Math.min(end, toDay);
      for (let day = Math.max(begin, first); day <= last; day++) if (passes(day, begin, end)) days.push(day);
    } else {
      for (const day of chosenDays(rule, passes, begin, end)) if (day >= first && day <= toDay) days.push(day);
    }
  }
}

/** Whether a day passes the rule's lists; `begin` and `end` are the first and last day of its period. */
type DayTest = (day: number, begin: number, end: number) => boolean;

/** The days of one period that BYSETPOS picks, in order. */
function chosenDays(rule: RecurrenceRule, passes: DayTest, begin: number, end: number): number[] {
  const candidates: number[] = [];
  for (let day = begin; day <= end; day++) if (passes(day, begin, end)) candidates.push(day);
  const count = candidates.length;
  return candidates.filter((_, index) =>
    rule.bySetPos.some((position) => position === (position > 0 ? index + 1 : index - count)),
  );
}

function dayTest(rule: RecurrenceRule): DayTest {
  const { byDay, byMonth, byMonthDay, nthWithin } = rule;
  if (byMonth.length + byMonthDay.length === 0 && (nthWithin === "year" || byDay.every(({ nth }) => nth === 0))) {
    return (day, begin, end) => passesWeekday(byDay, day, begin, end);
  }
  const monthAt = monthCursor();
  return (day, begin, end) => {
    const month = monthAt(day);
    if (byMonth.length > 0 && !byMonth.includes(month.month)) return false;
    // -1 is the last day of the month.
    const passesMonthDay =
      byMonthDay.length === 0 || byMonthDay.includes(day - month.begin + 1) || byMonthDay.includes(day - month.end - 1);
    if (!passesMonthDay) return false;
    return nthWithin === "year"
      ? passesWeekday(byDay, day, begin, end)
      : passesWeekday(byDay, day, month.begin, month.end);
  };
}

/** A month, 1–12, with its first and last day. */
type Month = { readonly month: number; readonly begin: number; readonly end: number };

/** Finds the month of a day, quickly for days that are asked for in order. */
function monthCursor(): (day: number) => Month {
  let current: Month = { month: 0, begin: 0, end: -1 };
  return (day) => {
    if (day < current.begin || day > current.end) {
      const { year, month, monthDay } = dateOf(day);
      const begin = day - monthDay + 1;
      current = { month, begin, end: begin + daysInMonth(year, month) - 1 };
    }
    return current;
  };
}

function passesWeekday(byDay: readonly WeekdayRule[], day: number, spanBegin: number, spanEnd: number): boolean {
  if (byDay.length === 0) return true;
  const weekday = weekdayOf(day);
  return byDay.some((entry) => entry.weekday === weekday && isNth(entry, day, spanBegin, spanEnd));
}

function isNth({ nth }: WeekdayRule, day: number, spanBegin: number, spanEnd: number): boolean {
  if (nth === 0) return true;
  return nth > 0 ? Math.floor((day - spanBegin) / 7) === nth - 1 : Math.floor((spanEnd - day) / 7) === -nth - 1;
}

/** How far a COUNT is counted. A rule that is not through after this many days from DTSTART is taken to go on without end. */
export const COUNT_REACH_DAYS = 36_525;

/** How many days are looked at in one go while counting. */
const COUNT_STRIDE_DAYS = 1_461;

/** The day of the last of `count` occurrences, DTSTART included; infinite when `COUNT_REACH_DAYS` does not suffice to find it. */
export function lastCountedDay(rule: RecurrenceRule, count: number): number {
  if (count === 1) return rule.startDay;
  let missing = count - 1;
  const reach = rule.startDay + COUNT_REACH_DAYS;
  for (let from = rule.startDay + 1; from <= reach; from += COUNT_STRIDE_DAYS) {
    const days = recurrenceDays(rule, from, Math.min(from + COUNT_STRIDE_DAYS - 1, reach));
    const last = days[missing - 1];
    if (last !== undefined) return last;
    missing -= days.length;
  }
  return Number.POSITIVE_INFINITY;
}
