import { DELIVERY, VERDICT } from "../../../platform/contracts/contracts.ts";
import { GradingContextCache } from "../../../services/answers/grading-context.ts";
import { noteFates, putOffCounts } from "../../../services/answers/put-off.repo.ts";
import { Recorder } from "../../../services/answers/recorder.ts";
import { storeBatch } from "../../../services/answers/store-answers.ts";
import * as sessions from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { GRACE, openSession } from "../sessions/session-on-database.ts";
import { batchOf } from "./answer-rows.ts";
import { columnsOf } from "./sent-answers.ts";
import { stubbedBroker } from "./service-stubs.ts";

const db = freshDatabase();
const { broker } = stubbedBroker((no) => sessions.byNo(db, no));

/** How long ago something happened, in ms. */
interface Times {
  closed: number;
  /** When the reveal was written: after the grace, or later if the database was away. */
  revealed?: number | null;
  ended?: number;
  /** The time without a connection between the nodes. */
  outage?: [number, number];
  pace?: "host" | "auto";
}

/** A session with question 1, which was open for 20 s. An answer came 5 s before the close. */
async function closedSession({ closed, revealed = closed - GRACE, ended, pace = "host" }: Times) {
  const now = Date.now();
  const closesAt = now - closed;
  const session = await openSession(db, [{ question: 1, openedAt: closesAt - 20_000, closesAt }], { pace });
  await db.transaction((transaction) =>
    sessions.applyChange(transaction, session, {
      ...(revealed !== null && { windowsToReveal: [{ question: 1, revealedAt: now - revealed }] }),
      ...(ended !== undefined && { endedAt: now - ended }),
    }),
  );
  return { session, receivedAt: closesAt - 5000 };
}

async function outcomeOf(delivery: number, times: Times): Promise<string> {
  const row = await closedSession(times);
  const [from, to] = times.outage?.map((agoMs) => Date.now() - agoMs) ?? [];
  const outage = from !== undefined && to !== undefined ? { from, to } : undefined;
  const [outcome] = await storeBatch(db, batchOf({ ...row, delivery }), 0, undefined, outage);
  return outcome!.kind;
}

test.each<[string, Times, string]>([
  ["within a minute of the close", { closed: 30_000 }, "stored"],
  ["more than a minute after the close", { closed: 61_000 }, "expired"],
  [
    "a minute after the close, which could be written only now",
    { closed: 90_000, revealed: 30_000 },
    "stored",
  ],
  ["long after a close that is not written yet", { closed: 90_000, revealed: null }, "stored"],
  ["more than a minute after the late reveal", { closed: 190_000, revealed: 62_000 }, "expired"],
  ["after the host has ended the session", { closed: 30_000, ended: 10_000 }, "expired"],
  [
    "after a session in pace auto has ended by itself",
    { closed: 30_000, ended: 29_500, pace: "auto" },
    "stored",
  ],
  [
    "after the host has ended one in pace auto in mid-question",
    { closed: 30_000, ended: 30_000, pace: "auto" },
    "expired",
  ],
  [
    "after an outage of the transport in which the question closed",
    { closed: 90_000, outage: [95_000, 30_000] },
    "stored",
  ],
  ["after an outage that began later", { closed: 90_000, outage: [80_000, 30_000] }, "expired"],
])("a put-off answer, brought %s", async (_when, times, kind) => {
  expect(await outcomeOf(DELIVERY.putOff, times)).toBe(kind);
  expect(await outcomeOf(DELIVERY.receipt, times)).toBe(kind);
});

test.each<[string, Times, string]>([
  ["just after the reveal", { closed: 2000 }, "unsettled"],
  ["just after a reveal that was written late", { closed: 20_000, revealed: 3000 }, "unsettled"],
  ["just after the nodes are connected again", { closed: 30_000, outage: [40_000, 2000] }, "unsettled"],
  ["before the reveal", { closed: 100, revealed: null }, "stored"],
  ["some seconds after the reveal", { closed: 12_000 }, "stored"],
])("an answer that its player brings %s", async (_when, times, kind) => {
  expect(await outcomeOf(DELIVERY.receipt, times)).toBe(kind);
  expect(await outcomeOf(DELIVERY.putOff, times)).toBe("stored");
});

test("just after the reveal a player who brings what is stored already need not wait", async () => {
  const row = await closedSession({ closed: 2000 });
  const kinds = async (delivery: number, choice: number) =>
    (await storeBatch(db, batchOf({ ...row, delivery, choice }), 0)).map(({ kind }) => kind);
  expect(await kinds(DELIVERY.putOff, 1)).toEqual(["stored"]);
  expect(await kinds(DELIVERY.receipt, 1)).toEqual(["duplicate"]);
  expect(await kinds(DELIVERY.receipt, 2)).toEqual(["duplicate"]);
});

test("of a player's put-off answers that come together, the one that arrived first counts", async () => {
  const { session, receivedAt } = await closedSession({ closed: 2000 });
  const row = { session, delivery: DELIVERY.putOff };
  const outcomes = await storeBatch(
    db,
    batchOf(
      { ...row, choice: 2, receivedAt: receivedAt + 7 },
      { ...row, player: 2, receivedAt },
      { ...row, choice: 1, receivedAt },
    ),
    0,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["duplicate", "stored", "stored"]);
});

test("every outcome belongs to its answer, whatever the order of arrival in the batch", async () => {
  const { session, receivedAt } = await closedSession({ closed: 2000 });
  const late = receivedAt + 5000 + GRACE + 1;
  const rows = [late, receivedAt + 9, late, receivedAt, receivedAt + 5].map((at, index) => ({
    session,
    player: index + 1,
    receivedAt: at,
    delivery: index === 4 ? DELIVERY.putOff : DELIVERY.first,
  }));
  const outcomes = await storeBatch(db, batchOf(...rows), 0);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["late", "stored", "late", "stored", "stored"]);
});

test("the audit counts the players whose put-off answers came too late, and those with different ones", async () => {
  const recorder = new Recorder(
    new GradingContextCache(broker),
    (batch) => storeBatch(db, batch, 0),
    (fates) => noteFates(db, fates),
  );
  /** Brings put-off answers and returns the statuses of their verdicts. */
  const bring = async (
    { session, receivedAt }: { session: number; receivedAt: number },
    ...choices: number[]
  ) => {
    const answers = choices.map((choice, index) => ({
      session,
      question: 1,
      player: 1 + index,
      choice,
      receivedAt,
    }));
    const columns = columnsOf(...answers).map((one) => ({ ...one, delivery: DELIVERY.putOff }));
    return (await recorder.record(columns)).notAccepted.map(({ status }) => status);
  };
  const expired = await closedSession({ closed: 70_000 });
  expect(await bring(expired, 1, 2)).toEqual([VERDICT.late, VERDICT.late]);
  expect(await bring(expired, 1, 2)).toEqual([VERDICT.late, VERDICT.late]);
  expect(await putOffCounts(db, expired.session)).toEqual([{ question: 1, unredeemed: 2, contested: 0 }]);
  const contested = await closedSession({ closed: 20_000 });
  expect(await bring(contested, 1)).toEqual([]);
  expect(await bring({ ...contested, receivedAt: contested.receivedAt - 1 }, 2)).toEqual([VERDICT.changed]);
  expect(await bring({ ...contested, receivedAt: contested.receivedAt - 1 }, 1)).toEqual([VERDICT.repeated]);
  expect(await putOffCounts(db, contested.session)).toEqual([{ question: 1, unredeemed: 0, contested: 1 }]);
});
