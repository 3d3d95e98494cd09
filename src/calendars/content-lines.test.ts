import { describe, expect, it } from "vitest";
import { contentLines, MAX_CALENDAR_CHARACTERS, unescapeText } from "./content-lines.ts";
import { Refusal } from "./problem.ts";

const namesAndValues = (text: string) => contentLines(text).map(({ name, value }) => `${name}=${value}`);

describe("content lines", () => {
  it("end in CRLF or LF, and empty ones between them are skipped", () => {
    expect(namesAndValues("BEGIN:VCALENDAR\r\nVERSION:2.0\n\n  \nEND:VCALENDAR\r\n")).toEqual([
      "BEGIN=VCALENDAR",
      "VERSION=2.0",
      "END=VCALENDAR",
    ]);
  });

  it("continue on lines that begin with a space or a tab, of which only that character is dropped", () => {
    expect(namesAndValues("SUMMARY:No ch\r\n anges\r\n\t  today\r\nUID:1")).toEqual([
      "SUMMARY=No changes  today",
      "UID=1",
    ]);
  });

  it("may all be indented alike, as a heredoc leaves them, and still be folded", () => {
    const text = "\n    BEGIN:VCALENDAR\n    SUMMARY:No ch\n     anges\n    END:VCALENDAR\n  ";
    expect(namesAndValues(text)).toEqual(["BEGIN=VCALENDAR", "SUMMARY=No changes", "END=VCALENDAR"]);
  });

  it("keep the number of the line on which they begin", () => {
    expect(contentLines("\nA:1\n  2\n\nB:3").map(({ line }) => line)).toEqual([2, 5]);
  });

  it("have names in any case, and parameters whose quoted values may hold separators", () => {
    const [line] = contentLines('dtstart;value=date-time;TzId="A;B:C,D";x=1,"2":20270501T080000');
    expect(line?.name).toBe("DTSTART");
    expect(Object.fromEntries(line?.parameters ?? [])).toEqual({ VALUE: "date-time", TZID: "A;B:C,D", X: "1,2" });
    expect(line?.value).toBe("20270501T080000");
  });

  it("may follow a byte order mark", () => {
    expect(namesAndValues("\uFEFFBEGIN:VCALENDAR")).toEqual(["BEGIN=VCALENDAR"]);
  });

  it.each([
    ["A:1\n{not calendar}", 'Line 2: "{not calendar}" is not an iCalendar line'],
    ["A:1\nB", "Line 2: B has no value"],
    ["DTSTART;TZID:1", "Line 1: the parameters of DTSTART cannot be read"],
    ['DTSTART;TZID="Europe:1', "Line 1: the parameters of DTSTART cannot be read"],
    [
      "x".repeat(MAX_CALENDAR_CHARACTERS + 1),
      `Line 1: the calendar has more than ${MAX_CALENDAR_CHARACTERS} characters`,
    ],
  ])("that cannot be read are refused with their number: %.40j", (text, sentence) => {
    expect(() => contentLines(text)).toThrow(Refusal);
    expect(() => contentLines(text)).toThrow(sentence);
  });

  it("write line breaks, commas, semicolons and backslashes in text with a backslash", () => {
    expect(unescapeText(String.raw`one\, two\; three\\four\nfive\Nsix`)).toBe("one, two; three\\four\nfive\nsix");
  });
});
