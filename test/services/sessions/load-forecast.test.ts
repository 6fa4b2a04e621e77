import { lookAhead } from "../../../services/sessions/load-forecast.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();
const MINUTE = 60_000;
const LEADS = [0, 300, 3600];
const look = () => lookAhead(db, LEADS, 6 * 3600);

const scheduled = (inMs: number, expectedPlayers: number | null) =>
  lobby(db, { opensAt: Date.now() + inMs, expectedPlayers });
const move = (no: number, change: Parameters<typeof repo.apply>[2]) =>
  db.transaction((transaction) => repo.apply(transaction, no, change));

test("players are expected from the lead time before the opening to the end", async () => {
  expect(await look()).toEqual({ open: 0, scheduled: 0, players: [0, 0, 0], overdueSeconds: 0 });
  await lobby(db, { expectedPlayers: 9_000_000 });
  const soon = await scheduled(3 * MINUTE, 1000);
  await scheduled(30 * MINUTE, 20_000);
  await scheduled(90 * MINUTE, 400_000);
  expect(await look()).toMatchObject({ open: 0, scheduled: 3, players: [0, 1000, 21_000] });
  await move(soon, { openedAt: Date.now() });
  expect(await look()).toMatchObject({ open: 1, scheduled: 2, players: [1000, 1000, 21_000] });
  await db.query("update session_players set players = 1500 where session_no = $1", [soon]);
  expect(await look()).toMatchObject({ players: [1500, 1500, 21_500] });
  await move(soon, { endedAt: Date.now() });
  expect(await look()).toMatchObject({ open: 0, players: [0, 0, 20_000] });
});

test("a session that nobody ends does not keep the nodes standing for ever", async () => {
  const forgotten = await scheduled(2 * MINUTE, 5000);
  await move(forgotten, { openedAt: Date.now() - 7 * 60 * MINUTE });
  expect(await look()).toMatchObject({ open: 1, players: [0, 0, 20_000] });
});

test("what is overdue is told by its age", async () => {
  const no = await lobby(db);
  await db.query("update sessions set due_at = now() - interval '90 seconds' where no = $1", [no]);
  expect((await look()).overdueSeconds).toBeGreaterThanOrEqual(90);
});
