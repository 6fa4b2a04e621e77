import { isOver, type SessionRecord } from "../../../../platform/domain/session.ts";
import { present } from "../../../../services/api/streams/session-events.ts";
import { publicView, quizMayBeKnown, quizView } from "../../../../services/api/views/session-view.ts";
import { figuresView } from "../../../../services/api/views/stats-view.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { figures, knownSession, knownSnapshot, SECRET, STAGES, snapshot } from "../fixtures.ts";

type Settings = SessionRecord["settings"];
const FEEDBACK: Settings["feedback"][] = ["onClose", "immediate", "onEnd"];
const STATS: Settings["stats"][] = ["onClose", "live", "onEnd"];
const ALL_SETTINGS = FEEDBACK.flatMap((feedback) => STATS.map((stats) => ({ feedback, stats })));

const QUESTION = 2;
const opened = { openedAt: NOON };
const HIDDEN: [string, Partial<SessionRecord>][] = [
  ["in the lobby", {}],
  ["before it opens", { ...opened, windows: [STAGES.open(1)] }],
  ["while it is open", { ...opened, windows: [STAGES.open(1), STAGES.open(QUESTION)] }],
  [
    "in its grace, the session ended",
    { ...opened, endedAt: NOON + 20_000, windows: [STAGES.open(QUESTION)] },
  ],
];
const filled = knownSnapshot(snapshot(1, [figures(1, 5), figures(QUESTION, 3), figures(3, 4)]));
const now = NOON + 1;
const viewOf = (record: Partial<SessionRecord>, audience: "players" | "host" = "players", no = QUESTION) =>
  figuresView(knownSession(record), filled, no, audience, now);

describe.each(HIDDEN)("%s", (_when, state) => {
  test.each(ALL_SETTINGS)("no view of players holds the key, with %j", (changed) => {
    const record = { ...state, settings: settings(changed) };
    const known = knownSession(record);
    const bytes = JSON.stringify([publicView(known, now), present(known, "players", now), viewOf(record)]);
    expect(bytes).not.toContain(SECRET);
    expect(bytes).not.toContain("correct");
    expect(bytes).not.toContain("explanation");
  });

  test("the host sees the key, always", () => {
    expect(JSON.stringify(viewOf(state, "host"))).toContain(SECRET);
  });
});

const closed = { ...opened, windows: [STAGES.revealed(QUESTION)] };
const over = { ...closed, endedAt: NOON + 20_600 };

test.each(ALL_SETTINGS)("once revealed, figures and key come when they may, with %j", (changed) => {
  for (const state of [closed, over]) {
    const record = { ...state, settings: settings(changed) };
    const isDone = isOver(knownSession(record).record);
    const view = viewOf(record);
    const showsFigures = changed.stats !== "onEnd" || isDone;
    const showsKey = showsFigures && (changed.feedback !== "onEnd" || isDone);
    expect("options" in view).toBe(showsFigures);
    expect("answer" in view).toBe(showsKey);
  }
});

test("the explanation stands beside the key, for those who poll as well", () => {
  const known = { ...opened, windows: [STAGES.revealed(1)] };
  expect(viewOf(known, "players", 1)).toMatchObject({ correct: [1], explanation: `It is ${SECRET}` });
  expect(viewOf(known, "players", QUESTION)).not.toHaveProperty("explanation");
});

test("what is hidden has one shape: the question, how many have answered, and when", () => {
  for (const [, state] of HIDDEN) {
    const view = viewOf({ ...state, settings: settings() });
    expect(view).toEqual({
      question: QUESTION,
      attempts: 3,
      asOf: new Date(NOON).toISOString(),
      final: false,
    });
  }
});

test("live figures do not come before the question itself", () => {
  const live = { ...opened, settings: settings({ stats: "live" }), windows: [STAGES.open(1)] };
  expect(viewOf(live)).not.toHaveProperty("options");
  expect(viewOf(live, "players", 1)).toHaveProperty("options");
});

test("a question that nobody has answered has figures of nothing, in its own form", () => {
  const none = knownSnapshot(snapshot(1));
  const known = knownSession({
    ...opened,
    settings: settings({ stats: "live" }),
    windows: [STAGES.open(1), STAGES.open(3)],
  });
  const zero = { count: 0, share: 0 };
  expect(figuresView(known, none, 1, "players", now)).toMatchObject({
    attempts: 0,
    options: [0, 1, 2].map((id) => ({ id, ...zero })),
  });
  expect(figuresView(known, none, 3, "players", now)).toMatchObject({ attempts: 0, values: [] });
});

test("a voided question says so where its figures show", () => {
  expect(viewOf({ ...closed, voided: [QUESTION] })).toMatchObject({ voided: true });
  expect(viewOf(closed)).not.toHaveProperty("voided");
});

test("the whole quiz is shown in pace self only, from the opening, and without keys", () => {
  const may = (pace: Settings["pace"], openedAt: number | null) =>
    quizMayBeKnown(knownSession({ openedAt, settings: settings({ pace }) }).record);
  expect([may("self", null), may("self", NOON), may("host", NOON), may("auto", NOON)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  const bytes = JSON.stringify(quizView(knownSession()));
  for (const key of [SECRET, "correct", "987654", "321", "explanation"]) expect(bytes).not.toContain(key);
});
