import { ANSWER_TYPE, DELIVERY, params, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { AnswerColumnsBuilder } from "../../../../services/api/answers/answer-columns.ts";
import type { PendingAnswer } from "../../../../services/api/answers/pending-answer.ts";

const pendingAnswer = (fields: Partial<PendingAnswer>): PendingAnswer => ({
  session: 1,
  question: 2,
  player: 7,
  type: ANSWER_TYPE.choice,
  bits: 0,
  response: null,
  receivedAt: 1000,
  creditMs: 0,
  delivery: DELIVERY.first,
  ...fields,
});

const ANSWERS = [
  pendingAnswer({ player: 1, bits: 3 }),
  pendingAnswer({ player: 2, question: 5, type: ANSWER_TYPE.text, response: "Bern" }),
  pendingAnswer({ player: 3, bits: 1, receivedAt: 1004 }),
  pendingAnswer({ player: 4, delivery: DELIVERY.receipt, receivedAt: 900 }),
  pendingAnswer({ player: 5, question: 5, type: ANSWER_TYPE.text, response: "Basel", receivedAt: 999 }),
  pendingAnswer({ player: 6, session: 9 }),
];

test("a column of credits is there only if an answer has one; then it has one element for each answer", () => {
  const [columns, other] = new AnswerColumnsBuilder([
    pendingAnswer({ player: 1 }),
    pendingAnswer({ player: 2 }),
    pendingAnswer({ player: 3, creditMs: 120 }),
    pendingAnswer({ player: 4 }),
    pendingAnswer({ player: 5, question: 3 }),
  ]).columns(true);
  expect(columns).toMatchObject({ player: [1, 2, 3, 4], creditMs: [0, 0, 120, 0] });
  expect(other).not.toHaveProperty("creditMs");
});

test.each([
  ["of every answer", [0, 300], true],
  ["of more than 300 ms", [0, 301], false],
  ["below 0", [0, -1], false],
  ["that is no whole number", [0, 0.5], false],
  ["of some answers only", [0], false],
])("the action takes credits %s: %j", (_which, creditMs, isAllowed) => {
  const columns = new AnswerColumnsBuilder([
    pendingAnswer({ player: 1 }),
    pendingAnswer({ player: 2 }),
  ]).columns(false);
  const answers = columns.map((one) => ({ ...one, creditMs }));
  expect(params["answers.record"].safeParse({ answers }).success).toBe(isAllowed);
});

test("answers of one session, question, answer type and delivery are in the same columns", () => {
  const choice = { type: ANSWER_TYPE.choice, response: [] };
  expect(new AnswerColumnsBuilder(ANSWERS).columns(false)).toEqual([
    {
      session: 1,
      question: 2,
      delivery: 0,
      baseTime: 1000,
      player: [1, 3],
      offsetMs: [0, 4],
      bits: [3, 1],
      ...choice,
    },
    {
      session: 1,
      question: 5,
      type: ANSWER_TYPE.text,
      delivery: 0,
      baseTime: 1000,
      player: [2, 5],
      offsetMs: [0, -1],
      bits: [],
      response: ["Bern", "Basel"],
    },
    { session: 1, question: 2, delivery: 2, baseTime: 900, player: [4], offsetMs: [0], bits: [0], ...choice },
    {
      session: 9,
      question: 2,
      delivery: 0,
      baseTime: 1000,
      player: [6],
      offsetMs: [0],
      bits: [0],
      ...choice,
    },
  ]);
});

test("in a retry, all answers but those with a receipt are marked as a retry", () => {
  const deliveries = new AnswerColumnsBuilder(ANSWERS).columns(true).map(({ delivery }) => delivery);
  expect(deliveries).toEqual([DELIVERY.retry, DELIVERY.retry, DELIVERY.receipt, DELIVERY.retry]);
});

test("each answer gets its own verdict, whichever columns it was in", () => {
  const fault = { path: "text", reason: "why" };
  const existing = { question: 2, choice: 0 };
  const verdicts = new AnswerColumnsBuilder(ANSWERS).toVerdicts({
    elapsedMs: [1, 3, 2, 5, 4, 6],
    points: [10, 30, 20, 50, 40, 60],
    correct: [true, false, true, null, true, true],
    notAccepted: [
      { index: 3, status: VERDICT.invalid, fieldError: fault },
      { index: 4, status: VERDICT.changed, existing: existing },
    ],
  });
  expect(verdicts.map(({ elapsedMs, points }) => [elapsedMs, points])).toEqual(
    [1, 2, 3, 4, 5, 6].map((no) => [no, no * 10]),
  );
  expect(verdicts.map(({ correct }) => correct)).toEqual([true, true, false, true, null, true]);
  expect(verdicts[0]).toMatchObject({ status: VERDICT.accepted, existing: null, fieldError: null });
  expect(verdicts[3]).toMatchObject({ status: VERDICT.changed, existing });
  expect(verdicts[4]).toMatchObject({ status: VERDICT.invalid, fieldError: fault });
});
