import { DELIVERY } from "../../../platform/contracts/contracts.ts";
import { type Database, DatabaseUnavailable } from "../../../platform/database/database.ts";
import { storeBatch } from "../../../services/answers/store-answers.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { CLOSES, OPENED, openSession } from "../sessions/session-on-database.ts";
import { type AnswerRow, batchOf } from "./answer-rows.ts";

const db = freshDatabase();
const IN_TIME = OPENED + 1000;
/** Longer than any pause of the machine, so that a retry never times out. */
const TIMEOUT_MS = 600_000;
const lost = () => new DatabaseUnavailable(new Error("connection lost"));

/** A database whose connection is lost during the first statements, before or after they run. */
function losing(times: number, when: "before" | "after"): Database {
  let left = times;
  return {
    ...db,
    async query<Row>(text: string, values?: never) {
      const isLost = left-- > 0;
      if (isLost && when === "before") throw lost();
      const rows = await db.query<Row>(text, values);
      if (isLost) throw lost();
      return rows;
    },
  };
}

const rowsOf = (session: number) =>
  db.query("select player_no as player, choice from answers where session_no = $1 order by 1", [session]);
const batch = (session: number, ...rows: Partial<AnswerRow>[]) =>
  batchOf(...rows.map((row) => ({ session, receivedAt: IN_TIME, ...row })));

test.each([
  "before",
  "after",
] as const)("a connection lost %s the insert ran: the answers are stored once, and the outcome says so", async (when) => {
  const session = await openSession(db);
  const outcomes = await storeBatch(
    losing(2, when),
    batch(session, { player: 1 }, { player: 2 }),
    TIMEOUT_MS,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "stored"]);
  expect(await rowsOf(session)).toHaveLength(2);
});

test("a retry of a batch does not replace what another request stored first", async () => {
  const session = await openSession(db);
  await storeBatch(db, batch(session, { player: 1, choice: 3 }), 0);
  const rows = [{ player: 1, choice: 3, receivedAt: IN_TIME + 7 }, { player: 2 }];
  const outcomes = await storeBatch(losing(1, "after"), batch(session, ...rows), TIMEOUT_MS);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["duplicate", "stored"]);
});

test("a duplicate within the batch stays a duplicate when the batch is retried", async () => {
  const session = await openSession(db);
  const outcomes = await storeBatch(
    losing(1, "after"),
    batch(session, { choice: 1 }, { choice: 1 }),
    TIMEOUT_MS,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "duplicate"]);
});

test("two deliveries of one answer in one batch are the same answer", async () => {
  const session = await openSession(db);
  const rows = [{ choice: 1 }, { choice: 1, delivery: DELIVERY.retry }];
  const outcomes = await storeBatch(db, batch(session, ...rows), 0);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "stored"]);
});

test("a batch that a gateway retries recognises its own answers by their time of arrival", async () => {
  const session = await openSession(db);
  await storeBatch(db, batch(session, { choice: 1 }), 0);
  const kindsOf = async (row: Partial<AnswerRow>) =>
    (await storeBatch(db, batch(session, { choice: 1, ...row }), 0)).map(({ kind }) => kind);
  expect(await kindsOf({ delivery: DELIVERY.retry })).toEqual(["stored"]);
  expect(await kindsOf({ delivery: DELIVERY.first })).toEqual(["duplicate"]);
  expect(await kindsOf({ delivery: DELIVERY.retry, receivedAt: IN_TIME + 1 })).toEqual(["duplicate"]);
  expect(await kindsOf({ delivery: DELIVERY.retry, choice: 2 })).toEqual(["duplicate"]);
});

test("if the database stays unavailable, the error is thrown after the timeout", async () => {
  const session = await openSession(db);
  await expect(storeBatch(losing(1, "before"), batch(session, {}), 0)).rejects.toThrow(DatabaseUnavailable);
  await expect(storeBatch(losing(1000, "before"), batch(session, {}), 250)).rejects.toThrow(
    DatabaseUnavailable,
  );
  expect(await rowsOf(session)).toEqual([]);
});

test("an error with an SQLSTATE is thrown at once", async () => {
  const broken = {
    ...db,
    query: () => Promise.reject(Object.assign(new Error("no table"), { code: "42P01" })),
  };
  await expect(storeBatch(broken, batch(1, {}), TIMEOUT_MS)).rejects.toThrow("no table");
});

test("a receipt for an answer after the close is late whenever it is sent", async () => {
  const session = await openSession(db);
  const late = { receivedAt: CLOSES + 501, delivery: DELIVERY.receipt };
  expect((await storeBatch(db, batch(session, late), 0)).map(({ kind }) => kind)).toEqual(["late"]);
});
