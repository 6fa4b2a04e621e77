import { isEmptyWindow, type SessionRecord } from "../../../platform/domain/session.ts";
import {
  close,
  closeAnswered,
  dueAt,
  end,
  next,
  open,
  tick,
} from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [10_000, 20_000, 5000];
const READ = 4000;
const opened = (pace: "host" | "auto"): SessionRecord => {
  const lobby = sessionRecord({ settings: settings({ pace, readMs: READ, gapMs: 3000 }) });
  return applied(lobby, open(lobby, LIMITS, NOON));
};
/** The windows as [question, opened, closes], in ms from noon. */
const windowsOf = ({ windows }: SessionRecord) =>
  windows.map(({ question, openedAt, closesAt }) => [question, openedAt - NOON, closesAt && closesAt - NOON]);

describe("with readMs", () => {
  test("in pace host a question opens that long after its step, for its whole time limit", () => {
    const first = opened("host");
    expect(windowsOf(first)).toEqual([[1, READ, READ + 10_000]]);
    const second = applied(first, next(first, LIMITS, NOON + 9000));
    expect(windowsOf(second)).toEqual([
      [1, READ, 9000],
      [2, 9000 + READ, 9000 + READ + 20_000],
    ]);
  });

  test("in pace auto the gap is between the close of a question and the showing of the next", () => {
    expect(windowsOf(opened("auto"))).toEqual([
      [1, 4000, 14_000],
      [2, 21_000, 41_000],
      [3, 48_000, 53_000],
    ]);
  });

  test("the session is due when a question is shown and when it is revealed, not when it opens", () => {
    const due: number[] = [];
    let session = opened("auto");
    for (let at = dueAt(session, NOON); at !== null; at = dueAt(session, at)) {
      due.push(at - NOON);
      session = applied(session, tick(session, LIMITS, at));
    }
    expect(due).toEqual([14_500, 17_000, 41_500, 44_000, 53_500]);
  });

  test("a question that is closed before its window opens has an empty window, and is revealed like any other", () => {
    const first = opened("host");
    const closed = applied(first, close(first, NOON + 1000));
    expect(windowsOf(closed)).toEqual([[1, 1000, 1000]]);
    expect(isEmptyWindow(closed.windows[0]!)).toBe(true);
    expect(dueAt(closed, NOON + 1000)).toBe(NOON + 1500);
    const second = applied(first, next(first, LIMITS, NOON + 1000));
    expect(windowsOf(second)).toEqual([
      [1, 1000, 1000],
      [2, 1000 + READ, 1000 + READ + 20_000],
    ]);
    expect(windowsOf(applied(second, end(second, NOON + 1500)))).toEqual([
      [1, 1000, 1000],
      [2, 1500, 1500],
    ]);
  });

  test("if a session of pace auto ends while a question is being read, only what was never shown is dropped", () => {
    const change = end(opened("auto"), NOON + 18_000);
    expect(change.windowsToClose).toEqual([{ question: 2, closesAt: NOON + 18_000 }]);
    expect(change.windowsToDrop).toEqual([3]);
  });
});

describe("a question that everyone has answered", () => {
  test("closes at once; in pace auto all that follows comes as much earlier", () => {
    const host = opened("host");
    expect(windowsOf(applied(host, closeAnswered(host, LIMITS, NOON + 6000, 1)))).toEqual([[1, READ, 6000]]);
    const auto = opened("auto");
    expect(windowsOf(applied(auto, closeAnswered(auto, LIMITS, NOON + 6000, 1)))).toEqual([
      [1, 4000, 6000],
      [2, 13_000, 33_000],
      [3, 40_000, 45_000],
    ]);
  });

  test("stays as it is if it is not open, or not yet, or is another", () => {
    const auto = opened("auto");
    for (const [at, question] of [
      [3999, 1],
      [14_000, 1],
      [6000, 2],
      [6000, 9],
    ] as const) {
      expect(closeAnswered(auto, LIMITS, NOON + at, question)).toEqual({});
    }
    const ended = applied(auto, end(auto, NOON + 6000));
    expect(closeAnswered(ended, LIMITS, NOON + 6000, 1)).toEqual({});
    const self = sessionRecord({ settings: settings({ pace: "self" }) });
    const running = applied(self, open(self, LIMITS, NOON));
    expect(closeAnswered(running, LIMITS, NOON + 1, 1)).toEqual({});
  });
});
