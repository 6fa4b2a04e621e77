import { FORM, SENDING, VERDICT } from "../../../../platform/contracts/contracts.ts";
import type { Arrival } from "../../../../services/api/answers/answer-batcher.ts";
import { Sheaf } from "../../../../services/api/answers/answer-columns.ts";

const arrival = (changed: Partial<Arrival>): Arrival => ({
  session: 1,
  question: 2,
  player: 7,
  form: FORM.choice,
  bits: 0,
  response: null,
  receivedAt: 1000,
  sending: SENDING.first,
  ...changed,
});

const ARRIVALS = [
  arrival({ player: 1, bits: 3 }),
  arrival({ player: 2, question: 5, form: FORM.text, response: "Bern" }),
  arrival({ player: 3, bits: 1, receivedAt: 1004 }),
  arrival({ player: 4, sending: SENDING.receipt, receivedAt: 900 }),
  arrival({ player: 5, question: 5, form: FORM.text, response: "Basel", receivedAt: 999 }),
  arrival({ player: 6, session: 9 }),
];

test("answers of one session, question, form and sending stand in the same columns", () => {
  const choice = { form: FORM.choice, response: [] };
  expect(new Sheaf(ARRIVALS).columns(false)).toEqual([
    {
      session: 1,
      question: 2,
      sending: 0,
      since: 1000,
      player: [1, 3],
      laterMs: [0, 4],
      bits: [3, 1],
      ...choice,
    },
    {
      session: 1,
      question: 5,
      form: FORM.text,
      sending: 0,
      since: 1000,
      player: [2, 5],
      laterMs: [0, -1],
      bits: [],
      response: ["Bern", "Basel"],
    },
    { session: 1, question: 2, sending: 2, since: 900, player: [4], laterMs: [0], bits: [0], ...choice },
    { session: 9, question: 2, sending: 0, since: 1000, player: [6], laterMs: [0], bits: [0], ...choice },
  ]);
});

test("sent again, answers say so, but those that came with a receipt", () => {
  const sendings = new Sheaf(ARRIVALS).columns(true).map(({ sending }) => sending);
  expect(sendings).toEqual([SENDING.again, SENDING.again, SENDING.receipt, SENDING.again]);
});

test("each arrival gets its own verdict, in whichever columns it stood", () => {
  const fault = { path: "text", reason: "why" };
  const standing = { question: 2, choice: 0 };
  const verdicts = new Sheaf(ARRIVALS).verdicts({
    elapsedMs: [1, 3, 2, 5, 4, 6],
    points: [10, 30, 20, 50, 40, 60],
    correct: [true, false, true, null, true, true],
    others: [
      { index: 3, status: VERDICT.invalid, fault },
      { index: 4, status: VERDICT.changed, standing },
    ],
  });
  expect(verdicts.map(({ elapsedMs, points }) => [elapsedMs, points])).toEqual(
    [1, 2, 3, 4, 5, 6].map((no) => [no, no * 10]),
  );
  expect(verdicts.map(({ correct }) => correct)).toEqual([true, true, false, true, null, true]);
  expect(verdicts[0]).toMatchObject({ status: VERDICT.accepted, standing: null, faults: null });
  expect(verdicts[3]).toMatchObject({ status: VERDICT.changed, standing });
  expect(verdicts[4]).toMatchObject({ status: VERDICT.invalid, faults: fault });
});
