import { Receipts } from "../../../../platform/auth/receipts.ts";
import { StatsTickets } from "../../../../platform/auth/stats-tickets.ts";
import { DELIVERY, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { type ApiError, TryAgain, ValidationError } from "../../../../platform/errors.ts";
import { AnswerHandler } from "../../../../services/api/answers/answer-handler.ts";
import type { PendingAnswer, Verdict } from "../../../../services/api/answers/pending-answer.ts";
import { Batcher } from "../../../../services/api/batching/batcher.ts";
import type { CachedSession } from "../../../../services/api/caches/session-cache.ts";
import { NOON, openWindow } from "../../../harness/session-record.ts";
import { cachedSession } from "../fixtures.ts";

const PLAYER = { role: "player", sessionId: "session-1", sessionNo: 1, playerNo: 7, nickname: "Bo" } as const;
const OPEN = cachedSession({ openedAt: NOON, windows: [openWindow(1)] });
const LOBBY = cachedSession();
const receipts = new Receipts("0123456789abcdef0123456789abcdef");

/** The table of answers, and whether the gateways reach it. */
class Table {
  isAway = true;
  readonly stored = new Map<string, PendingAnswer>();
  /** Answers that arrived before this are early, in epoch ms. */
  opensAt = NOON;
  /** Answers that arrive after this are late, in epoch ms. */
  closesAt = Number.POSITIVE_INFINITY;
  /** An answers node of the release before rejects the whole batch if it has put-off answers that a gateway brings. */
  isOld = false;

  record(answer: PendingAnswer): Verdict {
    const key = `${answer.player}/${answer.question}`;
    const existing = this.stored.get(key);
    const isOwn = existing?.receivedAt === answer.receivedAt && existing.bits === answer.bits;
    const verdict = { elapsedMs: 1, points: 1, correct: true, existing: null, fieldError: null };
    if (answer.receivedAt < this.opensAt) return { ...verdict, status: VERDICT.notOpen };
    if (answer.receivedAt > this.closesAt) return { ...verdict, status: VERDICT.late };
    if (existing && !isOwn) {
      return { ...verdict, status: existing.bits === answer.bits ? VERDICT.repeated : VERDICT.changed };
    }
    this.stored.set(key, answer);
    return { ...verdict, status: VERDICT.accepted };
  }
}

/** A gateway that puts answers off as long as the table is away. */
class TestGateway {
  readonly handler: AnswerHandler;
  readonly #session: CachedSession | undefined;

  constructor(table: Table, session: CachedSession | undefined, maxBytes = 2 ** 20) {
    this.#session = session;
    const batcher = () =>
      new Batcher<PendingAnswer, Verdict>(
        { maxWaitMs: 0, maxBatch: 100, maxPending: 100 },
        async (answers) => {
          if (table.isAway) throw new TryAgain();
          if (table.isOld && answers.some(({ delivery }) => delivery === DELIVERY.putOff)) {
            throw new ValidationError([{ path: "delivery", reason: "is unknown" }]);
          }
          return answers.map((answer) => table.record(answer));
        },
      );
    const batchers = { answers: batcher(), putOff: batcher() };
    this.handler = new AnswerHandler(
      batchers,
      receipts,
      { countOutcome: () => {} },
      { maxBytes, maxAtOnce: 10 },
      new StatsTickets("0123456789abcdef0123456789abcdef"),
    );
  }

  /** The status of the reply, with its data. @param atMs how long after noon the answer arrives */
  async send(atMs: number, answer: object, player: object = {}): Promise<{ status: number; data: SentData }> {
    const request = {
      player: { ...PLAYER, ...player },
      body: Buffer.from(JSON.stringify({ question: 1, ...answer })),
      arrivedAt: NOON + atMs,
      session: this.#session,
      lastSeenSession: this.#session?.record,
      currentSession: () => this.#session?.record,
    };
    return this.handler.handle(request).then(
      ({ status }) => ({ status, data: {} }),
      ({ code, data }: ApiError) => ({ status: code, data: data as SentData }),
    );
  }

  /** Delivers everything now. */
  deliver(): Promise<void> {
    return this.handler.putOff.delivery.close(10_000);
  }
}
interface SentData {
  receipt?: string;
  answer?: object;
}
const receiptOf = ({ status, data: { receipt = "" } }: { status: number; data: SentData }) => {
  expect(status).toBe(503);
  return receipt;
};

test("without a copy of the session an answer gets a receipt all the same", async () => {
  const gateway = new TestGateway(new Table(), undefined);
  const receipt = receiptOf(await gateway.send(100, { choice: 1 }));
  expect(receipts.verify(receipt)).toMatchObject({ sessionNo: 1, playerNo: 7, question: 1, bits: 1 });
});

test("an answer that cannot fit its open question is invalid; before the opening nothing is said about it", async () => {
  expect(await new TestGateway(new Table(), OPEN).send(100, { choice: 3 })).toMatchObject({ status: 422 });
  expect(await new TestGateway(new Table(), OPEN).send(100, { text: "a" })).toMatchObject({ status: 422 });
  expect(await new TestGateway(new Table(), LOBBY).send(100, { choice: 3 })).toMatchObject({ status: 503 });
});

test("an answer that is sent again after the close is late, and its first arrival still counts", async () => {
  const table = new Table();
  table.closesAt = NOON + 1000;
  const gateway = new TestGateway(table, OPEN);
  receiptOf(await gateway.send(100, { choice: 1 }));
  table.isAway = false;
  expect(await gateway.send(2000, { choice: 1 })).toMatchObject({ status: 410 });
  await gateway.deliver();
  expect([...table.stored.values()]).toMatchObject([{ receivedAt: NOON + 100, bits: 1 }]);
});

test("the same answer again keeps its first arrival; another one shows the first, with its receipt", async () => {
  const gateway = new TestGateway(new Table(), OPEN);
  await gateway.send(100, { choice: 1 });
  const again = receiptOf(await gateway.send(900, { choice: 1 }));
  expect(receipts.verify(again)?.receivedAt).toBe(NOON + 100);
  const other = await gateway.send(950, { choice: 2 });
  expect(other).toMatchObject({ status: 409, data: { answer: { question: 1, choice: 1 } } });
  expect(receipts.verify(other.data.receipt ?? "")).toMatchObject({ bits: 1, receivedAt: NOON + 100 });
});

test("a gateway delivers what it put off, and the player's own redemption is the same answer", async () => {
  const table = new Table();
  const gateway = new TestGateway(table, OPEN);
  const receipt = receiptOf(await gateway.send(100, { choice: 1 }));
  await gateway.deliver();
  expect(gateway.handler.putOff.answers.size).toBe(1);
  table.isAway = false;
  await gateway.deliver();
  expect(table.stored.get("7/1")).toMatchObject({
    bits: 1,
    receivedAt: NOON + 100,
    delivery: DELIVERY.putOff,
  });
  expect(gateway.handler.putOff.answers).toMatchObject({ size: 0, outcomes: { stored: 1 } });
  expect(await gateway.send(30_000, { choice: 1, receipt })).toMatchObject({ status: 201 });
});

const OPTIONS = [0, 1, 2];
/** Collects a receipt for every option, wherever one is given. */
async function collect(gateways: TestGateway[]): Promise<{ choice: number; receipt: string }[]> {
  const found: { choice: number; receipt: string }[] = [];
  for (const [index, choice] of OPTIONS.entries()) {
    for (const gateway of gateways) {
      const { status, data } = await gateway.send(100 + index, { choice });
      if (status === 503) found.push({ choice, receipt: data.receipt ?? "" });
    }
  }
  return found;
}

test.each([
  ["that knows the session", OPEN],
  ["without a copy of the session", undefined],
])("at one gateway %s only the first of all options can count", async (_which, session) => {
  const table = new Table();
  const gateway = new TestGateway(table, session);
  const collected = await collect([gateway]);
  expect(collected.map(({ choice }) => choice)).toEqual(session ? [0] : OPTIONS);
  table.isAway = false;
  await gateway.deliver();
  const statuses = await Promise.all(collected.map((answer) => gateway.send(30_000, answer)));
  expect(statuses.map(({ status }) => status)).toEqual(session ? [201] : [201, 409, 409]);
  expect(table.stored.get("7/1")).toMatchObject({ bits: 0 });
});

test("at several gateways, and through a restart, no option can be chosen once all have delivered", async () => {
  const table = new Table();
  const [one, other, killed] = [OPEN, OPEN, OPEN].map((session) => new TestGateway(table, session));
  const receipt = receiptOf(await killed!.send(100, { choice: 2 }));
  const restarted = new TestGateway(table, OPEN);
  expect(receiptOf(await restarted.send(150, { choice: 1 }))).not.toBe("");
  const collected = [...(await collect([one!, other!])), { choice: 2, receipt }];
  table.isAway = false;
  await Promise.all([restarted, other!, one!].map((gateway) => gateway.deliver()));
  const counted = table.stored.get("7/1")?.bits;
  expect(counted).not.toBe(2);
  for (const answer of collected) {
    const { status } = await one!.send(30_000, answer);
    expect([answer.choice, status]).toEqual([
      answer.choice,
      answer.choice === counted ? expect.any(Number) : 409,
    ]);
  }
  expect(table.stored.get("7/1")?.bits).toBe(counted);
});

test("an answer that was early does not keep a later one from counting", async () => {
  const table = new Table();
  const gateway = new TestGateway(table, undefined);
  await gateway.send(-500, { choice: 0 });
  await gateway.send(200, { choice: 2 });
  table.isAway = false;
  await gateway.deliver();
  expect(table.stored.get("7/1")).toMatchObject({ bits: 2 });
  expect(gateway.handler.putOff.answers.outcomes).toMatchObject({ invalid: 1, stored: 1 });
});

test("a redemption is marked as the player's own unless this gateway knows it to be the first", async () => {
  const table = new Table();
  const [holder, elsewhere] = [OPEN, OPEN].map((session) => new TestGateway(table, session));
  const receipt = receiptOf(await holder!.send(100, { choice: 1 }));
  table.isAway = false;
  await elsewhere!.send(300, { choice: 1, receipt });
  expect(table.stored.get("7/1")?.delivery).toBe(DELIVERY.receipt);
  table.stored.clear();
  await holder!.send(300, { choice: 1, receipt });
  expect(table.stored.get("7/1")?.delivery).toBe(DELIVERY.putOff);
  expect(holder!.handler.putOff.answers.size).toBe(0);
});

test("a receipt that a player brings to another gateway is not taken there for the player's first answer", async () => {
  const table = new Table();
  const [issuer, elsewhere] = [OPEN, OPEN].map((session) => new TestGateway(table, session));
  const receipt = receiptOf(await issuer!.send(100, { choice: 1 }));
  receiptOf(await elsewhere!.send(30_000, { choice: 1, receipt }));
  expect(elsewhere!.handler.putOff.answers.size).toBe(0);
  table.isAway = false;
  await elsewhere!.send(30_500, { choice: 1, receipt });
  expect(table.stored.get("7/1")?.delivery).toBe(DELIVERY.receipt);
});

test("an answer after the close does not make this gateway take an earlier receipt for its own", async () => {
  const table = new Table();
  const [issuer, elsewhere] = [OPEN, OPEN].map((session) => new TestGateway(table, session));
  const receipt = receiptOf(await issuer!.send(100, { choice: 1 }));
  receiptOf(await elsewhere!.send(30_000, { choice: 1 }));
  table.isAway = false;
  await elsewhere!.send(30_500, { choice: 1, receipt });
  expect(table.stored.get("7/1")?.delivery).toBe(DELIVERY.receipt);
});

test("nobody gets receipts that are not remembered by sending many answers first", async () => {
  const gateway = new TestGateway(new Table(), undefined);
  const statuses: number[] = [];
  for (let choice = 19; choice >= 0; choice--) {
    statuses.push((await gateway.send(120 - choice, { choice })).status);
  }
  expect(statuses).toEqual([...Array(5).fill(503), ...Array(15).fill(409)]);
  const questions: number[] = [];
  for (let question = 2; question <= 1000; question++) {
    questions.push((await gateway.send(200, { question, text: "a" })).status);
  }
  expect(questions).toEqual([...Array(995).fill(503), ...Array(4).fill(429)]);
});

test("answers nodes of the release before get put-off answers only from players; nothing is lost", async () => {
  const table = new Table();
  const gateway = new TestGateway(table, OPEN);
  const receipt = receiptOf(await gateway.send(100, { choice: 1 }));
  table.isAway = false;
  table.isOld = true;
  await gateway.deliver();
  expect(gateway.handler.putOff.answers.size).toBe(1);
  expect(await gateway.send(500, { choice: 1, receipt })).toMatchObject({ status: 201 });
  expect(gateway.handler.putOff.answers.size).toBe(0);
});

test("the memory is bounded: past it players get receipts that the gateway does not remember", async () => {
  const gateway = new TestGateway(new Table(), OPEN, 1000);
  for (let playerNo = 1; playerNo <= 5; playerNo++) {
    receiptOf(await gateway.send(100, { choice: 1 }, { playerNo }));
  }
  expect(gateway.handler.putOff.answers).toMatchObject({ size: 2, outcomes: { forgotten: 3 } });
});
