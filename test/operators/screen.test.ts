import { formatDuration, formatInstant, sanitize } from "../../operators/screen.ts";

test("untrusted text cannot move the cursor, break a line or change its direction", () => {
  expect(sanitize("\u001b[2J\u001b[31mred\u0007\r\nquiz\u202e \u0000 end", 40)).toBe("red quiz end");
  expect(sanitize("a\u009b31mb", 40)).not.toMatch(/\p{C}/u);
});

test("long text is cut between characters", () => {
  expect(sanitize("🎉🎉🎉🎉", 3)).toBe("🎉🎉…");
  expect(sanitize("four", 4)).toBe("four");
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1400, "1.4 s"],
  [90_000, "2 min"],
  [3 * 3_600_000, "3 h"],
  [30 * 3_600_000, "30 h"],
  [72 * 3_600_000, "3 d"],
])("%i ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("an instant is UTC with milliseconds, and a dash for null", () => {
  expect([formatInstant(0), formatInstant(null)]).toEqual(["1970-01-01T00:00:00.000Z", "–"]);
});
