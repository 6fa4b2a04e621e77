import { randomUUID } from "node:crypto";
import type { Database } from "../../../platform/database/database.ts";
import { migrate } from "../../../platform/database/migrations.ts";
import { arrivalsBySession, joinPlayers } from "../../../services/sessions/joining.ts";
import { remove, restore } from "../../../services/sessions/removals.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { deployments } from "../../platform/database/deployments.ts";
import { lobby } from "./session-on-database.ts";

const NODES = 10;

describe.each(deployments.slice(0, 2))("unique nicknames on %s", (_name, deploy) => {
  const nodes: Database[] = [];
  let db: Database;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const deployment = await deploy();
    for (let node = 0; node < NODES; node++) nodes.push(await deployment.open());
    db = nodes[0]!;
    await migrate(db);
    stop = async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await deployment.stop();
    };
  }, INSTALL_MS);
  afterAll(() => stop?.());

  const fresh = async (unique = true) => {
    const no = await lobby(db, { nicknames: unique ? "unique" : "any" });
    return { no, code: (await repo.byNo(db, no))!.code };
  };
  const joinAs = (code: string, nicknames: string[], keys = nicknames.map(() => randomUUID()), node = db) =>
    joinPlayers(node, { codes: nicknames.map(() => code), nicknames, keys });
  const outcomes = async (...params: Parameters<typeof joinAs>) =>
    (await joinAs(...params)).map(({ playerNo, refusal }) => playerNo ?? refusal);
  const nicknames = async (no: number) =>
    (
      await db.query<{ nickname: string }>(
        "select nickname from players where session_no = $1 and removed_at is null order by player_no",
        [no],
      )
    ).map(({ nickname }) => nickname);

  test("of a thousand who join with one name at the same moment at ten nodes, one gets it; nobody else is harmed", async () => {
    const [session, other] = [await fresh(), await fresh(false)];
    const batches = Array.from({ length: 20 }, async (_, batch) => {
      const names = Array.from({ length: 100 }, (_, index) =>
        index % 2 ? `own ${batch}/${index}` : ["Ana", "ANA", " ana ", "ａｎａ"][index % 4]!,
      );
      const codes = names.map((_, index) => (index % 10 === 3 ? other.code : session.code));
      const keys = names.map(() => randomUUID());
      return joinPlayers(nodes[batch % NODES]!, { codes, nicknames: names, keys });
    });
    const rows = (await Promise.all(batches)).flat();
    const isAna = ({ nickname }: { nickname: string }) => !nickname.startsWith("own");
    const here = rows.filter(({ no }) => no === session.no);
    expect(here.filter(isAna)).toHaveLength(1000);
    expect(here.filter((row) => isAna(row) && row.playerNo !== null)).toHaveLength(1);
    expect(here.filter((row) => isAna(row) && row.refusal === "nicknameTaken")).toHaveLength(999);
    expect(rows.filter((row) => !isAna(row) && row.playerNo === null)).toEqual([]);
    // The numbers have no gap.
    const numbers = here.flatMap(({ playerNo }) => playerNo ?? []).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 801 }, (_, index) => index + 1));
    expect((await repo.byNo(db, session.no))?.players).toBe(801);
    expect((await repo.byNo(db, other.no))?.players).toBe(200);
    expect((await nicknames(session.no)).filter((nickname) => !nickname.startsWith("own"))).toHaveLength(1);
  }, 60_000);

  test("nicknames are compared as typed answers are; in other sessions they are not compared", async () => {
    const [unique, any] = [await fresh(), await fresh(false)];
    const taken = "nicknameTaken";
    // The last one begins with a Cyrillic letter that looks the same.
    const names = ["Zoë", "ZOE\u0308", "Zoe", "O’Neil", "O'Neil", "о'neil"];
    expect(await outcomes(unique.code, names)).toEqual([1, taken, 2, 3, taken, taken]);
    expect(await outcomes(unique.code, ["zoë", "Bo"])).toEqual([taken, 4]);
    expect(await outcomes(any.code, names)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("the same key again is the same player, under whichever name it comes", async () => {
    const { no, code } = await fresh();
    const [key, stranger] = [randomUUID(), randomUUID()];
    expect(await outcomes(code, ["Ana", "Bo"], [key, randomUUID()])).toEqual([1, 2]);
    const again = await joinAs(code, ["Ana", "Ana", "Bo", "Ana"], [key, stranger, key, key]);
    expect(again).toMatchObject([
      { playerNo: 1, hasJoinedBefore: true },
      { playerNo: null, refusal: "nicknameTaken" },
      { playerNo: 1, nickname: "Ana", hasJoinedBefore: true },
      { playerNo: 1, hasJoinedBefore: true },
    ]);
    expect([...arrivalsBySession(again)]).toMatchObject([{ count: { players: 2 }, arrivals: [] }]);
    expect(await nicknames(no)).toEqual(["Ana", "Bo"]);
  });

  test("one batch at several nodes at once gets the same players at each, although names and keys collide", async () => {
    const { no, code } = await fresh();
    const names = Array.from({ length: 30 }, (_, index) => `n${index % 20}`);
    const keys = names.map(() => randomUUID());
    const replies = await Promise.all(nodes.slice(0, 4).map((node) => outcomes(code, names, keys, node)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(await nicknames(no)).toHaveLength(20);
  });

  test("whoever comes second in a batch hears that the session is full, if the first did not get in", async () => {
    const { no, code } = await fresh();
    await db.query("update sessions set max_players = 1 where no = $1", [no]);
    expect(await outcomes(code, ["Ana", "Bo", "bo", "ana"])).toEqual([1, "full", "full", "nicknameTaken"]);
  });

  test("a removed player's name is free, and cannot be taken back from whoever has it now", async () => {
    const { no, code } = await fresh();
    const key = randomUUID();
    await joinAs(code, ["Ana", "Bo"], [key, randomUUID()]);
    await remove(db, no, [1]);
    expect(await outcomes(code, ["ANA"], [key])).toEqual([3]);
    const restoring = (playerNo: number) => db.transaction((one) => restore(one, no, playerNo, true));
    await expect(restoring(1)).rejects.toMatchObject({ type: "NICKNAME_TAKEN" });
    expect((await repo.byNo(db, no))?.removed).toEqual([1]);
    await remove(db, no, [3]);
    expect(await restoring(1)).toMatchObject({ player: { playerNo: 1, nickname: "Ana" }, wasRemoved: true });
    expect(await outcomes(code, ["Ana", "aNa"], [key, randomUUID()])).toEqual([1, "nicknameTaken"]);
    expect(await restoring(1)).toMatchObject({ wasRemoved: false });
    expect(await restoring(9)).toBeNull();
  });

  test("restoring and joining with the same name at the same moment: one of them has it", async () => {
    const { no, code } = await fresh();
    for (let round = 0; round < 10; round++) {
      const [row] = await joinAs(code, ["Ana"]);
      await remove(db, no, [row!.playerNo!]);
      const results = await Promise.allSettled([
        ...nodes.slice(1, 5).map((node) => outcomes(code, ["Ana"], [randomUUID()], node)),
        nodes[5]!.transaction((transaction) => restore(transaction, no, row!.playerNo!, true)),
      ]);
      for (const result of results.slice(0, 4)) expect(result.status).toBe("fulfilled");
      expect(await nicknames(no)).toEqual(["Ana"]);
      await db.query("update players set removed_at = now() where session_no = $1", [no]);
    }
  }, 30_000);
});
