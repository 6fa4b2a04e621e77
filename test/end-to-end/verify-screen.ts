import { expectError, must } from "../harness/client.ts";
import type { HostedSession } from "../harness/contract.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { Host } from "../harness/host.ts";
import { Player, type Spectator } from "../harness/player.ts";
import { at, type SessionFixture } from "./fixture.ts";

/**
 * A screen has followed the game: it shows the join code, and the names of those who joined meanwhile. It may not lead
 * the session, nor play.
 *
 * @param streams what the public and the screen have received
 */
export async function verifyScreen(
  { client, session, players }: SessionFixture,
  screen: Spectator,
  streams: readonly EventStream[],
): Promise<void> {
  const [ofPublic, ofScreen] = [at(streams, 0), at(streams, 1)];
  expect((must(await screen.state(), 200) as HostedSession).code).toBe(session.code);
  const arrivals = JSON.stringify(ofScreen.eventsNamed("joined").map(({ data }) => data));
  const latecomers = players.filter(({ no }) => no > 300).map(({ joined }) => joined.nickname);
  for (const nickname of latecomers) expect(arrivals).toContain(JSON.stringify(nickname));
  expect(ofPublic.eventsNamed("joined")).toEqual([]);
  expect(ofPublic.bytes.includes(session.code)).toBe(false);
  const { token } = screen;
  expectError(await new Host(client, token).step(session.id, "end"), 403, "FORBIDDEN");
  const asPlayer = new Player(client, { ...at(players, 0).joined, token: token! });
  expectError(await asPlayer.post({}), 403, "FORBIDDEN");
}
