import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant, parseAtTime } from "./instant.ts";

describe("AtTime", () => {
  it.each([
    ["2020-07-30T11:05:14-0700", "2020-07-30T18:05:14Z"],
    ["2020-07-30T11:05:14-07:00", "2020-07-30T18:05:14Z"],
    ["2020-07-30T11:05:14+02:00", "2020-07-30T09:05:14Z"],
    ["2020-07-30T11:05:14+0545", "2020-07-30T05:20:14Z"],
    ["2020-07-30T11:05:14+02", "2020-07-30T09:05:14Z"],
    ["2020-07-30T11:05:14Z", "2020-07-30T11:05:14Z"],
    ["2020-07-30T11:05:14", "2020-07-30T11:05:14Z"],
    ["2020-07-30T11:05Z", "2020-07-30T11:05:00Z"],
    ["2020-02-29T23:30:00-01:00", "2020-03-01T00:30:00Z"],
    ["0050-01-01T00:00:00Z", "0050-01-01T00:00:00Z"],
  ])("%s is %s", (text, instant) => {
    expect(formatInstant(parseAtTime(text) ?? Number.NaN)).toBe(instant);
  });

  it("keeps milliseconds of a fraction, and cuts finer ones", () => {
    expect(parseAtTime("2020-07-30T11:05:14.5Z")).toBe(Date.UTC(2020, 6, 30, 11, 5, 14, 500));
    expect(parseAtTime("2020-07-30T11:05:14.123999+00:00")).toBe(Date.UTC(2020, 6, 30, 11, 5, 14, 123));
  });

  it.each([
    "",
    "now",
    "2020-07-30",
    "2020-7-30T11:05:14Z",
    "2021-02-29T00:00:00Z",
    "2020-13-01T00:00:00Z",
    "2020-00-01T00:00:00Z",
    "2020-01-00T00:00:00Z",
    "2020-07-30T24:00:00Z",
    "2020-07-30T11:60:00Z",
    "2020-07-30T11:05:60Z",
    "2020-07-30T11:05:14+24:00",
    "2020-07-30T11:05:14 Z",
    "2020-07-30 11:05:14Z",
    "9999-12-31T23:59:59-01:00",
    "0000-01-01T00:00:00+01:00",
    "1596110714",
  ])("%j is no time", (text) => {
    expect(parseAtTime(text)).toBeUndefined();
  });
});

describe("an answered instant", () => {
  it("is UTC in whole seconds and ends in Z", () => {
    expect(formatInstant(Date.UTC(2027, 4, 1, 8, 0, 0, 999))).toBe("2027-05-01T08:00:00Z");
    expect(formatInstant(-1)).toBe("1969-12-31T23:59:59Z");
  });

  it("reads back as itself", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }), (second) => {
        expect(parseAtTime(formatInstant(second * 1000))).toBe(second * 1000);
      }),
    );
  });
});
