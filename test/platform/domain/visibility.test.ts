import {
  areStatsVisible,
  isClosed,
  isCorrectnessVisible,
  isEmptyWindow,
  isKeyVisible,
  isLeaderboardVisible,
  isOver,
  openedWindows,
  type SessionRecord,
  shownWindows,
  stateOf,
} from "../../../platform/domain/session.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../harness/session-record.ts";

type Settings = SessionRecord["settings"];
const FEEDBACK: Settings["feedback"][] = ["onClose", "immediate", "onEnd"];
const STATS: Settings["stats"][] = ["onClose", "afterAnswer", "live", "onEnd"];

/** The phases of one question in its session. */
const CLOSED = NOON + 20_000;
const open = { openedAt: NOON, windows: [openWindow(1)] };
const inGrace = { openedAt: NOON, windows: [openWindow(1, { closesAt: CLOSED })] };
const revealed = { openedAt: NOON, windows: [openWindow(1, { revealedAt: CLOSED + 500 })] };
const revealedNextOpen = { openedAt: NOON, windows: [...revealed.windows, openWindow(2)] };
const endedInGrace = { ...revealedNextOpen, endedAt: CLOSED };
const over = { ...revealed, endedAt: CLOSED + 900 };

interface Phase {
  phase: string;
  state: Partial<SessionRecord>;
  closed: boolean;
  over: boolean;
}
const PHASES: Phase[] = [
  { phase: "in the lobby", state: {}, closed: false, over: false },
  { phase: "while it is open", state: open, closed: false, over: false },
  { phase: "in the grace after its close", state: inGrace, closed: false, over: false },
  { phase: "once it is revealed", state: revealed, closed: true, over: false },
  { phase: "once it is revealed, the next one open", state: revealedNextOpen, closed: true, over: false },
  { phase: "after the end, in another question's grace", state: endedInGrace, closed: true, over: false },
  { phase: "in the grace after the end", state: { ...inGrace, endedAt: CLOSED }, closed: false, over: false },
  { phase: "once everything is over", state: over, closed: true, over: true },
];

describe.each(PHASES)("question 1 $phase", ({ state, closed, over }) => {
  const session = (changed: Partial<Settings>) => sessionRecord({ ...state, settings: settings(changed) });

  test("is closed or not, the session over or not", () => {
    expect(isClosed(session({}), 1)).toBe(closed);
    expect(isOver(session({}))).toBe(over);
  });

  test.each(FEEDBACK)("feedback %s: key and verdict", (feedback) => {
    const key = feedback === "onEnd" ? over : closed;
    expect(isKeyVisible(session({ feedback }), 1)).toBe(key);
    expect(isCorrectnessVisible(session({ feedback }), 1)).toBe(feedback === "immediate" || key);
  });

  test.each(STATS)("stats %s: visible or not, whatever the feedback", (stats) => {
    const visible = { live: true, onClose: closed, afterAnswer: closed, onEnd: over }[stats];
    for (const feedback of FEEDBACK) {
      expect(areStatsVisible(session({ stats, feedback }), 1)).toBe(visible);
      const toThoseWhoAnswered = visible || stats === "afterAnswer";
      expect(areStatsVisible(session({ stats, feedback }), 1, true)).toBe(toThoseWhoAnswered);
    }
  });

  test("the leaderboard is visible or not", () => {
    expect(isLeaderboardVisible(session({ leaderboard: "each" }))).toBe(true);
    expect(isLeaderboardVisible(session({ leaderboard: "end" }))).toBe(over);
    expect(isLeaderboardVisible(session({ leaderboard: "never" }))).toBe(false);
    const { leaderboard: _, ...old } = settings();
    expect(isLeaderboardVisible(sessionRecord({ ...state, settings: old as Settings }))).toBe(true);
  });
});

test("a question that never opened stays hidden until the session is over", () => {
  for (const { state, over } of PHASES) {
    const session = sessionRecord({ ...state, settings: settings({ feedback: "onClose" }) });
    expect(isKeyVisible(session, 3)).toBe(over);
  }
});

test("a session is over only when every window of it is revealed", () => {
  expect(isOver(sessionRecord({ endedAt: NOON }))).toBe(true);
  expect(isOver(sessionRecord({ ...revealedNextOpen, endedAt: NOON }))).toBe(false);
});

test("the state follows from openedAt and endedAt", () => {
  expect(stateOf(sessionRecord())).toBe("lobby");
  expect(stateOf(sessionRecord({ openedAt: NOON }))).toBe("open");
  expect(stateOf(sessionRecord({ openedAt: NOON, endedAt: NOON }))).toBe("ended");
  expect(stateOf(sessionRecord({ endedAt: NOON }))).toBe("ended");
});

test("a planned window opens at its instant, or as soon as the clock of any node has reached it", () => {
  const windows = [openWindow(1), openWindow(2, { openedAt: NOON + 1000, closesAt: null })];
  const opened = (now: number, asOf: number) =>
    openedWindows(sessionRecord({ windows, asOf }), now).map(({ question }) => question);
  expect(opened(NOON + 999, NOON)).toEqual([1]);
  expect(opened(NOON + 1000, NOON)).toEqual([1, 2]);
  expect(opened(NOON, NOON + 1000)).toEqual([1, 2]);
  expect(opened(NOON - 1, NOON - 1)).toEqual([]);
});

test("a question is shown so long before its window opens as players have to read it", () => {
  const windows = [openWindow(1, { openedAt: NOON + 3000, closesAt: NOON + 23_000 })];
  const shown = (now: number, readMs: number | undefined) =>
    shownWindows(
      sessionRecord({ windows, asOf: NOON - 1, settings: settings({ readMs: readMs as number }) }),
      now,
    ).length;
  expect([shown(NOON - 1, 3000), shown(NOON, 3000), shown(NOON + 2999, 0), shown(NOON + 3000, 0)]).toEqual([
    0, 1, 0, 1,
  ]);
  // From a node of the release before.
  expect([shown(NOON + 2999, undefined), shown(NOON + 3000, undefined)]).toEqual([0, 1]);
});

test("a window is empty if its question closed before it opened", () => {
  const isEmpty = (closesAt: number | null) => isEmptyWindow(openWindow(1, { closesAt }));
  expect([isEmpty(NOON), isEmpty(NOON + 1), isEmpty(null)]).toEqual([true, false, false]);
});
