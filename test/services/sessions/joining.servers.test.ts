import { join, remove } from "../../../services/sessions/players.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();

/** A session in its lobby, and its code. */
async function fresh(lateJoin = true): Promise<{ no: number; code: string }> {
  const no = await lobby(db, { lateJoin });
  return { no, code: (await repo.byNo(db, no))!.code };
}

const change = (no: number, what: Parameters<typeof repo.applyChange>[2]) =>
  db.transaction((transaction) => repo.applyChange(transaction, no, what));
const joinAll = (codes: string[], names = codes.map((_, index) => `n${index}`)) => join(db, codes, names);
const numbers = async (codes: string[]) => (await joinAll(codes)).map(({ playerNo }) => playerNo);
const nicknames = (no: number) =>
  db.query("select player_no as no, nickname from players where session_no = $1 order by player_no", [no]);

test("player numbers are dense from 1 in each session, in the order of joining, across batches", async () => {
  const [one, other] = [await fresh(), await fresh()];
  const [a, b] = [one.code, other.code];
  expect(await numbers([a, b, a, a, b])).toEqual([1, 1, 2, 3, 2]);
  expect(await numbers([b, a])).toEqual([3, 4]);
  expect((await repo.byNo(db, one.no))?.players).toBe(4);
  expect((await repo.byNo(db, other.no))?.players).toBe(3);
});

test("every join gets its own row with its number, session and nickname", async () => {
  const { no, code } = await fresh();
  const id = (await repo.byNo(db, no))?.id;
  const names = ["Ana", "Ana", `O'Neil {"x"}, NULL \\`];
  expect(await joinAll([code, "NOBODY", code, code], [names[0]!, "x", names[1]!, names[2]!])).toEqual([
    { no, id, playerNo: 1, players: 3 },
    { no: null, id: null, playerNo: null, players: null },
    { no, id, playerNo: 2, players: 3 },
    { no, id, playerNo: 3, players: 3 },
  ]);
  expect(await nicknames(no)).toEqual(names.map((nickname, index) => ({ no: index + 1, nickname })));
});

test("concurrent batches share no number and skip none", async () => {
  const [one, other] = [await fresh(), await fresh()];
  const batches = Array.from({ length: 8 }, (_, index) =>
    numbers(index % 2 ? [one.code, other.code, one.code] : [other.code, one.code, one.code]),
  );
  await Promise.all(batches);
  const players = (await nicknames(one.no)) as { no: number }[];
  expect(players.map(({ no }) => no)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
});

test("without late join nobody can join after the opening, but the code is still known", async () => {
  const [early, late] = [await fresh(false), await fresh(true)];
  expect(await numbers([early.code, late.code])).toEqual([1, 1]);
  for (const { no } of [early, late]) await change(no, { openedAt: Date.now() });
  const rows = await joinAll([early.code, late.code]);
  expect(rows).toMatchObject([
    { no: early.no, playerNo: null },
    { no: late.no, playerNo: 2 },
  ]);
  expect((await repo.byNo(db, early.no))?.players).toBe(1);
});

test("the code of an ended session is free and can be used again", async () => {
  const { no, code } = await fresh();
  await change(no, { endedAt: Date.now() });
  expect(await joinAll([code])).toMatchObject([{ no: null }]);
  const successor = await lobby(db, {}, code);
  expect(await joinAll([code])).toMatchObject([{ no: successor, playerNo: 1 }]);
});

test("two live sessions never have the same code", async () => {
  const { code } = await fresh();
  await expect(lobby(db, {}, code)).rejects.toMatchObject({ code: "23505" });
});

test("the number of a removed player is not used again", async () => {
  const { no, code } = await fresh();
  await numbers([code, code]);
  expect(await remove(db, no, 2)).toBe(true);
  expect(await remove(db, no, 2)).toBe(true);
  expect(await remove(db, no, 3)).toBe(false);
  expect(await numbers([code])).toEqual([3]);
  expect((await repo.byNo(db, no))?.removed).toEqual([2]);
});

test("a batch without any successful join causes no error", async () => {
  expect(await joinAll([])).toEqual([]);
  expect(await joinAll(["", "NOBODY"])).toMatchObject([{ no: null }, { no: null }]);
});
