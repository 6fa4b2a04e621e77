import { randomUUID } from "node:crypto";
import { MAX_REMOVED_PLAYERS } from "../../../platform/domain/session.ts";
import { joinPlayers, toVerdicts } from "../../../services/sessions/joining.ts";
import { removePlayers, restorePlayer } from "../../../services/sessions/removals.ts";
import { SessionCommands } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";
import { stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();
const commands = new SessionCommands(db, broker, (error) => {
  throw error;
});

interface Game {
  no: number;
  id: string;
  code: string;
  keys: string[];
}
/** A session with these players, who have keys in this order. */
async function game(nicknames: string[], settings: Parameters<typeof lobby>[1] = {}): Promise<Game> {
  const no = await lobby(db, settings);
  const { id, code } = (await repo.byNo(db, no))!;
  const keys = nicknames.map(() => randomUUID());
  await joinPlayers(db, { codes: nicknames.map(() => code), nicknames, keys });
  return { no, id, code, keys };
}
const rejoin = async ({ code }: Game, nickname: string, key: string) => {
  const [row] = await joinPlayers(db, { codes: [code], nicknames: [nickname], keys: [key] });
  return row!.playerNo ?? row!.refusal;
};
type Who = { player: number } | { nickname: string };
const remove = ({ id }: Game, who: Who, ban = false, host = "ana") =>
  removePlayers({ db, commands }, { id, host, who, ban });
const restore = ({ id }: Game, player: number, host = "ana") =>
  restorePlayer({ db, commands }, { id, host, player });

test("a removed player is removed for all nodes; a second time changes nothing", async () => {
  const one = await game(["Ana", "Bo"]);
  const session = await remove(one, { player: 2 });
  expect(session).toMatchObject({ removed: [2], banned: [], players: 2 });
  expect(stubs.changed).toEqual([session]);
  expect((await remove(one, { player: 2 })).revision).toBe(session.revision);
  expect(stubs.changed).toHaveLength(1);
  await expect(remove(one, { player: 3 })).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(remove(one, { player: 1 }, false, "eve")).rejects.toMatchObject({ type: "FORBIDDEN" });
});

test("who is removed may join anew with the same key; who is banned may not, also not under another name", async () => {
  const one = await game(["Ana", "Bo"]);
  await remove(one, { player: 1 });
  expect(await rejoin(one, "Ana", one.keys[0]!)).toBe(3);
  await remove(one, { player: 2 }, true);
  expect(await rejoin(one, "Somebody", one.keys[1]!)).toBe("banned");
  expect(await rejoin(one, "Somebody", randomUUID())).toBe(4);
  // A removal can become a ban later, and a second removal takes no ban back.
  expect(await remove(one, { player: 1 }, true)).toMatchObject({ removed: [1, 2], banned: [1, 2] });
  expect(await remove(one, { player: 1 })).toMatchObject({ banned: [1, 2] });
  const [row] = await joinPlayers(db, { codes: [one.code], nicknames: ["x"], keys: [one.keys[1]!] });
  // Gateways of the release before know no such refusal, and must not take it for a join.
  expect(toVerdicts([row!])).toMatchObject({ status: [2], refusal: ["banned"], playerNo: [0] });
});

test("all of a nickname are removed at once; a second time is no error, a name that nobody has is", async () => {
  const one = await game(["Ana", "Bo", "ANA", "ａｎａ"]);
  expect(await remove(one, { nickname: "ana" })).toMatchObject({ removed: [1, 3, 4], banned: [] });
  expect(await remove(one, { nickname: "Ana" }, true)).toMatchObject({ banned: [1, 3, 4] });
  expect(await remove(one, { nickname: "Ana" }, true)).toMatchObject({ removed: [1, 3, 4] });
  await expect(remove(one, { nickname: "Cy" })).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a restored player is in again, and their key lets them in again", async () => {
  const one = await game(["Ana", "Bo"], { maxPlayers: 2 });
  await remove(one, { player: 1 }, true);
  await remove(one, { player: 2 }, true);
  expect(await rejoin(one, "Cy", randomUUID())).toBe(3);
  await rejoin(one, "Di", randomUUID());
  await db.query("update sessions set locked = true where no = $1", [one.no]);
  // The session is full and locked, but it is the host's will.
  const { session, player } = await restore(one, 1);
  expect(session).toMatchObject({ removed: [2], banned: [2] });
  expect(player).toMatchObject({ playerNo: 1, nickname: "Ana", banned: false });
  expect(stubs.changed.at(-1)).toEqual(session);
  expect(await rejoin(one, "Ana", one.keys[0]!)).toBe(1);
  expect(await rejoin(one, "Bo", one.keys[1]!)).toBe("banned");
  const { revision } = (await restore(one, 2)).session;
  expect((await restore(one, 2)).session.revision).toBe(revision);
  await expect(restore(one, 9)).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(restore(one, 1, "eve")).rejects.toMatchObject({ type: "FORBIDDEN" });
});

test("if somebody new has joined with a removed player's key, the key stays theirs after the restore", async () => {
  const one = await game(["Ana"]);
  await remove(one, { player: 1 });
  expect(await rejoin(one, "Ana", one.keys[0]!)).toBe(2);
  await restore(one, 1);
  expect(await rejoin(one, "Ana", one.keys[0]!)).toBe(2);
});

test("in a session with unique nicknames a name that another has now is not given back", async () => {
  const one = await game(["Ana"], { nicknames: "unique" });
  await remove(one, { player: 1 });
  await rejoin(one, "aNA", randomUUID());
  await expect(restore(one, 1)).rejects.toMatchObject({ type: "NICKNAME_TAKEN" });
  expect((await repo.byNo(db, one.no))?.removed).toEqual([1]);
});

test("a locked session lets nobody new in, and whoever has joined comes back", async () => {
  const one = await game(["Ana"]);
  await db.query("update sessions set locked = true where no = $1", [one.no]);
  expect(await rejoin(one, "Bo", randomUUID())).toBe("lockedLobby");
  expect(await rejoin(one, "Ana", one.keys[0]!)).toBe(1);
  await db.transaction((transaction) => repo.applyChange(transaction, one.no, { openedAt: Date.now() }));
  expect(await rejoin(one, "Bo", randomUUID())).toBe("lockedOpen");
  await db.query("update sessions set late_join = false where no = $1", [one.no]);
  expect(await rejoin(one, "Bo", randomUUID())).toBe("late");
});

test("a session takes a bounded number of removals, because every record of it has their numbers", async () => {
  const one = await game(["Ana"]);
  await db.query(
    `insert into players (session_no, player_no, nickname, nickname_key)
     select $1, n, 'bot', 'bot' from generate_series(2, $2::int) n`,
    [one.no, MAX_REMOVED_PLAYERS + 2],
  );
  await db.query("update session_players set players = $2 where session_no = $1", [
    one.no,
    MAX_REMOVED_PLAYERS + 2,
  ]);
  await expect(remove(one, { nickname: "bot" })).rejects.toMatchObject({ type: "WRONG_STATE" });
  await db.query("update players set nickname_key = 'another' where session_no = $1 and player_no = 5", [
    one.no,
  ]);
  expect((await remove(one, { nickname: "bot" })).removed).toHaveLength(MAX_REMOVED_PLAYERS);
  await expect(remove(one, { player: 1 })).rejects.toMatchObject({ type: "WRONG_STATE" });
  await restore(one, 2);
  expect((await remove(one, { player: 1 })).removed).toHaveLength(MAX_REMOVED_PLAYERS);
}, 60_000);
