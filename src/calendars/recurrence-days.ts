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
  const startPeriod = of(rule.startDay, rule.weekStart);
  const skipped = Math.floor((of(first, rule.weekStart) - startPeriod) / rule.interval);
  for (let period = startPeriod + skipped * rule.interval; ; period += rule.interval) {
    const begin = firstDay(period, rule.weekStart);
    if (begin > toDay) return days;
    const end = firstDay(period + 1, rule.weekStart) - 1;
    if (rule.bySetPos.length === 0) {
      collect(rule, begin, end, Math.max(begin, first), Math.min(end, toDay), days);
    } else {
      for (const day of chosenDays(rule, begin, end)) if (day >= first && day <= toDay) days.push(day);
    }
  }
}

/** The days of one period that BYSETPOS picks, in order. */
function chosenDays(rule: RecurrenceRule, begin: number, end: number): number[] {
  const candidates: number[] = [];
  collect(rule, begin, end, begin, end, candidates);
  const count = candidates.length;
  return candidates.filter((_, index) =>
    rule.bySetPos.some((position) => position === (position > 0 ? index + 1 : index - count)),
  );
}

/** Appends the days from `first` to `last` that pass the rule's lists; `begin` and `end` are the first and last day of their period. */
function collect(rule: RecurrenceRule, begin: number, end: number, first: number, last: number, days: number[]): void {
  const readsDate = rule.byMonth.length + rule.byMonthDay.length > 0 || rule.byDay.some(({ nth }) => nth !== 0);
  for (let day = first; day <= last; day++) {
    if (!readsDate) {
      if (passesWeekday(rule, day, begin, end)) days.push(day);
      continue;
    }
    const date = dateOf(day);
    if (rule.byMonth.length > 0 && !rule.byMonth.includes(date.month)) continue;
    const monthLength = daysInMonth(date.year, date.month);
    if (!passesMonthDay(rule, date, monthLength)) continue;
    const monthBegin = day - date.monthDay + 1;
    const inYear = rule.nthWithin === "year";
    if (passesWeekday(rule, day, inYear ? begin : monthBegin, inYear ? end : monthBegin + monthLength - 1))
      days.push(day);
  }
}

function passesMonthDay({ byMonthDay }: RecurrenceRule, { monthDay }: CivilDate, monthLength: number): boolean {
  return byMonthDay.length === 0 || byMonthDay.includes(monthDay) || byMonthDay.includes(monthDay - monthLength - 1);
}

function passesWeekday({ byDay }: RecurrenceRule, day: number, spanBegin: number, spanEnd: number): boolean {
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
