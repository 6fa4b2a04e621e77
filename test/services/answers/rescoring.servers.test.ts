import fc from "fast-check";
import type { Key } from "../../../platform/domain/question.ts";
import type { SessionSettings } from "../../../platform/domain/session.ts";
import { isCorrect, scoreOf } from "../../../services/answers/grading.ts";
import { GradingContext } from "../../../services/answers/grading-context.ts";
import { rescore } from "../../../services/answers/rescoring.ts";
import { pointsFor } from "../../../services/answers/scoring.ts";
import { storeBatch } from "../../../services/answers/store-answers.ts";
import * as sessions from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { correctKey, OPENED, openSession } from "../sessions/session-on-database.ts";
import { batchOf } from "./answer-rows.ts";
import { QUIZ, questionNo } from "./questions.ts";

const db = freshDatabase();

const contextOf = async (no: number) => new GradingContext((await sessions.byNo(db, no))!, QUIZ, Date.now());

/** Stores answers to question 1 (option ids), all graded as wrong. */
async function stored(session: number, answers: { choice: number; elapsedMs: number }[]): Promise<void> {
  const rows = answers.map((answer, index) => ({
    session,
    player: index + 1,
    points: 0,
    correct: false,
    receivedAt: OPENED + 1,
    ...answer,
  }));
  await storeBatch(db, batchOf(...rows), 0);
}

const scoresOf = (session: number, question = 1) =>
  db.query<{ points: number; correct: boolean | null; xid: number }>(
    `select points, correct, stored_xid as xid from answers where session_no = $1 and question_no = $2
     order by player_no`,
    [session, question],
  );

const key = fc
  .uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 })
  .map((correct): Key => ({ form: "options", correct, exact: false }));
const answers = fc.array(fc.record({ choice: fc.nat(2), elapsedMs: fc.nat(20_000) }), { maxLength: 40 });
const scoring = fc.constantFrom<SessionSettings["scoring"]>("speed", "flat", "none");

test("rescoring with a corrected key equals grading with that key from the start", async () => {
  const rule = fc.asyncProperty(key, answers, scoring, async (corrected, chosen, scoringMode) => {
    const session = await openSession(db, [{ question: 1 }], { scoring: scoringMode });
    await stored(session, chosen);
    await correctKey(db, session, 1, corrected);
    expect(await rescore(db, await contextOf(session), 1, async () => {})).toBe(chosen.length);
    const expected = chosen.map(({ choice, elapsedMs }) => {
      const score = scoreOf(questionNo(1), corrected, { choice, response: null });
      return { correct: isCorrect(score), points: pointsFor(score, scoringMode, 1000, 20_000, elapsedMs) };
    });
    expect(await scoresOf(session)).toMatchObject(expected);
  });
  await fc.assert(rule, { numRuns: 25 });
});

test("typed answers are rescored too", async () => {
  const session = await openSession(db, [{ question: 5 }]);
  const typed = ["Bern", "zurich", "Basel"].map((response, index) => ({
    session,
    question: 5,
    player: index + 1,
    choice: null,
    response,
    receivedAt: OPENED + 1,
  }));
  await storeBatch(db, batchOf(...typed), 0);
  await correctKey(db, session, 5, { form: "text", accept: ["Zurich", "Basel"] });
  await rescore(db, await contextOf(session), 5, async () => {});
  expect((await scoresOf(session, 5)).map(({ correct }) => correct)).toEqual([false, true, true]);
  expect(questionNo(5)).toMatchObject({ answer: { accept: ["Bern", "Berne"] } });
});

test("an incremental read sees the rescored rows, and their number is reported", async () => {
  const session = await openSession(db);
  await stored(session, [
    { choice: 0, elapsedMs: 1 },
    { choice: 1, elapsedMs: 2 },
  ]);
  const before = await scoresOf(session);
  await correctKey(db, session, 1, { form: "options", correct: [1], exact: false });
  const regraded: number[] = [];
  await rescore(db, await contextOf(session), 1, async (rows) => {
    regraded.push(rows);
  });
  expect(regraded).toEqual([2]);
  for (const { xid } of await scoresOf(session)) expect(xid).toBeGreaterThan(before[1]!.xid);
});

test("rescoring with a key that has been corrected again writes and reports nothing", async () => {
  const session = await openSession(db);
  await stored(session, [{ choice: 0, elapsedMs: 1 }]);
  await correctKey(db, session, 1, { form: "options", correct: [0], exact: false });
  const overtaken = await contextOf(session);
  await correctKey(db, session, 1, { form: "options", correct: [1], exact: false });
  const regraded: number[] = [];
  const rescored = await rescore(db, overtaken, 1, async (rows) => {
    regraded.push(rows);
  });
  expect([rescored, regraded]).toEqual([0, []]);
  expect(await scoresOf(session)).toMatchObject([{ points: 0, correct: false }]);
});

test("only one question of one session is rescored", async () => {
  const [session, other] = [await openSession(db, [{ question: 1 }, { question: 3 }]), await openSession(db)];
  for (const no of [session, other]) await stored(no, [{ choice: 0, elapsedMs: 0 }]);
  const wrong = { session, question: 3, points: 0, correct: false, receivedAt: OPENED + 1 };
  await storeBatch(db, batchOf(wrong), 0);
  await correctKey(db, session, 1, { form: "options", correct: [0], exact: false });
  await rescore(db, await contextOf(session), 1, async () => {});
  expect(await scoresOf(session)).toMatchObject([{ correct: true }]);
  expect(await scoresOf(session, 3)).toMatchObject([{ correct: false }]);
  expect(await scoresOf(other)).toMatchObject([{ correct: false }]);
});
