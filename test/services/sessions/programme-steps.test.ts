import { type SessionRecord, stateOf } from "../../../platform/domain/session.ts";
import { extend, pause, resume } from "../../../services/sessions/programme-steps.ts";
import { closeAnswered, dueAt, end, open, tick } from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [10_000, 20_000, 5000];
const lobbyOf = (pace: "host" | "self" | "auto", readMs = 0) =>
  sessionRecord({ settings: settings({ pace, readMs, gapMs: 3000 }) });
const opened = (pace: "host" | "self" | "auto", readMs = 0, limits: (number | null)[] = LIMITS) => {
  const lobby = lobbyOf(pace, readMs);
  return applied(lobby, open(lobby, limits, NOON));
};
/** The windows as [question, opened, closes], in ms from noon. */
const windowsOf = ({ windows }: SessionRecord) =>
  windows.map(({ question, openedAt, closesAt }) => [question, openedAt - NOON, closesAt && closesAt - NOON]);
const PLANNED = [
  [1, 0, 10_000],
  [2, 13_000, 33_000],
  [3, 36_000, 41_000],
];

const wrongState = (state = "open", question?: number) =>
  expect.objectContaining({
    type: "WRONG_STATE",
    data: { state, ...(question === undefined ? {} : { question }) },
  });

describe("extend", () => {
  test("lets the open question close later, as often as it comes", () => {
    const once = applied(opened("host"), extend(opened("host"), LIMITS, NOON + 9999, 5000));
    expect(windowsOf(once)).toEqual([[1, 0, 15_000]]);
    expect(dueAt(once, NOON + 9999)).toBe(NOON + 15_500);
    expect(tick(once, LIMITS, NOON + 10_500)).toEqual({ windowsToReveal: [] });
    const twice = applied(once, extend(once, LIMITS, NOON + 14_999, 1));
    expect(windowsOf(twice)).toEqual([[1, 0, 15_001]]);
  });

  test("in pace auto moves all that follows as well", () => {
    const session = opened("auto");
    expect(windowsOf(applied(session, extend(session, LIMITS, NOON + 14_000, 2000, 2)))).toEqual([
      [1, 0, 10_000],
      [2, 13_000, 35_000],
      [3, 38_000, 43_000],
    ]);
  });

  test("works in the time for reading", () => {
    const session = opened("host", 4000);
    expect(windowsOf(applied(session, extend(session, LIMITS, NOON, 1000)))).toEqual([[1, 4000, 15_000]]);
  });

  test("is refused if no question is open, the open one has no limit, or the step names another", () => {
    const host = opened("host");
    const refused = (session: SessionRecord, at: number, question?: number) =>
      expect(() => extend(session, LIMITS, NOON + at, 1000, question)).toThrow;
    refused(host, 10_000)(wrongState());
    refused(host, 0, 2)(wrongState("open", 1));
    refused(opened("auto"), 11_000)(wrongState());
    refused(opened("auto"), 14_000, 1)(wrongState("open", 2));
    refused(opened("host", 0, [null]), 0)(wrongState());
    refused(opened("self"), 0)(wrongState());
    refused(lobbyOf("host"), 0)(wrongState("lobby"));
    refused(applied(host, end(host, NOON)), 0)(wrongState("ended"));
  });

  test("keeps no question open for more than an hour, and says how much is left", () => {
    const session = opened("host");
    const longest = applied(session, extend(session, LIMITS, NOON, 3_590_000));
    expect(windowsOf(longest)).toEqual([[1, 0, 3_600_000]]);
    expect(() => extend(session, LIMITS, NOON, 3_590_001)).toThrow(
      expect.objectContaining({
        type: "VALIDATION_ERROR",
        data: [{ path: "byMs", reason: expect.stringContaining("at most 3590000") }],
      }),
    );
  });
});

describe("pause and resume", () => {
  const running = opened("auto");
  const paused = applied(running, pause(running, NOON + 14_000));

  test("the open question closes and is revealed as planned, and then the session waits without an end", () => {
    expect(paused.pausedAt).toBe(NOON + 14_000);
    expect(windowsOf(paused)).toEqual(PLANNED.slice(0, 2));
    const revealed = applied(paused, tick(paused, LIMITS, NOON + 33_500));
    expect([stateOf(revealed), dueAt(revealed, NOON + 33_500)]).toEqual(["open", null]);
  });

  test("the next question is shown at once, and the rest follows exactly", () => {
    const resumed = applied(paused, resume(paused, LIMITS, NOON + 100_001));
    expect(resumed.pausedAt).toBeNull();
    expect(windowsOf(resumed)).toEqual([...PLANNED.slice(0, 2), [3, 100_001, 105_001]]);
  });

  test("who resumes before the gap is over finds the times of the plan", () => {
    for (const at of [14_001, 33_000, 36_000]) {
      expect(windowsOf(applied(paused, resume(paused, LIMITS, NOON + at)))).toEqual(PLANNED);
    }
  });

  test("a window that is planned anew has a revision that no earlier plan of it had", () => {
    const resumed = applied(paused, resume(paused, LIMITS, NOON + 15_000));
    expect(resumed.windows[2]?.keyRevision).toBe(paused.revision);
    const again = applied(resumed, pause(resumed, NOON + 15_000));
    const last = applied(again, resume(again, LIMITS, NOON + 15_000));
    expect(last.windows[2]?.keyRevision).toBeGreaterThan(paused.revision);
  });

  test("with readMs the next question is shown at once and opens later", () => {
    const reading = opened("auto", 4000);
    const waiting = applied(reading, pause(reading, NOON + 1000));
    expect(windowsOf(waiting)).toEqual([[1, 4000, 14_000]]);
    const resumed = applied(waiting, resume(waiting, LIMITS, NOON + 50_000));
    expect(windowsOf(resumed)[1]).toEqual([2, 54_000, 74_000]);
  });

  test("while it is paused, extend and an early close move the open window alone", () => {
    expect(windowsOf(applied(paused, extend(paused, LIMITS, NOON + 15_000, 1000)))).toEqual([
      [1, 0, 10_000],
      [2, 13_000, 34_000],
    ]);
    expect(windowsOf(applied(paused, closeAnswered(paused, LIMITS, NOON + 15_000, 2)))).toEqual([
      [1, 0, 10_000],
      [2, 13_000, 15_000],
    ]);
  });

  test("pausing twice and resuming a running session change nothing", () => {
    expect(pause(paused, NOON + 15_000)).toEqual({});
    expect(resume(running, LIMITS, NOON + 15_000)).toEqual({});
  });

  test("a paused session can be ended", () => {
    const ended = applied(paused, end(paused, NOON + 15_000));
    expect(ended).toMatchObject({ endedAt: NOON + 15_000, pausedAt: null });
    expect(windowsOf(ended)).toEqual([
      [1, 0, 10_000],
      [2, 13_000, 15_000],
    ]);
  });

  test("both are refused in another pace, and in a session that is not open; pause also if nothing follows", () => {
    const steps = [pause, (session: SessionRecord, now: number) => resume(session, LIMITS, now)];
    for (const step of steps) {
      expect(() => step(opened("host"), NOON)).toThrow(wrongState());
      expect(() => step(opened("self"), NOON)).toThrow(wrongState());
      expect(() => step(lobbyOf("auto"), NOON)).toThrow(wrongState("lobby"));
      expect(() => step(applied(running, end(running, NOON)), NOON)).toThrow(wrongState("ended"));
    }
    expect(() => pause(running, NOON + 36_000)).toThrow(wrongState());
  });
});
