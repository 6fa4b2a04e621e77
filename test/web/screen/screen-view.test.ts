import { describe, expect, test } from "@jest/globals";
import type { Leaderboard, Session, StreamEvent } from "../../../client/src/types.ts";
import {
  afterEvent,
  NOTHING_YET,
  revealedStats,
  type ScreenState,
} from "../../../web/screen/screen-state.ts";
import { isJoinOpen, leaderboardFrom, PODIUM_MS, viewAt } from "../../../web/screen/screen-view.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12) + 1000 * seconds).toISOString();
const time = (seconds: number) => Date.parse(at(seconds));

const SETTINGS: Session["settings"] = {
  feedback: "onClose",
  stats: "onClose",
  scoring: "speed",
  graceMs: 500,
  lateJoin: true,
  readMs: 0,
  closeWhenAllAnswered: false,
  fairness: "arrival",
  leaderboard: "each",
  nicknames: "any",
};

const session = (changes: object = {}, settings: object = {}): Session => ({
  id: "s",
  title: "Rivers",
  pace: "host",
  state: "open",
  players: 2,
  questions: 3,
  settings: { ...SETTINGS, ...settings },
  locked: false,
  voided: [],
  asOf: at(0),
  now: at(0),
  ...changes,
});

const place = (rank: number, playerNo: number, points: number) => ({
  rank,
  playerNo,
  points,
  nickname: `P${playerNo}`,
  elapsedMs: 1,
});
const leaderboard = (places: Leaderboard["places"], final = false): StreamEvent =>
  event("leaderboard", { places, players: 2, scores: { width: 1, counts: [] }, asOf: at(9), final });

const event = (name: string, data: object) =>
  ({ event: name, id: "1", data: { now: at(0), ...data } }) as never;
const question = (no: number, kind = "single") =>
  event("question", {
    no,
    kind,
    text: "?",
    options: [],
    timeLimitMs: 10_000,
    points: 1000,
    openedAt: at(0),
    closesAt: at(10),
  });
const closed = (no: number, more: object = {}) =>
  event("closed", { question: no, closedAt: at(10), ...more });

const stateOf = (...events: StreamEvent[]): ScreenState => events.reduce(afterEvent, NOTHING_YET);
const POINTS = leaderboard([place(1, 1, 900), place(2, 2, 0)]);

