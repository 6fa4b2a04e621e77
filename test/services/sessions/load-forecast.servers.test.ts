import { setLimit } from "../../../platform/quotas/host-usage.repo.ts";
import { queryForecast } from "../../../services/sessions/load-forecast.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();
const MINUTE = 60_000;
const LEADS = [0, 300, 3600];
const forecast = (maxExpectedPlayers = 100_000) => queryForecast(db, LEADS, 6 * 3600, maxExpectedPlayers);

const schedule = (inMs: number, expectedPlayers: number | null) =>
  lobby(db, { opensAt: Date.now() + inMs, expectedPlayers });
const change = (no: number, change: Parameters<typeof repo.applyChange>[2]) =>
  db.transaction((transaction) => repo.applyChange(transaction, no, change));

test("players count from the lead time before the opening until the end", async () => {
  expect(await forecast()).toEqual({
    open: 0,
    scheduled: 0,
    players: [0, 0, 0],
    playersOverLimit: [0, 0, 0],
    overdueSeconds: 0,
  });
  await lobby(db, { expectedPlayers: 9_000_000 });
  const next = await schedule(3 * MINUTE, 1000);
  await schedule(30 * MINUTE, 20_000);
  await schedule(90 * MINUTE, 400_000);
  expect(await forecast()).toMatchObject({ open: 0, scheduled: 3, players: [0, 1000, 21_000] });
  await change(next, { openedAt: Date.now() });
  expect(await forecast()).toMatchObject({ open: 1, scheduled: 2, players: [1000, 1000, 21_000] });
  await db.query("update session_players set players = 1500 where session_no = $1", [next]);
  expect(await forecast()).toMatchObject({ players: [1500, 1500, 21_500] });
  await change(next, { endedAt: Date.now() });
  expect(await forecast()).toMatchObject({ open: 0, players: [0, 0, 20_000] });
});

test("a session that nobody ends does not keep nodes running for ever", async () => {
  const forgotten = await schedule(2 * MINUTE, 5000);
  await change(forgotten, { openedAt: Date.now() - 7 * 60 * MINUTE });
  expect(await forecast()).toMatchObject({ open: 1, players: [0, 0, 20_000] });
});

test("a host's expected players count up to a limit; who has joined counts in any case", async () => {
  await db.query("update sessions set ended_at = now()");
  const big = await schedule(2 * MINUTE, 90_000_000);
  await schedule(4 * MINUTE, 500);
  const other = await schedule(4 * MINUTE, 40);
  await db.query("update sessions set host = 'bob' where no = $1", [other]);
  expect(await forecast(2000)).toMatchObject({
    players: [0, 2040, 2040],
    playersOverLimit: [0, 89_998_500, 89_998_500],
  });
  await setLimit(db, "ana", "expectedPlayers", 60_000);
  expect((await forecast(2000)).players[1]).toBe(60_040);
  await db.query("update session_players set players = 70_000 where session_no = $1", [big]);
  expect((await forecast(2000)).players[1]).toBe(70_040);
  await setLimit(db, "ana", "expectedPlayers", 100_000_000);
  expect(await forecast(2000)).toMatchObject({
    players: [0, 90_000_540, 90_000_540],
    playersOverLimit: [0, 0, 0],
  });
  await setLimit(db, "ana", "expectedPlayers", null);
  expect((await forecast(80_000)).players[1]).toBe(80_040);
});

test("the age of the most overdue transition is reported", async () => {
  const no = await lobby(db);
  await db.query("update sessions set due_at = now() - interval '90 seconds' where no = $1", [no]);
  expect((await forecast()).overdueSeconds).toBeGreaterThanOrEqual(90);
});
