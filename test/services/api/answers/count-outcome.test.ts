import { Receipts } from "../../../../platform/auth/receipts.ts";
import { StatsTickets } from "../../../../platform/auth/stats-tickets.ts";
import { VERDICT } from "../../../../platform/contracts/contracts.ts";
import type { AnswerOutcome } from "../../../../platform/domain/answer-outcomes.ts";
import * as errors from "../../../../platform/errors.ts";
import { AnswerHandler } from "../../../../services/api/answers/answer-handler.ts";
import type { PendingAnswer, Verdict } from "../../../../services/api/answers/pending-answer.ts";
import type { Batcher } from "../../../../services/api/batching/batcher.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { CONTENT } from "../fixtures.ts";

const VALID = '{"question":2,"choice":1}';
const PLAYER = { role: "player", sessionId: "session-1", sessionNo: 5, playerNo: 7, nickname: "Bo" } as const;
const session = { record: sessionRecord({ no: 5, questions: 3 }), content: CONTENT };

/** Sends a body whose answer gets this verdict, or this error, and returns what was counted. */
async function countedFor(
  body: string,
  result: number | Error = VERDICT.accepted,
): Promise<[number, number, AnswerOutcome][]> {
  const counted: [number, number, AnswerOutcome][] = [];
  const batcher = {
    add: async () => {
      if (result instanceof Error) throw result;
      return { status: result, elapsedMs: 1, points: 1, correct: true, existing: null, fieldError: null };
    },
  } as unknown as Batcher<PendingAnswer, Verdict>;
  const intake = new AnswerHandler(
    { answers: batcher, putOff: batcher },
    new Receipts("0123456789abcdef0123456789abcdef"),
    {
      countOutcome: (...outcome) => counted.push(outcome),
    },
    { maxBytes: 2 ** 20, maxAtOnce: 10 },
    new StatsTickets("0123456789abcdef0123456789abcdef"),
  );
  const handled = intake.handle({
    player: PLAYER,
    body: Buffer.from(body),
    arrivedAt: NOON,
    session,
    lastSeenSession: undefined,
    currentSession: () => session.record,
  });
  if (result instanceof Error) await expect(handled).rejects.toThrow(result.message);
  else await handled.catch(() => {});
  return counted;
}

test.each<[AnswerOutcome, number | Error]>([
  ["accepted", VERDICT.accepted],
  ["repeated", VERDICT.repeated],
  ["changed", new errors.AlreadyAnswered({})],
  ["early", new errors.QuestionClosed("not-open")],
  ["late", new errors.QuestionClosed("closed")],
  ["late", new errors.SessionEnded()],
  ["invalid", new errors.ValidationError([])],
  ["putOff", new errors.PutOff("receipt")],
  ["putOff", new Error("a bug")],
])("an answer is counted once, as %s (%#)", async (outcome, result) => {
  expect(await countedFor(VALID, result)).toEqual([[5, 2, outcome]]);
});

test.each<[AnswerOutcome, number]>([
  ["changed", VERDICT.changed],
  ["early", VERDICT.notOpen],
  ["late", VERDICT.late],
  ["late", VERDICT.sessionEnded],
  ["invalid", VERDICT.invalid],
  ["putOff", VERDICT.undecided],
])("the verdict %s is counted once (%#)", async (outcome, status) => {
  expect(await countedFor(VALID, status)).toEqual([[5, 2, outcome]]);
});

test.each([
  ["{", 0],
  ["null", 0],
  ['{"question":2}', 2],
  ['{"question":4,"choice":9999}', 0],
  ['{"question":"2","choice":1}', 0],
  ['{"question":0,"choice":1}', 0],
])("the malformed body %s is counted as invalid under question %i", async (body, question) => {
  expect(await countedFor(body)).toEqual([[5, question, "invalid"]]);
});
