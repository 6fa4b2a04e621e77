import { Receipts } from "../../../../platform/auth/receipts.ts";
import { StatsTickets } from "../../../../platform/auth/stats-tickets.ts";
import { ANSWER_TYPE, DELIVERY, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { DatabaseUnavailable } from "../../../../platform/database/database.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { type ApiError, NotFound, TryAgain } from "../../../../platform/errors.ts";
import { AnswerHandler, type AnswerRequest } from "../../../../services/api/answers/answer-handler.ts";
import type { PendingAnswer, Verdict } from "../../../../services/api/answers/pending-answer.ts";
import { verdictReply } from "../../../../services/api/answers/verdict-replies.ts";
import { Batcher } from "../../../../services/api/batching/batcher.ts";
import type { Reply } from "../../../../services/api/http/response.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../../harness/session-record.ts";
import { cachedSession } from "../fixtures.ts";

const PLAYER = { role: "player", sessionId: "session-1", sessionNo: 1, playerNo: 7, nickname: "Bo" } as const;
const BODY = { question: 2, choice: 1 };
const ACCEPTED: Verdict = {
  status: VERDICT.accepted,
  elapsedMs: 1234,
  points: 900,
  correct: true,
  existing: null,
  fieldError: null,
};
const LIMITS = { maxBytes: 2 ** 20, maxAtOnce: 10 };
const receipts = new Receipts("0123456789abcdef0123456789abcdef");
const tickets = new StatsTickets("0123456789abcdef0123456789abcdef");

/** An intake whose answers all get the same verdict; those that were submitted are in `submitted`. */
function intakeWith(verdict: Partial<Verdict> | Error) {
  const submitted: PendingAnswer[] = [];
  const batcher = new Batcher<PendingAnswer, Verdict>(
    { maxWaitMs: 0, maxBatch: 10, maxPending: 10 },
    async (answers) => {
      submitted.push(...answers);
      if (verdict instanceof Error) throw verdict;
      return answers.map(() => ({ ...ACCEPTED, ...verdict }));
    },
  );
  const batchers = { answers: batcher, putOff: batcher };
  const intake = new AnswerHandler(batchers, receipts, { countOutcome: () => {} }, LIMITS, tickets);
  /** @param current fields of the session when the verdict is there */
  const send = async (body: object = BODY, current: Partial<SessionRecord> = {}, player: object = {}) =>
    handle({
      player: { ...PLAYER, ...player },
      body: Buffer.from(JSON.stringify(body)),
      currentSession: () => sessionRecord(current),
    });
  const handle = (request: Partial<AnswerRequest>) =>
    intake.handle({
      player: PLAYER,
      body: Buffer.from(JSON.stringify(BODY)),
      arrivedAt: NOON + 5,
      session: cachedSession(),
      lastSeenSession: undefined,
      currentSession: () => sessionRecord(),
      ...request,
    });
  return { submitted, send, handle };
}

async function parsed(sent: Promise<Reply>) {
  const { status, body } = await sent;
  return { status, body: JSON.parse(String(body)) };
}
const errorOf = (sent: Promise<Reply>) =>
  sent.then(
    () => undefined,
    (error: ApiError) => error,
  );

test("an answer is submitted under its own player's number, with the time of its arrival", async () => {
  const { submitted, send } = intakeWith({});
  await send();
  expect(submitted).toEqual([
    {
      session: 1,
      player: 7,
      question: 2,
      type: ANSWER_TYPE.choice,
      bits: 1,
      response: null,
      receivedAt: NOON + 5,
      creditMs: 0,
      delivery: DELIVERY.first,
    },
  ]);
});

const hidden = { windows: [openWindow(2)] };
const immediate = { ...hidden, settings: settings({ feedback: "immediate" }) };
const bare = { question: 2, elapsedMs: 1234 };

test.each([
  [VERDICT.accepted, 201, "accepted"],
  [VERDICT.repeated, 200, "repeated"],
])("verdict %i is a %i %s, with points and correctness only if the player may see them", async (status, code, word) => {
  const { send } = intakeWith({ status });
  expect(await parsed(send(BODY, hidden))).toEqual({ status: code, body: { status: word, ...bare } });
  const known = { status: word, ...bare, points: 900, correct: true };
  expect(await parsed(send(BODY, immediate))).toEqual({ status: code, body: known });
});

test("while the verdict is hidden, a right answer and a wrong one get the same bytes", async () => {
  const right = await intakeWith({}).send(BODY, hidden);
  const wrong = await intakeWith({ points: 0, correct: false }).send(BODY, hidden);
  expect(right).toEqual(wrong);
});

test.each([
  [VERDICT.accepted, hidden],
  [VERDICT.repeated, immediate],
])("verdict %i has the ticket for the stats only in a session with stats afterAnswer", async (status, changes) => {
  const ticketIn = async (
    stats: SessionRecord["settings"]["stats"],
    session: Partial<SessionRecord> = {},
  ) => {
    const settingsOf = settings({ ...(changes as Partial<SessionRecord>).settings, stats });
    return (await parsed(intakeWith({ status }).send(BODY, { ...changes, ...session, settings: settingsOf })))
      .body.statsTicket;
  };
  const ticket = await ticketIn("afterAnswer");
  expect(tickets.isTicketOf(ticket, sessionRecord(), BODY.question)).toBe(true);
  expect(await ticketIn("afterAnswer", { voided: [BODY.question] })).toBe(ticket);
  for (const stats of ["onClose", "live", "onEnd"] as const) expect(await ticketIn(stats)).toBeUndefined();
});

test("an answer that does not count gets no ticket, nor does one whose session this gateway does not know", async () => {
  const afterAnswer = { ...hidden, settings: settings({ stats: "afterAnswer" }) };
  for (const verdict of [
    { status: VERDICT.changed, existing: BODY },
    { status: VERDICT.late },
    new TryAgain(),
  ]) {
    const error = await errorOf(intakeWith(verdict).send(BODY, afterAnswer));
    expect(JSON.stringify(error?.data ?? {})).not.toContain("icket");
  }
  const { body } = verdictReply({ ...ACCEPTED }, BODY.question, undefined, tickets);
  expect(JSON.parse(String(body))).toEqual({ status: "accepted", ...bare });
});

test("a poll has no correctness, and a voided question earns nothing", async () => {
  const poll = await parsed(intakeWith({ points: 0, correct: null }).send(BODY, immediate));
  expect(poll.body).toEqual({ status: "accepted", ...bare, points: 0 });
  const voided = await parsed(intakeWith({}).send(BODY, { ...immediate, voided: [2] }));
  expect(voided.body).toMatchObject({ points: 0 });
});

const existing = { question: 2, choice: 0 };
const fieldError = { path: "choice", reason: "why" };
test.each<[Partial<Verdict>, object]>([
  [
    { status: VERDICT.changed, existing },
    { type: "ALREADY_ANSWERED", code: 409, data: { answer: existing } },
  ],
  [{ status: VERDICT.late }, { type: "QUESTION_CLOSED", code: 410, data: { reason: "closed" } }],
  [{ status: VERDICT.notOpen }, { type: "QUESTION_CLOSED", code: 410, data: { reason: "not-open" } }],
  [{ status: VERDICT.sessionEnded }, { type: "SESSION_ENDED", code: 410 }],
  [
    { status: VERDICT.invalid, fieldError },
    { type: "VALIDATION_ERROR", code: 422, data: [fieldError] },
  ],
])("verdict %j is the error %j", async (verdict, error) => {
  expect(await errorOf(intakeWith(verdict).send())).toMatchObject(error);
});

const PUT_OFF = { type: "TRY_AGAIN", code: 503, data: { receipt: expect.any(String) } };
const receiptFor = async (body: object = BODY) =>
  ((await errorOf(intakeWith(new TryAgain()).send(body)))?.data as { receipt: string }).receipt;

test.each<[string, Partial<Verdict> | Error]>([
  ["is undecided", { status: VERDICT.undecided }],
  ["meets a full queue", new TryAgain()],
  ["meets a lost database", new DatabaseUnavailable(new Error("gone"))],
])("an answer that %s is put off with a receipt", async (_what, verdict) => {
  expect(await errorOf(intakeWith(verdict).send())).toMatchObject(PUT_OFF);
});

test("an unexpected error is thrown as it is", async () => {
  const bug = new Error("a bug");
  expect(await errorOf(intakeWith(bug).send())).toBe(bug);
});

test("with its receipt an answer counts from its first arrival", async () => {
  const receipt = await receiptFor();
  const { submitted, send } = intakeWith({});
  await send({ ...BODY, receipt });
  expect(submitted).toMatchObject([{ receivedAt: NOON + 5, delivery: DELIVERY.receipt }]);
});

test("put off again, an answer keeps its first arrival", async () => {
  const receipt = await receiptFor();
  const second = await receiptFor({ ...BODY, receipt });
  expect(receipts.verify(second)?.receivedAt).toBe(NOON + 5);
});

const OTHER: [string, object, object][] = [
  ["another answer", { question: 2, choice: 2 }, {}],
  ["another question", { question: 3, choice: 1 }, {}],
  ["another answer type", { question: 2, choices: [0] }, {}],
  ["another text", { question: 2, text: "x" }, {}],
  ["another player", BODY, { playerNo: 8 }],
  ["another session", BODY, { sessionNo: 2 }],
];
test.each(
  OTHER,
)("a receipt for %s is refused, and the answer is not submitted", async (_what, body, player) => {
  const receipt = await receiptFor();
  const { submitted, send } = intakeWith({});
  const error = await errorOf(send({ ...body, receipt }, {}, player));
  expect(error).toMatchObject({ type: "VALIDATION_ERROR", data: [{ path: "receipt" }] });
  expect(submitted).toEqual([]);
});

test.each(["", "nonsense", "a.b.c"])("%j is no receipt", async (receipt) => {
  expect(await errorOf(intakeWith({}).send({ ...BODY, receipt }))).toMatchObject({
    type: "VALIDATION_ERROR",
  });
});

test("an answer to a session that was deleted while it was on its way is not found", async () => {
  const gone = () => Promise.reject(new NotFound("session"));
  const open = cachedSession({ openedAt: NOON, windows: [openWindow(2)] });
  const sent = async (verdict: Partial<Verdict>, session = open) => {
    let looked = 0;
    const { handle } = intakeWith(verdict);
    const reloadSession = () => {
      looked++;
      return gone();
    };
    const error = await errorOf(handle({ session, reloadSession }));
    return [error?.type, looked];
  };
  expect(await sent({ status: VERDICT.notOpen })).toEqual(["NOT_FOUND", 1]);
  const fieldError = { path: "question", reason: "there is no question 2" };
  expect(await sent({ status: VERDICT.invalid, fieldError })).toEqual(["NOT_FOUND", 1]);
  // Where the verdict fits what the gateway knows, nothing is looked up.
  expect(await sent({ status: VERDICT.notOpen }, cachedSession())).toEqual(["QUESTION_CLOSED", 0]);
  expect(await sent({ status: VERDICT.late })).toEqual(["QUESTION_CLOSED", 0]);
});
