import { currentTime } from "../../../platform/clock.ts";
import type { DeletedSession } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { Queryable } from "../../../platform/database/database.ts";
import { insertAnswers } from "../../../services/answers/answers.repo.ts";
import { writeTallies } from "../../../services/answers/ledger.repo.ts";
import { noteFates } from "../../../services/answers/put-off.repo.ts";
import { deleteSession as deleteLast } from "../../../services/sessions/deletion.repo.ts";
import { joinPlayers } from "../../../services/sessions/joining.ts";
import { SessionPurge } from "../../../services/sessions/session-purge.ts";
import sessionsService from "../../../services/sessions/sessions.service.ts";
import * as signInCodes from "../../../services/sessions/sign-in-codes.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { batchOf } from "../answers/answer-rows.ts";
import { correctKey, lobby, OPENED, openSession } from "./session-on-database.ts";
import { attachDatabase, stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();
attachDatabase(broker, db);
const deleted: DeletedSession[] = [];
broker.createService({
  name: "gateways",
  events: {
    "session.deleted"({ params }: { params: DeletedSession }) {
      deleted.push(params);
    },
  },
});
broker.createService(sessionsService);

const OUTCOMES = { accepted: 1, repeated: 0, changed: 0, early: 0, late: 0, invalid: 0, putOff: 0 };
const tally = (session: number, question: number) => ({ session, question, ...OUTCOMES });
const fate = (session: number, player: number) =>
  ({ session, question: 1, player, fate: "expired", receivedAt: OPENED }) as const;
const answers = (session: number, players: number) =>
  batchOf(
    ...Array.from({ length: players }, (_, index) => ({ session, player: index + 1, receivedAt: OPENED })),
  );
const idOf = async (no: number) =>
  (await db.query<{ id: string; code: string }>("select id, code from sessions where no = $1", [no]))[0]!;

/** Every table with rows of sessions, whichever migration made it, and how many rows a session has there. */
async function rowsOf(no: number, on: Queryable = db): Promise<Record<string, number>> {
  const tables = await on.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'session_no' order by 1`,
  );
  const counts = { sessions: "no", ...Object.fromEntries(tables.map(({ name }) => [name, "session_no"])) };
  const rows: Record<string, number> = {};
  for (const [table, column] of Object.entries(counts)) {
    const [row] = await on.query<{ count: number }>(
      `select count(*)::int as count from ${table} where ${column} = $1`,
      [no],
    );
    if (row!.count > 0) rows[table] = row!.count;
  }
  return rows;
}

/** A session that has ended, with rows in every table. */
async function playedSession(players = 12): Promise<number> {
  const no = await openSession(db, [{ question: 1 }, { question: 2 }]);
  const { code } = await idOf(no);
  const all = Array.from({ length: players }, (_, index) => index);
  await joinPlayers(db, {
    codes: all.map(() => code),
    nicknames: all.map((index) => `n${index}`),
    keys: all.map(() => null),
  } as Parameters<typeof joinPlayers>[1]);
  await insertAnswers(db, answers(no, players), false);
  await correctKey(db, no, 1);
  await writeTallies(db, "gateway/1", [tally(no, 0), tally(no, 1)]);
  await noteFates(db, [fate(no, 1)]);
  await db.query("update sessions set ended_at = now(), due_at = null where no = $1", [no]);
  return no;
}

const remove = async (no: number, host = "ana", stepId = "a") =>
  call(broker, "sessions.delete", { host, id: (await idOf(no)).id, stepId });
const usage = () => call(broker, "sessions.hostUsage", { host: "ana" }).then((found) => found.usage);

test("a deleted session is gone for everybody at once, and all its rows soon after", async () => {
  const before = await usage();
  const no = await playedSession();
  expect(await rowsOf(no)).toMatchObject({ answers: 12, players: 12, tallies: 2, question_windows: 2 });
  const { id, code } = await idOf(no);
  const other = await playedSession(3);
  expect(await remove(no)).toEqual({ sessionNo: no, sessionId: id, code });
  expect(await usage()).toMatchObject({ sessions: before.sessions + 1, players: before.players + 3 });
  expect(deleted).toContainEqual({ sessionNo: no, sessionId: id, code });
  expect(await call(broker, "sessions.get", { id })).toBeNull();
  expect(await call(broker, "sessions.byNo", { no })).toBeNull();
  const { items } = await call(broker, "sessions.list", { host: "ana" });
  expect(items.map((session) => session.no)).not.toContain(no);
  const notFound = { type: "NOT_FOUND" };
  await expect(call(broker, "sessions.delete", { host: "ana", id, stepId: "b" })).rejects.toMatchObject(
    notFound,
  );
  await expect(call(broker, "sessions.end", { host: "ana", id })).rejects.toMatchObject(notFound);
  await until("all rows are gone", async () => Object.keys(await rowsOf(no)).length === 0);
  expect(await rowsOf(other)).toMatchObject({ sessions: 1, answers: 3, players: 3, tallies: 2 });
  expect(await usage()).toEqual({
    ...before,
    quizzes: before.quizzes + 2,
    quizBytes: expect.any(Number),
    sessions: before.sessions + 1,
    players: before.players + 3,
  });
});

test("only its host can delete a session, and not while it is open", async () => {
  const no = await openSession(db);
  await expect(remove(no)).rejects.toMatchObject({ type: "WRONG_STATE", data: { state: "open" } });
  await expect(remove(no, "eve")).rejects.toMatchObject({ type: "FORBIDDEN" });
  const id = "x".repeat(16);
  const unknown = call(broker, "sessions.delete", { host: "ana", id, stepId: "a" });
  await expect(unknown).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a session in its lobby can be deleted, and its code is free at once", async () => {
  const no = await lobby(db, {}, "FREEME");
  expect(await call(broker, "sessions.byCode", { code: "FREEME" })).toBeNull();
  await db.query("update sessions set code = 'QQQQQ7' where no = $1", [no]);
  expect(await call(broker, "sessions.byCode", { code: "QQQQQ7" })).toMatchObject({ no });
  await remove(no);
  expect(await call(broker, "sessions.byCode", { code: "QQQQQ7" })).toBeNull();
  expect(await lobby(db, {}, "QQQQQ7")).toBeGreaterThan(no);
});

test("what is left of a quiz that was deleted goes with its last session", async () => {
  const no = await playedSession(1);
  const { quizId } = (await call(broker, "sessions.byNo", { no }))!.session;
  await db.query("update quizzes set deleted_at = now() where id = $1", [quizId]);
  await remove(no);
  await until("the quiz is gone", async () => {
    const rows = await db.query("select from quizzes where id = $1", [quizId]);
    return rows.length === 0;
  });
});

/** Marks a session as deleted without telling any node, as one that dies right after it has done so. */
const mark = (no: number) =>
  db.transaction(async (transaction) => {
    const { markDeleted } = await import("../../../services/sessions/deletion.repo.ts");
    await markDeleted(transaction, no, "a", currentTime());
  });

test("rows are deleted in chunks, by turns, and another node goes on where one has died", async () => {
  const [large, small] = [await playedSession(12), await playedSession(2)];
  const found: number[] = [];
  const purge = () => new SessionPurge(db, async ({ sessionNo }) => void found.push(sessionNo), 5);
  await mark(large);
  await mark(small);
  const first = purge();
  expect(await first.runOnce()).toBe(true);
  expect(await rowsOf(large)).toMatchObject({ answers: 7, players: 12 });
  expect(await rowsOf(small)).toMatchObject({ players: 2 });
  expect(found).toEqual([large, small]);
  const second = purge();
  let rounds = 0;
  while (await second.runOnce()) rounds++;
  expect(rounds).toBeLessThan(20);
  expect([await rowsOf(large), await rowsOf(small)]).toEqual([{}, {}]);
  // The first one finds that nothing is left.
  expect(await first.runOnce()).toBe(false);
});

test("writes that come after the deletion leave no rows", async () => {
  const no = await playedSession(2);
  const { code } = await idOf(no);
  await mark(no);
  const late = { ...batchOf({ session: no, player: 9, receivedAt: OPENED + 1 }) };
  expect(await insertAnswers(db, Object.assign(batchOf(), late), false)).toMatchObject([
    { reason: "notOpen" },
  ]);
  await writeTallies(db, "gateway/2", [tally(no, 1)]);
  await noteFates(db, [fate(no, 2)]);
  const joins = { codes: [code], nicknames: ["late"], keys: [null] } as Parameters<typeof joinPlayers>[1];
  expect((await joinPlayers(db, joins))[0]?.no).toBeNull();
  const purge = new SessionPurge(db);
  while (await purge.runOnce()) expect(await rowsOf(no)).toHaveProperty("sessions");
  await writeTallies(db, "gateway/3", [tally(no, 1)]);
  await noteFates(db, [fate(no, 2)]);
  expect(await rowsOf(no)).toEqual({});
});

test("counts that were written since the purge passed them go with the session's row", async () => {
  const no = await playedSession(1);
  await db.query("update sessions set deleted_at = now() where no = $1", [no]);
  await db.query("delete from players where session_no = $1", [no]);
  await db.query("delete from answers where session_no = $1", [no]);
  await db.query("delete from question_windows where session_no = $1", [no]);
  await db.query("delete from session_players where session_no = $1", [no]);
  expect(await db.transaction((transaction) => deleteLast(transaction, no, 1))).toBe(false);
  expect(await db.transaction((transaction) => deleteLast(transaction, no, 10))).toBe(true);
  expect(await rowsOf(no)).toEqual({});
});

test("a change is written, broadcast and wakes the scheduler; the same step again changes nothing", async () => {
  const no = await lobby(db, { pace: "self" });
  const { id } = await idOf(no);
  const change = (changes: object, stepId = "a", host = "ana") =>
    call(broker, "sessions.change", { host, id, changes, stepId, validUntil: currentTime() + 9000 });
  const first = await change({ title: "B", locked: true, maxPlayers: 7, expectedPlayers: 3 });
  expect(first).toMatchObject({ title: "B", locked: true, settings: { maxPlayers: 7, expectedPlayers: 3 } });
  expect(stubs.changed).toEqual([expect.objectContaining({ no, title: "B" })]);
  expect(await change({ title: "C" })).toEqual({ ...first, asOf: expect.any(Number) });
  await expect(change({ title: "D" }, "b", "eve")).rejects.toMatchObject({ type: "FORBIDDEN" });
  await expect(change({ expectedPlayers: 90_000_000 }, "c")).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [{ path: "expectedPlayers" }],
  });
  await change(
    { opensAt: new Date().toISOString(), closesAt: new Date(currentTime() + 600_000).toISOString() },
    "d",
  );
  await until("it has opened", async () => (await call(broker, "sessions.get", { id }))?.openedAt !== null);
  const moved = await change({ closesAt: null }, "e");
  expect([moved.settings.closesAt, ...moved.windows.map(({ closesAt }) => closesAt)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  const expired = call(broker, "sessions.change", {
    host: "ana",
    id,
    changes: { title: "E" },
    stepId: "f",
    validUntil: 1,
  });
  await expect(expired).rejects.toMatchObject({ type: "STEP_EXPIRED" });
});

test("the moved close of pace self decides which answers are in time", async () => {
  const no = await openSession(db, [{ question: 1 }, { question: 2 }], { pace: "self", graceMs: 0 });
  const { id } = await idOf(no);
  const hour = OPENED + 3_600_000;
  await db.query(
    "update question_windows set closes_at = to_timestamp($2::float8 / 1000) where session_no = $1",
    [no, hour],
  );
  const store = (player: number, receivedAt: number) =>
    insertAnswers(db, batchOf({ session: no, player, receivedAt }), true).then(
      ([row]) => row?.reason ?? "stored",
    );
  expect([await store(1, hour), await store(2, hour + 1)]).toEqual(["stored", "late"]);
  const changes = { closesAt: new Date(hour + 1000).toISOString() };
  await call(broker, "sessions.change", {
    host: "ana",
    id,
    changes,
    stepId: "a",
    validUntil: currentTime() + 9000,
  });
  expect([await store(2, hour + 1000), await store(3, hour + 1001)]).toEqual(["stored", "late"]);
});

test("a sign-in code is used by one request; its row goes a day after the code's end", async () => {
  const ended = Date.now() - 2 * 86_400_000;
  // The service's own housekeeping does not see the rows of a transaction that is open.
  await db.transaction(async (transaction) => {
    const use = (id: string, key: string, end: number) => signInCodes.use(transaction, id, key, end);
    expect(await use("old", "a", ended)).toBe(true);
    expect(await use("new", "a", Date.now())).toBe(true);
    expect(await use("new", "a", Date.now())).toBe(true);
    expect(await use("new", "b", Date.now())).toBe(false);
    expect(await signInCodes.deleteExpired(transaction, 10)).toBe(1);
    expect(await transaction.query("select id from used_sign_in_codes")).toEqual([{ id: "new" }]);
  });
});
