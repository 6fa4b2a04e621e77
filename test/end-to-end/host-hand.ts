import { expectError, must, type Reply } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import { join, type Player } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { at, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

/** What a host does besides opening and closing questions, and how players come back. */

/** The window of the question that a reply to a host's step shows, in ms since the epoch. */
export function windowIn({ body }: Reply<SessionState>): { opens: number; closes: number } {
  const { openedAt = "", closesAt } = body.question ?? {};
  return { opens: Date.parse(openedAt), closes: closesAt == null ? Infinity : Date.parse(closesAt) };
}

/** Extends the open question, and records when it will close. */
export async function extendQuestion(
  { host, session }: SessionFixture,
  oracle: Oracle,
  no: number,
  byMs: number,
): Promise<void> {
  const before = oracle.windows.get(no);
  const reply = await host.step(session.id, "extend", { question: no, byMs });
  must(reply, 200);
  const { opens, closes } = windowIn(reply);
  expect({ opens, closes }).toEqual({ opens: before?.openedAt, closes: (before?.closesBy ?? 0) + byMs });
  oracle.windows.set(no, { openedAt: opens, closesFrom: closes, closesBy: closes });
  expectError(await host.step(session.id, "extend", { question: no + 1, byMs }), 409, "WRONG_STATE");
}

/** Some players reload the page on another device: they come back by pin, through another gateway. */
export async function rejoinSome(fixture: SessionFixture, from: number, count: number): Promise<void> {
  const { clients, session, players } = fixture;
  const back = await Promise.all(
    players
      .slice(from, from + count)
      .map((player, index) => player.rejoin(at(clients, index % clients.length), session.code)),
  );
  expect(back.map(({ no, joined }) => [no, joined.nickname])).toEqual(
    players.slice(from, from + count).map(({ no, joined }) => [no, joined.nickname]),
  );
  players.splice(from, count, ...back);
}

/** A nickname that differs from a player's in case and spaces only is the same nickname. */
export async function verifyNicknameTaken({ client, session, players }: SessionFixture): Promise<void> {
  const nickname = ` ${at(players, 0).joined.nickname.toUpperCase()}  `;
  const reply = await join(client, { code: session.code, nickname });
  expectError(reply, 409, "NICKNAME_TAKEN");
}

/** Locks the session: nobody new gets in, whoever is in comes back. */
export async function lockSession(fixture: SessionFixture): Promise<void> {
  const { host, session, client } = fixture;
  expect(must(await host.changeSession(session.id, { locked: true }), 200).locked).toBe(true);
  const late = { code: session.code, nickname: "Too late" };
  const { data } = expectError(await join(client, late), 409, "WRONG_STATE");
  expect(data).toMatchObject({ reason: "locked" });
  await rejoinSome(fixture, 20, 3);
}

/** Removes two players, one of them for good. Returns the other one, whose stream says so. */
export async function removePlayers(fixture: SessionFixture, oracle: Oracle): Promise<Player> {
  const { host, session, client, players } = fixture;
  const [removed, banned] = players.splice(3, 2) as [Player, Player];
  const stream = await removed.events();
  must(await host.removePlayer(session.id, removed.no), 204);
  must(await host.removePlayer(session.id, banned.no, { ban: true }), 204);
  for (const { no } of [removed, banned]) oracle.removePlayer(no);
  await stream.next("removed");
  await until("the stream of a removed player has ended", () => stream.ended);
  expectError(await removed.me(), 401, "INVALID_TOKEN");
  expectError(await banned.tryRejoin(client, session.code), 403, "BANNED");
  return removed;
}

/** Takes a removal back: the player is in again, with all answers. */
export async function restorePlayer(fixture: SessionFixture, oracle: Oracle, player: Player): Promise<void> {
  const { host, session, client, players } = fixture;
  expect((await host.restorePlayer(session.id, player.no)).status).toBeLessThan(300);
  oracle.restorePlayer(player.no);
  players.push(await player.rejoin(client, session.code));
}
