import { dueAt, end, open, tick } from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [10_000, null, 5000];
const HOUR = 3_600_000;
const lobbyWith = (closesAt: number | null) =>
  sessionRecord({ settings: settings({ pace: "self", closesAt }) });

test("all questions open and close together, whatever their own limits", () => {
  const { windowsToOpen } = open(lobbyWith(NOON + HOUR), LIMITS, NOON);
  expect(windowsToOpen?.map(({ question, openedAt, closesAt }) => [question, openedAt, closesAt])).toEqual([
    [1, NOON, NOON + HOUR],
    [2, NOON, NOON + HOUR],
    [3, NOON, NOON + HOUR],
  ]);
});

test("the session ends after the close and the grace", () => {
  const lobby = lobbyWith(NOON + HOUR);
  const running = applied(lobby, open(lobby, LIMITS, NOON));
  expect(dueAt(running, NOON)).toBe(NOON + HOUR + 500);
  const ended = applied(running, tick(running, LIMITS, NOON + HOUR + 500));
  expect(ended.endedAt).toBe(NOON + HOUR + 500);
  expect(ended.windows.map(({ revealedAt }) => revealedAt)).toEqual(new Array(3).fill(NOON + HOUR + 500));
  expect(dueAt(ended, NOON + HOUR + 500)).toBeNull();
});

test("without a close the session stays open until it is ended; then it is revealed like any other", () => {
  const lobby = lobbyWith(null);
  const running = applied(lobby, open(lobby, LIMITS, NOON));
  expect(dueAt(running, NOON)).toBeNull();
  expect(tick(running, LIMITS, NOON + 1000 * HOUR)).toEqual({ windowsToReveal: [] });
  const ended = applied(running, end(running, NOON + HOUR));
  expect(ended.windows.map(({ closesAt }) => closesAt)).toEqual(new Array(3).fill(NOON + HOUR));
  expect(dueAt(ended, NOON + HOUR)).toBe(NOON + HOUR + 500);
  expect(tick(ended, LIMITS, NOON + HOUR + 500).windowsToReveal).toHaveLength(3);
});

test("a session that is opened after its close ends at once", () => {
  const lobby = lobbyWith(NOON - HOUR);
  const missed = applied(lobby, open(lobby, LIMITS, NOON));
  for (const { openedAt, closesAt } of missed.windows) expect(closesAt).toBeGreaterThanOrEqual(openedAt);
  expect(tick(missed, LIMITS, NOON + 500).endedAt).toBe(NOON + 500);
});
