import { foldRows, formatDuration, formatInstant, sanitize } from "../../operators/screen.ts";

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

test("rows in succession that are equal but for their first cell become one", () => {
  const nodes = (count: number, state: string, from = 1) =>
    Array.from({ length: count }, (_, index) => [`stats-${from + index}`, state]);
  expect(foldRows([...nodes(1, "owner"), ...nodes(8, "no board", 2), ...nodes(2, "no reply", 10)])).toEqual([
    ["stats-1", "owner"],
    ["stats-2 … stats-9 (8)", "no board"],
    ["stats-10", "no reply"],
    ["stats-11", "no reply"],
  ]);
  expect(
    foldRows([
      [1, "a"],
      [2, "a"],
      [3, "b"],
    ]),
  ).toEqual([
    ["1–2", "a"],
    [3, "b"],
  ]);
  expect(foldRows([])).toEqual([]);
});
