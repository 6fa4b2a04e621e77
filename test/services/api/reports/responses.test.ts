import { once } from "node:events";
import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import type { AnswersPage } from "../../../../platform/contracts/answers.ts";
import type { Question } from "../../../../platform/domain/question.ts";
import type { CachedSession } from "../../../../services/api/caches/session-cache.ts";
import { answerPages } from "../../../../services/api/reports/answer-pages.ts";
import { responsesCsv, responsesJson } from "../../../../services/api/reports/responses.ts";
import { sessionRecord } from "../../../harness/session-record.ts";
import { until } from "../../../harness/until.ts";

const common = { text: "Which?", timeLimitMs: 20_000, points: 1000 };
const options = [{ text: "red" }, { text: "green" }, { text: "=1+1" }];
const questions = [
  { ...common, kind: "single", options },
  { ...common, kind: "multiple", options },
  { ...common, kind: "truefalse", answer: true },
  { ...common, kind: "numeric", answer: { value: -5, tolerance: 0 } },
  { ...common, kind: "text", answer: { accept: ["Paris"] } },
  { ...common, kind: "poll", options },
] as Question[];
const session: CachedSession = {
  record: sessionRecord({ voided: [3] }),
  content: { title: "All kinds", questions },
};

const NOON = Date.UTC(2031, 0, 1, 12);

/** Player 7 has answered everything, player 9 the typed text. */
const PAGE: AnswersPage = {
  players: { playerNo: [7, 9], nickname: ["@Zoë", "Bo"], answers: [6, 1] },
  question: [1, 2, 3, 4, 5, 6, 5],
  choice: [1, 0b101, 1, null, null, 0, null],
  response: [null, null, null, "-5", '=Paris, "F"', null, "Rome"],
  elapsedMs: [1, 2, 3, 4, 5, 6, 7],
  points: [10, 20, 30, 40, 50, 0, 70],
  correct: [true, false, true, true, false, null, false],
  receivedAt: [NOON, NOON, NOON, NOON, NOON, NOON, NOON + 1],
  next: null,
};

async function* pagesOf(...pages: AnswersPage[]) {
  yield* pages;
}

const EMPTY: AnswersPage = {
  ...PAGE,
  players: { playerNo: [], nickname: [], answers: [] },
  question: [],
};

test("as JSON, answers are as players send them; a void question has no points, a poll no verdict", async () => {
  const at = "2031-01-01T12:00:00.000Z";
  const zoe = { playerNo: 7, nickname: "@Zoë" };
  const body = await text(responsesJson(session, pagesOf(EMPTY, PAGE, EMPTY)).body as never);
  expect(JSON.parse(body)).toEqual({
    responses: [
      { ...zoe, question: 1, answer: { choice: 1 }, correct: true, points: 10, elapsedMs: 1, receivedAt: at },
      {
        ...zoe,
        question: 2,
        answer: { choices: [0, 2] },
        correct: false,
        points: 20,
        elapsedMs: 2,
        receivedAt: at,
      },
      { ...zoe, question: 3, answer: { choice: 1 }, correct: true, points: 0, elapsedMs: 3, receivedAt: at },
      { ...zoe, question: 4, answer: { value: -5 }, correct: true, points: 40, elapsedMs: 4, receivedAt: at },
      {
        ...zoe,
        question: 5,
        answer: { text: '=Paris, "F"' },
        correct: false,
        points: 50,
        elapsedMs: 5,
        receivedAt: at,
      },
      { ...zoe, question: 6, answer: { choice: 0 }, points: 0, elapsedMs: 6, receivedAt: at },
      {
        playerNo: 9,
        nickname: "Bo",
        question: 5,
        answer: { text: "Rome" },
        correct: false,
        points: 70,
        elapsedMs: 7,
        receivedAt: "2031-01-01T12:00:00.001Z",
      },
    ],
  });
});

test("as CSV, answers are as people read them, and no text is a formula", async () => {
  const bytes = await buffer(responsesCsv(session, pagesOf(PAGE)).body as never);
  expect(bytes.toString().split("\r\n")).toEqual([
    "\uFEFFplayerNo,nickname,question,answer,correct,points,elapsedMs,receivedAt",
    "7,'@Zoë,1,green,true,10,1,2031-01-01T12:00:00.000Z",
    "7,'@Zoë,2,red;' =1+1,false,20,2,2031-01-01T12:00:00.000Z",
    "7,'@Zoë,3,True,true,0,3,2031-01-01T12:00:00.000Z",
    "7,'@Zoë,4,-5,true,40,4,2031-01-01T12:00:00.000Z",
    `7,'@Zoë,5,"'=Paris, ""F""",false,50,5,2031-01-01T12:00:00.000Z`,
    "7,'@Zoë,6,red,,0,6,2031-01-01T12:00:00.000Z",
    "9,Bo,5,Rome,false,70,7,2031-01-01T12:00:00.001Z",
    "",
  ]);
});

/** An answers node with `count` pages of 5,000 answers to question 1, one per player. */
function nodeWith(count: number, failAt = Number.POSITIVE_INFINITY) {
  const node = { pages: 0 };
  const broker = {
    async call(_action: string, { after }: { after: { player: number } }): Promise<AnswersPage> {
      if (++node.pages === failAt) throw new Error("the node is gone");
      const numbers = Array.from({ length: 5000 }, (_, index) => after.player + index + 1);
      const all = <T>(value: T) => numbers.map(() => value);
      const last = numbers.at(-1)!;
      return {
        players: { playerNo: numbers, nickname: numbers.map((no) => `player ${no}`), answers: all(1) },
        question: all(1),
        choice: all(1),
        response: all(null),
        elapsedMs: all(1),
        points: all(1),
        correct: all(true),
        receivedAt: all(NOON),
        next: last < count * 5000 ? { player: last, question: 1000, spread: 1 } : null,
      };
    },
  };
  return { node, pages: () => answerPages(broker as never, 1) };
}

test.each([
  ["JSON", responsesJson],
  ["CSV", responsesCsv],
])("50,000 answers as %s are complete, in order", async (_format, write) => {
  const { pages } = nodeWith(10);
  const body = await text(write(session, pages()).body as never);
  const numbers = [...body.matchAll(/player (\d+)/g)].map(([, no]) => Number(no));
  expect(numbers).toEqual(Array.from({ length: 50_000 }, (_, index) => index + 1));
});

test.each([
  ["JSON", responsesJson],
  ["CSV", responsesCsv],
])("a client that reads nothing of the %s causes no more than a few pages to be read", async (_format, write) => {
  const { node, pages } = nodeWith(1000);
  const body = write(session, pages()).body as Readable;
  await once(body, "readable");
  let before = -1;
  await until("no more pages are read", () => {
    const isAtRest = node.pages === before;
    before = node.pages;
    return isAtRest;
  });
  expect(node.pages).toBeLessThanOrEqual(2);
  body.destroy();
});

test.each([
  ["JSON", responsesJson],
  ["CSV", responsesCsv],
])("an error midway cuts the %s off", async (_format, write) => {
  const { pages } = nodeWith(10, 3);
  await expect(text(write(session, pages()).body as never)).rejects.toThrow();
});
