// Days of the proleptic Gregorian calendar as whole numbers, 0 = 1970-01-01: recurrence is arithmetic on these, without
// time zones. (Built-in dates would be ten times slower here, and misread years below 100.)

/** Milliseconds of a day without a clock change. */
export const DAY_MS = 86_400_000;

/** A day of the calendar; `month` 1–12, `monthDay` 1–31. */
export type CivilDate = { readonly year: number; readonly month: number; readonly monthDay: number };

/** The day number of a date. A `month` outside 1–12 counts on into the neighbouring years. */
export function dayOf(year: number, month: number, monthDay: number): number {
  // The year is counted from March, so that the leap day is its last.
  const months = year * 12 + month - 3;
  const y = Math.floor(months / 12);
  const monthFromMarch = months - y * 12;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + monthDay - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The date of a day number. */
export function dateOf(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const monthDay = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, monthDay };
}

/** How many days the month has. */
export const daysInMonth = (year: number, month: number): number => dayOf(year, month + 1, 1) - dayOf(year, month, 1);

/** The weekday of a day number, 0 = Sunday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;
