import { Receipts } from "../../../../platform/auth/receipts.ts";
import { StatsTickets } from "../../../../platform/auth/stats-tickets.ts";
import { DELIVERY, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { type ApiError, TryAgain } from "../../../../platform/errors.ts";
import { AnswerHandler } from "../../../../services/api/answers/answer-handler.ts";
import type { PendingAnswer, Verdict } from "../../../../services/api/answers/pending-answer.ts";
import { Batcher } from "../../../../services/api/batching/batcher.ts";
import { NOON, openWindow } from "../../../harness/session-record.ts";
import { cachedSession } from "../fixtures.ts";

const PLAYER = { role: "player", sessionId: "session-1", sessionNo: 1, playerNo: 7, nickname: "Bo" } as const;
const SECRET = "0123456789abcdef0123456789abcdef";
const OPEN = cachedSession({ openedAt: NOON, windows: [openWindow(1)] });
const receipts = new Receipts(SECRET);

/** A gateway whose table is away at first. `creditMs` is what it has seen by the time that an answer comes. */
function setUp(session: typeof OPEN | null = OPEN) {
  const gateway = { isAway: true, creditMs: 120, stored: [] as PendingAnswer[], asked: [] as number[][] };
  const batcher = () =>
    new Batcher<PendingAnswer, Verdict>({ maxWaitMs: 0, maxBatch: 100, maxPending: 100 }, async (answers) => {
      if (gateway.isAway) throw new TryAgain();
      gateway.stored.push(...answers);
      return answers.map(() => ({
        status: VERDICT.accepted,
        elapsedMs: 1,
        points: 1,
        correct: true,
        existing: null,
        fieldError: null,
      }));
    });
  const handler = new AnswerHandler(
    { answers: batcher(), putOff: batcher() },
    receipts,
    { countOutcome: () => {} },
    { maxBytes: 2 ** 20, maxAtOnce: 10 },
    new StatsTickets(SECRET),
    (record, question, player) => {
      gateway.asked.push([record.no, question, player]);
      return gateway.creditMs;
    },
  );
  /** The receipt, if the answer is put off. @param atMs how long after noon it arrives */
  const send = (atMs: number, answer: object = {}) =>
    handler
      .handle({
        player: PLAYER,
        body: Buffer.from(JSON.stringify({ question: 1, choice: 1, ...answer })),
        arrivedAt: NOON + atMs,
        session: session ?? undefined,
        lastSeenSession: session?.record,
        currentSession: () => session?.record,
      })
      .then(
        () => "",
        ({ data }: ApiError) => (data as { receipt: string }).receipt,
      );
  return { gateway, handler, send };
}

test("an answer has the credit of its player and question as of its arrival", async () => {
  const { gateway, send } = setUp();
  gateway.isAway = false;
  await send(1000);
  expect(gateway.asked).toEqual([[1, 1, 7]]);
  expect(gateway.stored).toMatchObject([
    { creditMs: 120, receivedAt: NOON + 1000, delivery: DELIVERY.first },
  ]);
});

test("without a copy of the session there is no credit", async () => {
  const { gateway, send } = setUp(null);
  expect(receipts.verify(await send(1000))).toMatchObject({ creditMs: 0 });
  expect(gateway.asked).toEqual([]);
});

test("a receipt keeps the credit of the first arrival, at any gateway and whatever is seen later", async () => {
  const first = setUp();
  const receipt = await first.send(1000);
  expect(receipts.verify(receipt)).toMatchObject({ creditMs: 120, receivedAt: NOON + 1000 });
  const other = setUp();
  other.gateway.creditMs = 300;
  const second = await other.send(2000, { receipt });
  expect(receipts.verify(second)).toMatchObject({ creditMs: 120, receivedAt: NOON + 1000 });
  other.gateway.isAway = false;
  await other.send(3000, { receipt: second });
  expect(other.gateway.stored).toMatchObject([{ creditMs: 120, receivedAt: NOON + 1000 }]);
});

test("the same answer again, still put off, keeps the credit of its first arrival", async () => {
  const { gateway, send } = setUp();
  await send(1000);
  gateway.creditMs = 300;
  expect(receipts.verify(await send(1500))).toMatchObject({ creditMs: 120, receivedAt: NOON + 1000 });
});

test("what the gateway delivers itself has the credit of its first arrival", async () => {
  const { gateway, handler, send } = setUp();
  await send(1000);
  gateway.creditMs = 300;
  gateway.isAway = false;
  await handler.putOff.delivery.close(10_000);
  expect(gateway.stored).toMatchObject([
    { creditMs: 120, receivedAt: NOON + 1000, delivery: DELIVERY.putOff },
  ]);
});
