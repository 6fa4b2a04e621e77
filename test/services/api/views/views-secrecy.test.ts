import { isOver, type SessionRecord } from "../../../../platform/domain/session.ts";
import { currentEvents } from "../../../../services/api/streams/session-events.ts";
import {
  isQuizVisible,
  publicView,
  quizView,
  screenView,
} from "../../../../services/api/views/session-view.ts";
import {
  hiddenLeaderboardView,
  type StatsAudience,
  statsView,
} from "../../../../services/api/views/stats-view.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, SECRET, STAGES, snapshot } from "../fixtures.ts";

type Settings = SessionRecord["settings"];
const FEEDBACK: Settings["feedback"][] = ["onClose", "immediate", "onEnd"];
const STATS: Settings["stats"][] = ["onClose", "afterAnswer", "live", "onEnd"];
const ALL_SETTINGS = FEEDBACK.flatMap((feedback) => STATS.map((stats) => ({ feedback, stats })));

const QUESTION = 2;
const opened = { openedAt: NOON };
const HIDDEN: [string, Partial<SessionRecord>][] = [
  ["in the lobby", {}],
  ["before it opens", { ...opened, windows: [STAGES.open(1)] }],
  ["while it is open", { ...opened, windows: [STAGES.open(1), STAGES.open(QUESTION)] }],
  [
    "in its grace period, the session ended",
    { ...opened, endedAt: NOON + 20_000, windows: [STAGES.open(QUESTION)] },
  ],
];
const answeredSnapshot = cachedSnapshot(
  snapshot(1, [questionStats(1, 5), questionStats(QUESTION, 3), questionStats(3, 4)]),
);
const now = NOON + 1;
const viewOf = (record: Partial<SessionRecord>, audience: StatsAudience = "players", no = QUESTION) =>
  statsView(cachedSession(record), answeredSnapshot, no, audience, now);

describe.each(HIDDEN)("%s", (_when, state) => {
  test.each(ALL_SETTINGS)("no view for players has the key, with %j", (changed) => {
    const record = { ...state, settings: settings(changed) };
    const session = cachedSession(record);
    const bytes = JSON.stringify([
      publicView(session, now),
      screenView(session, now),
      currentEvents(session, "players", now),
      currentEvents(session, "screen", now),
      viewOf(record),
      viewOf(record, "screen"),
      viewOf(record, "answered"),
    ]);
    expect(bytes).not.toContain(SECRET);
    expect(bytes).not.toContain("correct");
    expect(bytes).not.toContain("explanation");
  });

  test("the host always sees the key", () => {
    expect(JSON.stringify(viewOf(state, "host"))).toContain(SECRET);
  });
});

const closed = { ...opened, windows: [STAGES.revealed(QUESTION)] };
const over = { ...closed, endedAt: NOON + 20_600 };

test.each(ALL_SETTINGS)("after the close stats and key are shown as the settings say, with %j", (changed) => {
  for (const state of [closed, over]) {
    const record = { ...state, settings: settings(changed) };
    const isDone = isOver(cachedSession(record).record);
    const view = viewOf(record);
    const showsStats = changed.stats !== "onEnd" || isDone;
    const showsKey = showsStats && (changed.feedback !== "onEnd" || isDone);
    expect("options" in view).toBe(showsStats);
    expect("answer" in view).toBe(showsKey);
  }
});

test("the explanation comes with the key in polled stats too", () => {
  const revealed = { ...opened, windows: [STAGES.revealed(1)] };
  expect(viewOf(revealed, "players", 1)).toMatchObject({ correct: [1], explanation: `It is ${SECRET}` });
  expect(viewOf(revealed, "players", QUESTION)).not.toHaveProperty("explanation");
});

test.each([
  "onClose",
  "afterAnswer",
  "onEnd",
] as const)("hidden stats have one shape, with stats %s", (stats) => {
  for (const [, state] of HIDDEN) {
    const record = { ...state, settings: settings({ stats }) };
    const views = [viewOf(record), viewOf(record, "screen"), viewOf({ ...record, voided: [QUESTION] })];
    for (const view of views) {
      expect(view).toEqual({
        question: QUESTION,
        attempts: 3,
        asOf: new Date(NOON).toISOString(),
        final: false,
      });
    }
  }
});

test("with stats afterAnswer those who have answered see the figures of the open question, without its key", () => {
  const open = { ...opened, windows: [STAGES.open(1), STAGES.open(QUESTION)] };
  const of = (stats: Settings["stats"], state: Partial<SessionRecord> = open) =>
    viewOf({ ...state, settings: settings({ stats, feedback: "immediate" }) }, "answered");
  expect(of("afterAnswer")).toEqual(answeredSnapshot.questions.get(QUESTION));
  for (const stats of ["onClose", "onEnd"] as const) expect(of(stats)).not.toHaveProperty("options");
  // A ticket shows nothing before the question opens.
  expect(of("afterAnswer", { ...opened, windows: [STAGES.open(1)] })).not.toHaveProperty("options");
});

test("a hidden leaderboard has no places and no scores, whatever players have", () => {
  const [few, many] = [answeredSnapshot, cachedSnapshot(snapshot(1, [], 9000))].map(({ leaderboards }) =>
    hiddenLeaderboardView(leaderboards.open),
  );
  expect(few).toEqual({
    places: [],
    scores: { width: 1, counts: [] },
    players: 1,
    asOf: expect.any(String),
    final: false,
  });
  expect(many).toEqual(few);
});

test("live stats are not shown before the question opens", () => {
  const live = { ...opened, settings: settings({ stats: "live" }), windows: [STAGES.open(1)] };
  expect(viewOf(live)).not.toHaveProperty("options");
  expect(viewOf(live, "players", 1)).toHaveProperty("options");
});

test("a question without answers has empty stats of its own kind", () => {
  const empty = cachedSnapshot(snapshot(1));
  const session = cachedSession({
    ...opened,
    settings: settings({ stats: "live" }),
    windows: [STAGES.open(1), STAGES.open(3)],
  });
  const zero = { count: 0, share: 0 };
  expect(statsView(session, empty, 1, "players", now)).toMatchObject({
    attempts: 0,
    options: [0, 1, 2].map((id) => ({ id, ...zero })),
  });
  expect(statsView(session, empty, 3, "players", now)).toMatchObject({ attempts: 0, values: [] });
});

test("the stats of a voided question say so", () => {
  expect(viewOf({ ...closed, voided: [QUESTION] })).toMatchObject({ voided: true });
  expect(viewOf(closed)).not.toHaveProperty("voided");
});

test("the full quiz is visible in pace self only, once the session is open, and without keys", () => {
  const may = (pace: Settings["pace"], openedAt: number | null) =>
    isQuizVisible(cachedSession({ openedAt, settings: settings({ pace }) }).record);
  expect([may("self", null), may("self", NOON), may("host", NOON), may("auto", NOON)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  const bytes = JSON.stringify(quizView(cachedSession()));
  for (const key of [SECRET, "correct", "987654", "321", "explanation"]) expect(bytes).not.toContain(key);
});
