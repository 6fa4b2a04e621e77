import { SENDING } from "../../../platform/contracts/contracts.ts";
import { type Database, DatabaseAway } from "../../../platform/database/database.ts";
import { storeEach } from "../../../services/answers/store-answers.ts";
import * as sessions from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { CLOSES, OPENED, openSession } from "../sessions/session-on-database.ts";
import { type AnswerRow, batchOf } from "./answer-rows.ts";

const db = freshDatabase();
const IN_TIME = OPENED + 1000;
/** Longer than any pause of the machine: what is tried again in it is never given up. */
const PATIENCE_MS = 600_000;
const lost = () => new DatabaseAway(new Error("connection lost"));

/** The database behind a connection that is lost during its first statements: before or after these were run. */
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
] as const)("a connection lost %s the insert ran: stored once, and so it is told", async (when) => {
  const session = await openSession(db);
  const outcomes = await storeEach(
    losing(2, when),
    batch(session, { player: 1 }, { player: 2 }),
    PATIENCE_MS,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "stored"]);
  expect(await rowsOf(session)).toHaveLength(2);
});

test("what another request stored first still stands when a batch is sent again", async () => {
  const session = await openSession(db);
  await storeEach(db, batch(session, { player: 1, choice: 3 }), 0);
  const rows = [{ player: 1, choice: 3, receivedAt: IN_TIME + 7 }, { player: 2 }];
  const outcomes = await storeEach(losing(1, "after"), batch(session, ...rows), PATIENCE_MS);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["standing", "stored"]);
});

test("a repeat within the batch stays a repeat when the batch is sent again", async () => {
  const session = await openSession(db);
  const outcomes = await storeEach(
    losing(1, "after"),
    batch(session, { choice: 1 }, { choice: 1 }),
    PATIENCE_MS,
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "standing"]);
});

test("both sendings of one answer may meet in one batch, and are the same answer", async () => {
  const session = await openSession(db);
  const rows = [{ choice: 1 }, { choice: 1, sending: SENDING.again }];
  const outcomes = await storeEach(db, batch(session, ...rows), 0);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "stored"]);
});

test("a batch that a gateway sends again knows its own answers by their arrival", async () => {
  const session = await openSession(db);
  await storeEach(db, batch(session, { choice: 1 }), 0);
  const kindsOf = async (row: Partial<AnswerRow>) =>
    (await storeEach(db, batch(session, { choice: 1, ...row }), 0)).map(({ kind }) => kind);
  expect(await kindsOf({ sending: SENDING.again })).toEqual(["stored"]);
  expect(await kindsOf({ sending: SENDING.first })).toEqual(["standing"]);
  expect(await kindsOf({ sending: SENDING.again, receivedAt: IN_TIME + 1 })).toEqual(["standing"]);
  expect(await kindsOf({ sending: SENDING.again, choice: 2 })).toEqual(["standing"]);
});

test("a database that stays away is an error once patience is at its end", async () => {
  const session = await openSession(db);
  await expect(storeEach(losing(1, "before"), batch(session, {}), 0)).rejects.toThrow(DatabaseAway);
  await expect(storeEach(losing(1000, "before"), batch(session, {}), 250)).rejects.toThrow(DatabaseAway);
  expect(await rowsOf(session)).toEqual([]);
});

test("an error that says what is wrong is thrown at once", async () => {
  const broken = {
    ...db,
    query: () => Promise.reject(Object.assign(new Error("no table"), { code: "42P01" })),
  };
  await expect(storeEach(broken, batch(1, {}), PATIENCE_MS)).rejects.toThrow("no table");
});

test.each([
  ["within a minute of the close", 30_000, null, "stored"],
  ["more than a minute after the close", 61_000, null, "closed"],
  ["after the session has ended", 30_000, 10_000, "closed"],
])("a receipt for an answer in time, brought %s", async (_when, closedAgoMs, endedAgoMs, kind) => {
  const now = Date.now();
  const closesAt = now - closedAgoMs;
  const session = await openSession(db, [{ question: 1, openedAt: closesAt - 20_000, closesAt }]);
  if (endedAgoMs !== null) {
    await db.transaction((inside) => sessions.apply(inside, session, { endedAt: now - endedAgoMs }));
  }
  const receipt = { receivedAt: closesAt - 5000, sending: SENDING.receipt };
  const outcomes = await storeEach(db, batch(session, receipt), 0);
  expect(outcomes.map((outcome) => outcome.kind)).toEqual([kind]);
});

test("a receipt of an arrival after the close is late, whenever it is brought", async () => {
  const session = await openSession(db);
  const late = { receivedAt: CLOSES + 501, sending: SENDING.receipt };
  expect((await storeEach(db, batch(session, late), 0)).map(({ kind }) => kind)).toEqual(["closed"]);
});
