import { randomUUID } from "node:crypto";
import { joinPlayers } from "../../../services/sessions/joining.ts";
import { playersNamed, remove } from "../../../services/sessions/removals.repo.ts";
import { EXAMINED_PER_PAGE, newestPlayers, rosterPage } from "../../../services/sessions/roster.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();

async function sessionOf(...nicknames: string[]): Promise<number> {
  const no = await lobby(db);
  const { code } = (await repo.byNo(db, no))!;
  const keys = nicknames.map(() => randomUUID());
  await joinPlayers(db, { codes: nicknames.map(() => code), nicknames, keys });
  return no;
}

/** As a node of the release before writes players. */
async function joinWithoutKeys(no: number, from: number, nicknames: string[]): Promise<void> {
  await db.query(
    `insert into players (session_no, player_no, nickname)
     select $1, $2 + b.ord::int - 1, b.nickname from unnest($3::text[]) with ordinality as b (nickname, ord)`,
    [no, from, nicknames],
  );
  await db.query("update session_players set players = players + $2 where session_no = $1", [
    no,
    nicknames.length,
  ]);
}

type PageParams = Partial<Parameters<typeof rosterPage>[1]>;
const page = (session: number, params: PageParams = {}) =>
  rosterPage(db, { session, after: 0, limit: 20, removed: false, ...params });
const numbersOf = async (session: number, params: PageParams = {}) =>
  (await page(session, params)).items.map(({ playerNo }) => playerNo);

test("the pages have everybody who is in, once, in order of their numbers", async () => {
  const no = await sessionOf("Ana", "Bo", "Cy", "Di", "Eve", "Flo");
  await remove(db, no, [2, 6]);
  const first = await page(no, { limit: 2 });
  expect(first).toMatchObject({
    items: [{ playerNo: 1, nickname: "Ana", banned: false }, { playerNo: 3 }],
    next: 3,
  });
  expect(Math.abs(first.items[0]!.joinedAt - Date.now())).toBeLessThan(60_000);
  expect(await page(no, { limit: 2, after: 3 })).toMatchObject({
    items: [{ playerNo: 4 }, { playerNo: 5 }],
    next: null,
  });
  expect(await page(no, { after: 6 })).toEqual({ items: [], next: null });
});

test("the list of the removed has them and says who is banned", async () => {
  const no = await sessionOf("Ana", "Bo", "Cy", "Di");
  await remove(db, no, [4, 1]);
  await remove(db, no, [2], true);
  expect(await page(no, { removed: true, limit: 2 })).toMatchObject({
    items: [
      { playerNo: 1, banned: false },
      { playerNo: 2, banned: true },
    ],
    next: 2,
  });
  expect(await page(no, { removed: true, after: 2 })).toMatchObject({ items: [{ playerNo: 4 }], next: null });
  expect(await numbersOf(no, { removed: true, search: "b" })).toEqual([2]);
});

test("a search finds a part of the nickname, whatever its case, width and composition", async () => {
  const no = await sessionOf("Zoë Meier", "ＢＯ", "100%", "a_b", "Müller");
  await joinWithoutKeys(no, 6, ["OLD Bob", "Zoe"]);
  expect(await numbersOf(no, { search: "ZOE\u0308" })).toEqual([1]);
  expect(await numbersOf(no, { search: "meier " })).toEqual([1]);
  expect(await numbersOf(no, { search: "bo" })).toEqual([2, 6]);
  expect(await numbersOf(no, { search: "%" })).toEqual([3]);
  expect(await numbersOf(no, { search: "_" })).toEqual([4]);
  expect(await numbersOf(no, { search: "MÜLL" })).toEqual([5]);
  expect(await numbersOf(no, { search: "nobody" })).toEqual([]);
});

test("in a large session a search examines a bounded number of players, and goes on where it stopped", async () => {
  const no = await lobby(db);
  const total = 2 * EXAMINED_PER_PAGE + 10;
  await db.query(
    `insert into players (session_no, player_no, nickname, nickname_key)
     select $1, n, 'Player ' || n, 'player ' || n from generate_series(1, $2::int) n`,
    [no, total],
  );
  await db.query("update session_players set players = $2 where session_no = $1", [no, total]);
  await remove(db, no, [100_005]);
  const found: number[] = [];
  let pages = 0;
  for (let after: number | null = 0; after !== null; pages++) {
    const { items, next } = await page(no, { after, search: "r 10000" });
    found.push(...items.map(({ playerNo }) => playerNo));
    after = next;
  }
  expect(pages).toBe(3);
  const expected = [10_000, ...Array.from({ length: 10 }, (_, index) => 100_000 + index)];
  expect(found).toEqual(expected.filter((playerNo) => playerNo !== 100_005));
  const newest = (await newestPlayers(db, no)).map(({ playerNo }) => playerNo);
  expect([newest.length, newest[0], newest.at(-1)]).toEqual([50, total - 50, total]);
  expect(await playersNamed(db, no, "PLAYER 100007")).toEqual([100_007]);
}, 60_000);

test("players are found by their nickname as typed answers are compared, whoever wrote the row", async () => {
  const no = await sessionOf("Ana", "ANA", "Anna", "Ana");
  await joinWithoutKeys(no, 5, ["ａｎａ", "Bo"]);
  await remove(db, no, [4]);
  expect(await playersNamed(db, no, " ana ")).toEqual([1, 2, 4, 5]);
  expect(await playersNamed(db, no, "Ann")).toEqual([]);
});

test("the newest players are those with the highest numbers, without removed ones", async () => {
  const no = await sessionOf(...Array.from({ length: 60 }, (_, index) => `n${index + 1}`));
  await remove(db, no, [60, 30]);
  const newest = await newestPlayers(db, no);
  expect(newest).toHaveLength(50);
  expect([newest[0], newest.at(-1)]).toEqual([
    { playerNo: 9, nickname: "n9" },
    { playerNo: 59, nickname: "n59" },
  ]);
});
