import { playerQuestion } from "../../../../platform/domain/player-question.ts";
import { type QuizContent, quizSchema } from "../../../../platform/domain/quiz.ts";
import type { Leaderboard } from "../../../../platform/domain/stats.ts";
import {
  currentEvents,
  leaderboardEvent,
  type SessionEvent,
  stateEvent,
  statsEvent,
} from "../../../../services/api/streams/session-events.ts";
import { MAX_SHOWN_BYTES, shownValue } from "../../../../services/stats/analysis/shown-value.ts";
import { NOON, sessionRecord, settings } from "../../../harness/session-record.ts";
import { cachedSnapshot, questionStats, STAGES, snapshot } from "../fixtures.ts";

const MAX_EVENT_BYTES = 16 * 1024;
/** The id and the lines of an event around its data. */
const FRAME_BYTES = 100;

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const eventBytes = ({ data }: Pick<SessionEvent, "data">) => bytes(data) + FRAME_BYTES;

/** A text of this length that takes the most bytes as JSON. */
const longest = (length: number) => `x${"\u0001".repeat(length - 1)}`;
const CONTENT: QuizContent = quizSchema.parse({
  title: longest(200),
  questions: [
    {
      kind: "text",
      text: longest(2000),
      explanation: longest(2000),
      answer: { accept: Array.from({ length: 50 }, (_, index) => `${index}${longest(490)}`) },
    },
    {
      kind: "multiple",
      text: longest(2000),
      explanation: longest(2000),
      options: Array.from({ length: 20 }, (_, id) => ({ text: `${id}${longest(490)}`, correct: true })),
    },
    ...Array.from({ length: 998 }, () => ({ kind: "truefalse", text: "?", answer: true })),
  ],
});
const values = Array.from({ length: 20 }, (_, index) => ({
  value: shownValue(`${index}${longest(400)}`),
  count: 1_000_000,
}));
const options = Array.from({ length: 20 }, (_, id) => ({
  id,
  count: 1_000_000,
  share: 0.1234,
  ofPlayers: 0.1234,
}));
const all = Array.from({ length: 1000 }, (_, index) => index + 1);

const session = (stage: "open" | "revealed", last: number) => ({
  record: sessionRecord({
    title: CONTENT.title,
    questions: 1000,
    openedAt: NOON,
    settings: settings({ stats: "live" }),
    windows: [STAGES[stage](last)],
    voided: all,
    removed: all,
  }),
  content: CONTENT,
});
const { options: _, ...typed } = questionStats(1, 20_000_000);
const { options: __, ...ticked } = questionStats(2, 20_000_000);
const largest = cachedSnapshot(
  snapshot(Number.MAX_SAFE_INTEGER / 2 ** 20, [
    { ...typed, values },
    { ...ticked, options },
  ]),
);
const later = NOON + 30_000;
const AUDIENCES = ["players", "host"] as const;
const STEPS = ["open", "revealed"] as const;

describe.each(AUDIENCES)("for %s", (audience) => {
  test.each(STEPS)("the largest stats of an %s question fit into 16 KiB", (stage) => {
    for (const no of [1, 2]) {
      const event = statsEvent(session(stage, no), largest, no, audience, later);
      expect(eventBytes(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
      expect(event.data).toHaveProperty(no === 1 ? "values.length" : "options.length", 20);
      expect("correct" in event.data).toBe(no === 2 && (audience === "host" || stage === "revealed"));
    }
  });

  test("values that a node of the release before did not cut are left out", () => {
    const uncut = values.map(({ count }) => ({ value: longest(9000), count }));
    const old = cachedSnapshot(snapshot(4, [{ ...typed, values: uncut }]));
    const event = statsEvent(session("open", 1), old, 1, audience, later);
    expect(eventBytes(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    expect(event.data).toMatchObject({ attempts: 20_000_000, values: [] });
  });

  test("a leaderboard of the longest nicknames fits into 16 KiB", () => {
    const place = { rank: 1e6, playerNo: 1e6, nickname: "🇨🇭".repeat(32), points: 1e7, elapsedMs: 6e8 };
    const board: Leaderboard = {
      places: new Array(100).fill(place),
      scores: { width: 500_000, counts: new Array(20).fill(1_000_000) },
      players: 1_000_000,
      asOf: largest.asOf,
      final: false,
    };
    const full = { ...largest, leaderboards: { open: board, full: board } };
    expect(eventBytes(leaderboardEvent(full, audience))).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });

  test("besides a question or its key, what a host wrote, an event has less than 16 KiB", () => {
    for (const no of [1, 2]) {
      const viewed = session("revealed", no);
      const { answer, explanation } = CONTENT.questions[no - 1] as { answer?: unknown; explanation?: string };
      const quizBytes = Math.max(
        bytes(playerQuestion(CONTENT.questions[no - 1]!, no)),
        bytes({ answer, explanation }),
      );
      for (const event of [...currentEvents(viewed, audience, later), stateEvent(viewed, audience, later)]) {
        expect(eventBytes(event) - quizBytes).toBeLessThanOrEqual(MAX_EVENT_BYTES);
      }
    }
  });
});

test("twenty shown values leave room for everything else in an event", () => {
  expect(20 * (MAX_SHOWN_BYTES + bytes({ value: "", count: 1_000_000_000 }) + 1)).toBeLessThan(12_000);
});
