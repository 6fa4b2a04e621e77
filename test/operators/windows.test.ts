import { windowsTable } from "../../operators/windows.ts";
import { NOON, openWindow, sessionRecord, settings } from "../harness/session-record.ts";

const HOUR = 3_600_000;
const at = NOON + 10_000;

test("each window shows its state", () => {
  const windows = [
    openWindow(1, { closesAt: NOON + 1000, revealedAt: NOON + 1500 }),
    openWindow(2, { closesAt: NOON + 9000, revealedAt: NOON + 9500, keyRevision: 2 }),
    openWindow(3, { closesAt: at - 100 }),
    openWindow(4),
    openWindow(5, { closesAt: null }),
    openWindow(6, { openedAt: at + 1000 }),
    openWindow(7, { openedAt: at + 1001 }),
  ];
  const key = { form: "options", correct: [1], exact: false } as const;
  const session = sessionRecord({
    questions: 7,
    settings: settings({ readMs: 1000 }),
    windows,
    voided: [1, 4],
    keys: { 2: key },
  });
  const { title, rows } = windowsTable(session, at);
  expect(title).toBe("Windows (7 questions)");
  expect(rows.map((row) => [row[0], row.at(-1)])).toEqual([
    [1, "closed, voided"],
    [2, "closed, key corrected"],
    [3, "in grace"],
    [4, "open, voided"],
    [5, "open"],
    [6, "being read"],
    [7, "scheduled"],
  ]);
  expect(rows[4]?.slice(1, 4)).toEqual(["2031-04-01T12:00:00.000Z", "–", "–"]);
});

test.each([
  ["in the lobby of a long schedule the first windows are shown", -1, 1, 20],
  ["while it runs, the windows around the newest", 29, 21, 40],
  ["at the end, the last windows", 99, 81, 100],
])("%s", (_name, opened, first, last) => {
  const windows = Array.from({ length: 100 }, (_, index) =>
    openWindow(index + 1, { openedAt: at + (index <= opened ? -HOUR : HOUR) + index }),
  );
  const { title, rows } = windowsTable(sessionRecord({ questions: 100, windows }), at);
  expect(title).toBe("Windows (100 questions, 20 of 100 rows shown)");
  expect([rows[0]?.[0], rows.at(-1)?.[0]]).toEqual([first, last]);
});

test("a thousand questions that are open at once are one row", () => {
  const windows = Array.from({ length: 1000 }, (_, index) => openWindow(index + 1, { closesAt: null }));
  windows[499]!.closesAt = NOON + 1;
  const { title, rows } = windowsTable(sessionRecord({ questions: 1000, windows }), at);
  expect(title).toBe("Windows (1000 questions)");
  expect(rows.map(([question]) => question)).toEqual(["1–499", 500, "501–1000"]);
});
