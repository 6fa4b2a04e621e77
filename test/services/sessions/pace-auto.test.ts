import { dueAt, end, open, tick } from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [10_000, 20_000, 5000];
const lobby = sessionRecord({ settings: settings({ pace: "auto", gapMs: 3000, opensAt: NOON }) });
const running = applied(lobby, tick(lobby, LIMITS, NOON));

test("all windows are planned at the opening: each question for its time limit, with the gap between", () => {
  expect(
    running.windows.map(({ question, openedAt, closesAt }) => [question, openedAt - NOON, closesAt! - NOON]),
  ).toEqual([
    [1, 0, 10_000],
    [2, 13_000, 33_000],
    [3, 36_000, 41_000],
  ]);
});

test("the session is due at each opening and at each reveal", () => {
  const looks: number[] = [];
  let session = running;
  for (let due = dueAt(session, NOON); due !== null; due = dueAt(session, due)) {
    looks.push(due - NOON);
    session = applied(session, tick(session, LIMITS, due));
  }
  expect(looks).toEqual([10_500, 13_000, 33_500, 36_000, 41_500]);
});

test("the session ends when the last question is revealed", () => {
  const before = applied(running, tick(running, LIMITS, NOON + 41_499));
  expect(before.endedAt).toBeNull();
  const after = applied(before, tick(before, LIMITS, NOON + 41_500));
  expect(after.endedAt).toBe(NOON + 41_500);
  expect(after.windows.every(({ revealedAt }) => revealedAt !== null)).toBe(true);
});

test("if the host ends it, planned windows are dropped and the open one is closed", () => {
  const change = end(running, NOON + 15_000);
  expect(change).toEqual({
    endedAt: NOON + 15_000,
    windowsToClose: [{ question: 2, closesAt: NOON + 15_000 }],
    windowsToDrop: [3],
  });
});

test("a host can open it before its time; the windows then count from that moment", () => {
  const early = applied(lobby, open(lobby, LIMITS, NOON - 60_000));
  expect(early.windows[1]?.openedAt).toBe(NOON - 60_000 + 13_000);
});