describe("what the screen shows", () => {
  test("before the first state it connects; then the lobby, and in pace self the progress", () => {
    expect(viewAt(NOTHING_YET, 0)).toBe("connecting");
    expect(viewAt(stateOf(event("state", session({ state: "lobby" }))), 0)).toBe("lobby");
    expect(viewAt(stateOf(event("state", session())), 0)).toBe("lobby");
    expect(viewAt(stateOf(event("state", session({ pace: "self" }))), 0)).toBe("self");
  });

  test("the question until its close is told, then the answer, then the leaderboard", () => {
    const asked = stateOf(event("state", session()), question(1), POINTS);
    expect(viewAt(asked, time(10.2))).toBe("question");
    const told = afterEvent(asked, closed(1, { correct: [0] }));
    expect(viewAt(told, time(11))).toBe("reveal");
    expect(viewAt(told, time(18.4))).toBe("reveal");
    expect(viewAt(told, time(18.6))).toBe("leaderboard");
    expect(viewAt(afterEvent(told, question(2)), time(30))).toBe("question");
  });

  test("an explanation has time to be read, and a short pause of pace auto is shared", () => {
    const explained = stateOf(
      event("state", session()),
      question(1),
      POINTS,
      closed(1, { explanation: "a".repeat(100) }),
    );
    expect(leaderboardFrom(explained)).toBe(time(10.5) + 16_000);
    const auto = session({ pace: "auto", gapMs: 6000 });
    const inGap = stateOf(event("state", auto), question(1), POINTS, closed(1));
    expect(leaderboardFrom(inGap)).toBe(time(10.5) + 3300);
  });

  test.each([
    ["no place is told", [], {}, {}],
    ["nobody has points", [leaderboard([place(1, 1, 0)])], {}, {}],
    ["the leaderboard comes at the end", [POINTS], { leaderboard: "end" }, {}],
    ["the leaderboard never comes", [POINTS], { leaderboard: "never" }, {}],
    ["players learn at the end", [POINTS], { feedback: "onEnd" }, {}],
    ["the question does not count", [POINTS], {}, { voided: [1] }],
  ])("no leaderboard follows if %s", (_, events, settings, changes) => {
    const state = stateOf(
      event("state", session(changes, settings)),
      question(1),
      ...(events as never[]),
      closed(1),
    );
    expect(viewAt(state, time(500))).toBe("reveal");
  });

  test("no leaderboard follows a poll", () => {
    expect(
      viewAt(stateOf(event("state", session()), question(1, "poll"), POINTS, closed(1)), time(500)),
    ).toBe("reveal");
  });

  test("at the end the podium, once all is counted, then the list", () => {
    const over = session({ state: "ended", endedAt: at(20) });
    const counting = stateOf(event("state", session()), POINTS, event("ended", over));
    expect(viewAt(counting, time(21))).toBe("counting");
    const counted = afterEvent(counting, leaderboard([place(1, 1, 900)], true));
    expect(viewAt(counted, time(21))).toBe("podium");
    expect(viewAt(counted, time(20) + PODIUM_MS)).toBe("results");
  });

  test.each([
    { leaderboard: "never" },
    { scoring: "none" },
  ])("at the end with %j there are no winners", (settings) => {
    const over = session({ state: "ended", endedAt: at(20) }, settings);
    expect(viewAt(stateOf(event("ended", over), POINTS), time(21))).toBe("thanks");
  });

  test("the code is shown while one may join", () => {
    const open = (changes: object, settings: object = {}) =>
      isJoinOpen(stateOf(event("state", session(changes, settings))));
    expect(open({ state: "lobby" }, { lateJoin: false })).toBe(true);
    expect(open({})).toBe(true);
    expect(open({}, { lateJoin: false })).toBe(false);
    expect(open({ locked: true })).toBe(false);
    expect(open({ state: "ended" })).toBe(false);
  });
});

describe("what the screen keeps", () => {
  test("the 50 newest arrivals, each once, without those who were removed", () => {
    const joined = (from: number, to: number) =>
      event("joined", {
        players: Array.from({ length: to - from + 1 }, (_, i) => ({ playerNo: from + i, nickname: "x" })),
        more: 0,
      });
    const { arrivals } = stateOf(joined(1, 40), joined(30, 70), event("removed", { playerNo: 60 }));
    expect(arrivals).toHaveLength(49);
    expect(arrivals[0]!.playerNo).toBe(21);
    expect(arrivals.some(({ playerNo }) => playerNo === 60)).toBe(false);
  });

  test("the places of the question before, also if the leaderboard comes twice", () => {
    const second = leaderboard([place(1, 2, 1800), place(2, 1, 900)]);
    const state = stateOf(question(1), closed(1), POINTS, question(2), POINTS, closed(2), second, second);
    expect(state.previousPlaces?.map(({ playerNo }) => playerNo)).toEqual([1, 2]);
    expect(state.leaderboard!.places[0]!.playerNo).toBe(2);
  });

  test("the places of the question before, if the page is loaded in the middle of a question", () => {
    const second = leaderboard([place(1, 2, 1800), place(2, 1, 900)]);
    const state = stateOf(event("state", session()), question(2), POINTS, closed(2), second);
    expect(state.previousPlaces).toHaveLength(2);
  });

  test("a corrected key", () => {
    const state = stateOf(
      closed(1, { correct: [0], explanation: "why" }),
      event("corrected", { question: 1, correct: [2] }),
    );
    expect(revealedStats(state, 1)).toMatchObject({
      question: 1,
      attempts: 0,
      correct: [2],
      explanation: "why",
    });
  });
});
