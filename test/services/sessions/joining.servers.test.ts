import { randomUUID } from "node:crypto";
import { JOIN_STATUS } from "../../../platform/contracts/contracts.ts";
import { maxPlayersOf } from "../../../platform/domain/session.ts";
import { joinPlayers, toVerdicts } from "../../../services/sessions/joining.ts";
import { remove } from "../../../services/sessions/removals.repo.ts";
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
const joinAll = (
  codes: string[],
  nicknames = codes.map((_, index) => `n${index}`),
  keys: (string | null)[] = codes.map(() => randomUUID()),
) => joinPlayers(db, { codes, nicknames, keys });
const [KEY, OTHER_KEY] = [randomUUID(), randomUUID()];
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
  const isNew = { hasJoinedBefore: false, refusal: null, lastsUntil: null };
  const names = ["Ana", "Ana", `O'Neil {"x"}, NULL \\`];
  expect(await joinAll([code, "NOBODY", code, code], [names[0]!, "x", names[1]!, names[2]!])).toEqual([
    { no, id, playerNo: 1, players: 3, nickname: names[0]!, ...isNew },
    { no: null, id: null, playerNo: null, players: null, nickname: "x", ...isNew },
    { no, id, playerNo: 2, players: 3, nickname: names[1]!, ...isNew },
    { no, id, playerNo: 3, players: 3, nickname: names[2]!, ...isNew },
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

test("a session never has more players than its limit, whoever joins at the same time", async () => {
  const { no, code, other } = { ...(await fresh()), other: await fresh() };
  await db.query("update sessions set max_players = 5 where no = $1", [no]);
  const batches = Array.from({ length: 4 }, () => joinAll([code, other.code, code, code]));
  const rows = (await Promise.all(batches)).flat();
  const here = rows.filter((row) => row.no === no);
  expect(here.flatMap(({ playerNo }) => playerNo ?? []).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(here.filter(({ refusal }) => refusal === "full")).toHaveLength(7);
  expect(toVerdicts(here).status.filter((status) => status === JOIN_STATUS.full)).toHaveLength(7);
  expect(rows.filter((row) => row.no === other.no && row.playerNo !== null)).toHaveLength(4);
  expect(await nicknames(no)).toHaveLength(5);
  expect((await repo.byNo(db, no))?.players).toBe(5);
});

test("in a full session whoever has joined stays that player, and a removed player makes room", async () => {
  const { no, code } = await fresh();
  await db.query("update sessions set max_players = 2 where no = $1", [no]);
  await joinAll([code, code], ["Ana", "Bo"], [KEY, OTHER_KEY]);
  const [again, late] = await joinAll([code, code], ["Ana", "Cy"], [KEY, randomUUID()]);
  expect(again).toMatchObject({ playerNo: 1, hasJoinedBefore: true });
  expect(late).toMatchObject({ playerNo: null, refusal: "full" });
  await db.transaction((transaction) => remove(transaction, no, [2]));
  expect(await joinAll([code, code])).toMatchObject([{ playerNo: 3 }, { playerNo: null, refusal: "full" }]);
});

test("without a limit of its own a session takes 100,000 players, or twice as many as its host expects", async () => {
  const { no, code } = await fresh();
  const setPlayers = (players: number) =>
    db.query("update session_players set players = $2 where session_no = $1", [no, players]);
  await setPlayers(99_999);
  expect(await numbers([code, code])).toEqual([100_000, null]);
  await db.query("update sessions set expected_players = 60000 where no = $1", [no]);
  expect(await numbers([code])).toEqual([100_001]);
  await setPlayers(119_999);
  expect(await numbers([code, code])).toEqual([120_000, null]);
  expect(maxPlayersOf((await repo.byNo(db, no))!.settings)).toBe(120_000);
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
  expect(await remove(db, no, [2])).toBe(1);
  expect(await remove(db, no, [2, 3])).toBe(1);
  expect(await remove(db, no, [3])).toBe(0);
  expect(await numbers([code])).toEqual([3]);
  expect((await repo.byNo(db, no))?.removed).toEqual([2]);
});

test("a batch without any successful join causes no error", async () => {
  expect(await joinAll([])).toEqual([]);
  expect(await joinAll(["", "NOBODY"])).toMatchObject([{ no: null }, { no: null }]);
});

describe("the same code and key again", () => {
  const first = { playerNo: 1, nickname: "Ana", hasJoinedBefore: false };
  const again = { playerNo: 1, nickname: "Ana", hasJoinedBefore: true };

  test("is the same player, in a later batch, in the same batch, and under another name", async () => {
    const { no, code } = await fresh();
    const batch = [code, code, code];
    const keys = [KEY, OTHER_KEY, KEY];
    expect(await joinAll(batch, ["Ana", "Bo", "Cy"], keys)).toMatchObject([
      first,
      { ...first, playerNo: 2, nickname: "Bo" },
      again,
    ]);
    const others = [null, KEY, randomUUID()];
    expect(await joinAll(batch, ["Di", "Eve", "Flo"], others)).toMatchObject([
      { playerNo: 3 },
      again,
      { playerNo: 4 },
    ]);
    expect(await nicknames(no)).toHaveLength(4);
  });

  test("is another player in another session", async () => {
    const [one, other] = [await fresh(), await fresh()];
    const rows = await joinAll([one.code, other.code], ["Ana", "Ana"], [KEY, KEY]);
    expect(rows).toMatchObject([
      { no: one.no, ...first },
      { no: other.no, ...first },
    ]);
  });

  test("is the same player when whole batches are sent to several nodes at once", async () => {
    const { no, code } = await fresh();
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const codes = keys.map(() => code);
    const names = keys.map((_, index) => `n${index}`);
    const batches = await Promise.all(Array.from({ length: 4 }, () => joinAll(codes, names, keys)));
    const numbersOf = batches.map((rows) => rows.map(({ playerNo }) => playerNo));
    expect(numbersOf).toEqual(new Array(4).fill(numbersOf[0]));
    expect(await nicknames(no)).toHaveLength(20);
    expect((await repo.byNo(db, no))?.players).toBe(20);
  });

  test("lets a player back in where it is too late to join", async () => {
    const { no, code } = await fresh(false);
    await joinAll([code], ["Ana"], [KEY]);
    await change(no, { openedAt: Date.now() });
    expect(await joinAll([code, code], ["Ana", "Bo"], [KEY, OTHER_KEY])).toMatchObject([
      again,
      { playerNo: null },
    ]);
  });

  test("is a new player after a removal", async () => {
    const { no, code } = await fresh();
    await joinAll([code], ["Ana"], [KEY]);
    await remove(db, no, [1]);
    expect(await joinAll([code], ["Ana"], [KEY])).toMatchObject([{ ...first, playerNo: 2 }]);
    expect(await joinAll([code], ["Ana"], [KEY])).toMatchObject([{ ...again, playerNo: 2 }]);
  });
});

test("a join says until when its session may last", async () => {
  const [day, now] = [86_400_000, Date.now()];
  const codeOf = async (settings: Parameters<typeof lobby>[1]) =>
    (await repo.byNo(db, await lobby(db, settings)))!.code;
  const codes = [
    await codeOf({}),
    await codeOf({ opensAt: now + day }),
    await codeOf({ pace: "self", closesAt: now + 100 * day }),
    await codeOf({ pace: "self" }),
  ];
  const rows = await joinAll(codes);
  expect(rows.map(({ lastsUntil }) => lastsUntil && Math.round((lastsUntil - now) / day))).toEqual([
    null,
    1,
    100,
    335,
  ]);
});

test("past the quota of their host, all sessions are full; whoever is in comes back", async () => {
  const [one, other] = [await fresh(), await fresh()];
  const [host] = await db.query<{ players: number }>(
    "select players::int as players from host_players where host = 'ana'",
  );
  const joinUpTo = (codes: string[], keys = codes.map(() => randomUUID())) =>
    joinPlayers(db, { codes, nicknames: codes.map(() => "Bo"), keys }, host!.players + 3);
  expect((await joinUpTo([one.code, one.code])).map(({ playerNo }) => playerNo)).toEqual([1, 2]);
  const [first, second] = await joinUpTo([other.code, other.code], [KEY, OTHER_KEY]);
  expect([first, second].map((row) => [row?.playerNo, row?.refusal])).toEqual([
    [1, null],
    [null, "full"],
  ]);
  expect(await joinUpTo([one.code, other.code], [randomUUID(), KEY])).toMatchObject([
    { playerNo: null, refusal: "full" },
    { playerNo: 1, hasJoinedBefore: true },
  ]);
});
