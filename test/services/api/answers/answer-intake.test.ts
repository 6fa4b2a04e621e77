import { Receipts } from "../../../../platform/auth/receipts.ts";
import { FORM, SENDING, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { DatabaseAway } from "../../../../platform/database/database.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { type Refusal, TryAgain } from "../../../../platform/errors.ts";
import type { Arrival, Verdict } from "../../../../services/api/answers/answer-batcher.ts";
import type { SentAnswer } from "../../../../services/api/answers/answer-body.ts";
import { AnswerIntake } from "../../../../services/api/answers/answer-intake.ts";
import { Coalescer } from "../../../../services/api/batching/batcher.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../../harness/session-record.ts";

const PLAYER = { role: "player", sessionId: "session-1", sessionNo: 1, playerNo: 7, nickname: "Bo" } as const;
const ANSWER: SentAnswer = { question: 2, form: FORM.choice, bits: 1, response: null, receipt: undefined };
const VERDICT_OF: Verdict = {
  status: VERDICT.accepted,
  elapsedMs: 1234,
  points: 900,
  correct: true,
  standing: null,
  faults: null,
};
const receipts = new Receipts("0123456789abcdef0123456789abcdef");

/** An intake whose answers all get one verdict; what arrived is in `arrived`. */
function intakeWith(verdict: Partial<Verdict> | Error) {
  const arrived: Arrival[] = [];
  const desk = new Coalescer<Arrival, Verdict>({ windowMs: 0, batch: 10, queue: 10 }, async (arrivals) => {
    arrived.push(...arrivals);
    if (verdict instanceof Error) throw verdict;
    return arrivals.map(() => ({ ...VERDICT_OF, ...verdict }));
  });
  const intake = new AnswerIntake(desk, receipts);
  const take = async (answer: Partial<SentAnswer> = {}, record: Partial<SessionRecord> = {}, player = {}) =>
    intake.take({ ...PLAYER, ...player }, { ...ANSWER, ...answer }, NOON + 5, () => sessionRecord(record));
  return { arrived, take };
}
type Take = ReturnType<typeof intakeWith>["take"];

async function replyOf(taken: ReturnType<Take>) {
  const { status, body } = await taken;
  return { status, body: JSON.parse(String(body)) };
}
const refusalOf = (taken: ReturnType<Take>) =>
  taken.then(
    () => undefined,
    (refusal: Refusal) => refusal,
  );

test("an answer goes on under its own player's number, as of its arrival", async () => {
  const { arrived, take } = intakeWith({});
  await take();
  expect(arrived).toEqual([
    {
      session: 1,
      player: 7,
      question: 2,
      form: FORM.choice,
      bits: 1,
      response: null,
      receivedAt: NOON + 5,
      sending: SENDING.first,
    },
  ]);
});

const hidden = { windows: [openWindow(2)] };
const immediate = { ...hidden, settings: settings({ feedback: "immediate" }) };
const bare = { question: 2, elapsedMs: 1234 };

test.each([
  [VERDICT.accepted, 201, "accepted"],
  [VERDICT.repeated, 200, "repeated"],
])("verdict %i is a %i %s, its points and its truth only where they may be known", async (status, code, word) => {
  const { take } = intakeWith({ status });
  expect(await replyOf(take({}, hidden))).toEqual({ status: code, body: { status: word, ...bare } });
  const known = { status: word, ...bare, points: 900, correct: true };
  expect(await replyOf(take({}, immediate))).toEqual({ status: code, body: known });
});

test("while it is hidden a right answer and a wrong one are told in the same bytes", async () => {
  const right = await intakeWith({}).take({}, hidden);
  const wrong = await intakeWith({ points: 0, correct: false }).take({}, hidden);
  expect(right).toEqual(wrong);
});

test("a poll is neither right nor wrong, and a voided question earns nothing", async () => {
  const poll = await replyOf(intakeWith({ points: 0, correct: null }).take({}, immediate));
  expect(poll.body).toEqual({ status: "accepted", ...bare, points: 0 });
  const voided = await replyOf(intakeWith({}).take({}, { ...immediate, voided: [2] }));
  expect(voided.body).toMatchObject({ points: 0 });
});

const standing = { question: 2, choice: 0 };
const faults = { path: "choice", reason: "why" };
test.each<[Partial<Verdict>, object]>([
  [
    { status: VERDICT.changed, standing },
    { type: "ALREADY_ANSWERED", code: 409, data: { answer: standing } },
  ],
  [{ status: VERDICT.closed }, { type: "QUESTION_CLOSED", code: 410, data: { reason: "closed" } }],
  [{ status: VERDICT.notOpen }, { type: "QUESTION_CLOSED", code: 410, data: { reason: "not-open" } }],
  [{ status: VERDICT.ended }, { type: "SESSION_ENDED", code: 410 }],
  [
    { status: VERDICT.invalid, faults },
    { type: "VALIDATION_ERROR", code: 422, data: [faults] },
  ],
])("verdict %j is refused as %j", async (verdict, refusal) => {
  expect(await refusalOf(intakeWith(verdict).take())).toMatchObject(refusal);
});

const PUT_OFF = { type: "TRY_AGAIN", code: 503, data: { receipt: expect.any(String) } };
const receiptOf = async (
  verdict: Partial<Verdict> | Error = new TryAgain(),
  answer: Partial<SentAnswer> = {},
) => ((await refusalOf(intakeWith(verdict).take(answer)))?.data as { receipt: string }).receipt;

test.each<[string, Partial<Verdict> | Error]>([
  ["was decided by nobody", { status: VERDICT.undecided }],
  ["met a full queue", new TryAgain()],
  ["met a database that is away", new DatabaseAway(new Error("gone"))],
])("an answer that %s is put off with a receipt", async (_what, verdict) => {
  expect(await refusalOf(intakeWith(verdict).take())).toMatchObject(PUT_OFF);
});

test("an error that is ours to mend is passed on as it is", async () => {
  const ours = new Error("a bug");
  expect(await refusalOf(intakeWith(ours).take())).toBe(ours);
});

test("with its receipt an answer counts as of its first arrival", async () => {
  const receipt = await receiptOf();
  const { arrived, take } = intakeWith({});
  await take({ receipt });
  expect(arrived).toMatchObject([{ receivedAt: NOON + 5, sending: SENDING.receipt }]);
});

test("put off again, an answer keeps its first arrival", async () => {
  const receipt = await receiptOf();
  const second = await receiptOf(new TryAgain(), { receipt });
  expect(receipts.read(second)?.receivedAt).toBe(NOON + 5);
});

const OTHER: [string, Partial<SentAnswer>, object][] = [
  ["another answer", { bits: 2 }, {}],
  ["another question", { question: 3 }, {}],
  ["another form", { form: FORM.choices }, {}],
  ["another text", { form: FORM.text, bits: 0, response: "x" }, {}],
  ["another player", {}, { playerNo: 8 }],
  ["another session", {}, { sessionNo: 2 }],
];
test.each(
  OTHER,
)("a receipt for %s is refused, and the answer goes no further", async (_what, answer, player) => {
  const receipt = await receiptOf();
  const { arrived, take } = intakeWith({});
  const refusal = await refusalOf(take({ ...answer, receipt }, {}, player));
  expect(refusal).toMatchObject({ type: "VALIDATION_ERROR", data: [{ path: "receipt" }] });
  expect(arrived).toEqual([]);
});

test.each(["", "nonsense", "a.b.c"])("%j is no receipt", async (receipt) => {
  expect(await refusalOf(intakeWith({}).take({ receipt }))).toMatchObject({ type: "VALIDATION_ERROR" });
});
