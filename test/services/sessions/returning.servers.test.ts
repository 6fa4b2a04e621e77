import { returning, toReturningPlayers } from "../../../services/sessions/returning.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();

async function sessionWith(nicknames: string[]) {
  const no = await lobby(db);
  await db.query(
    `insert into players (session_no, player_no, nickname)
     select $1, ord, name from unnest($2::text[]) with ordinality as n (name, ord)`,
    [no, nicknames],
  );
  const { id, code } = (await repo.byNo(db, no))!;
  return { no, id, code };
}

test("players are found by code and number, in the order of the request; what is not there is null", async () => {
  const [one, other] = [await sessionWith(["Ana", "Bo"]), await sessionWith(["Cy"])];
  await db.query("update players set removed_at = now() where session_no = $1 and player_no = 2", [one.no]);
  const found = toReturningPlayers(
    await returning(db, [other.code, one.code, "NOBODY", one.code, one.code], [1, 2, 1, 1, 2_147_483_647]),
  );
  expect(found).toEqual({
    sessionId: [other.id, one.id, null, one.id, one.id],
    sessionNo: [other.no, one.no, 0, one.no, one.no],
    nickname: ["Cy", "Bo", null, "Ana", null],
    isRemoved: [false, true, false, false, false],
    isBanned: [false, false, false, false, false],
    lastsUntil: [0, 0, 0, 0, 0],
  });
});

test("a banned player is told apart, and nobody is found by the code of a session that has ended", async () => {
  const { no, code } = await sessionWith(["Ana"]);
  await db.query("update players set removed_at = now(), banned_at = now() where session_no = $1", [no]);
  expect(await returning(db, [code], [1])).toMatchObject([{ isRemoved: true, isBanned: true }]);
  await db.query("update sessions set ended_at = now() where no = $1", [no]);
  expect(await returning(db, [code], [1])).toMatchObject([{ id: null, nickname: null, isBanned: false }]);
});
