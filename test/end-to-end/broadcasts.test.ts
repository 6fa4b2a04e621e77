import { must } from "../harness/client.ts";
import type { Leaderboard, Stats } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { EventStream } from "../harness/event-stream.ts";
import { joinAll } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { playerNames, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

/** The shortest interval between two refreshes of the stats, by the default setting of a node, in ms. */
const REFRESH_MS = 250;

interface Traffic {
  byName: Map<string, { events: number; maxBytes: number }>;
  durationMs: number;
}

function trafficOf(stream: EventStream, durationMs: number): Traffic {
  const byName: Traffic["byName"] = new Map();
  for (const { event, text } of stream.events) {
    const { events = 0, maxBytes = 0 } = byName.get(event) ?? {};
    byName.set(event, { events: events + 1, maxBytes: Math.max(maxBytes, Buffer.byteLength(text)) });
  }
  return { byName, durationMs };
}

describeOnDeployments("broadcasts", (deployment) => {
  /** Plays a game with this many players, who all join and answer while an event stream records. */
  async function recordGame(players: number): Promise<Traffic> {
    const fixture = await setUpSession(deployment, {
      questions: [single(), single()],
      session: { stats: "live" },
    });
    const startedAt = Date.now();
    const stream = await fixture.spectator.events();
    const joined = await joinAll(fixture.clients, fixture.session.code, playerNames(players));
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const replies = await Promise.all(joined.map((player, index) => player.answer(1, { choice: index % 4 })));
    for (const reply of replies) must(reply, 201);
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    await stream.next("stats", (data) => {
      const stats = data as Stats;
      return stats.final && stats.attempts === players;
    });
    await until("the stream has a leaderboard of all players with points", () =>
      stream.eventsNamed("leaderboard").some((event) => {
        const { places, players: counted } = event.data as Leaderboard;
        return counted === players && places.some((place) => place.points > 0);
      }),
    );
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await stream.next("ended");
    stream.close();
    return trafficOf(stream, Date.now() - startedAt);
  }

  test("do not grow with the number of players, neither in bytes per event nor in number of events", async () => {
    const small = await recordGame(20);
    const large = await recordGame(300);
    expect([...large.byName.keys()].sort()).toEqual([...small.byName.keys()].sort());
    for (const [name, { events, maxBytes }] of large.byName) {
      const maxBytesInSmall = small.byName.get(name)?.maxBytes ?? 0;
      expect({ name, maxBytesInSmall, maxBytes, grows: maxBytes > 1.2 * maxBytesInSmall }).toMatchObject({
        grows: false,
      });
      const maxEvents = 6 + (2 * large.durationMs) / REFRESH_MS;
      expect({ name, maxEvents, events, isWithinMax: events <= maxEvents && events < 100 }).toMatchObject({
        isWithinMax: true,
      });
    }
  }, 60_000);

  test("in brief are three for a question of a player, and a host cannot ask for them", async () => {
    const { host, session, clients, players } = await setUpSession(deployment, {
      questions: [single(), single()],
      players: playerNames(3),
    });
    const [{ baseUrl }] = clients as [(typeof clients)[0]];
    const brief = { query: { events: "brief" } };
    for (const token of [host.token, must(await host.screen(session.id), 200).token]) {
      expect((await EventStream.open(baseUrl, session.id, { token, ...brief })).status).toBe(422);
    }
    const stream = await EventStream.open(baseUrl, session.id, { token: players[0]!.token, ...brief });
    must(await host.step(session.id, "open"), 200);
    must(await host.step(session.id, "close"), 200);
    await stream.next("stats", (data) => (data as Stats).final);
    const before = stream.events.length;
    must(await host.step(session.id, "next"), 200);
    for (const player of players) must(await player.answer(2, { choice: 0 }), 201);
    must(await host.step(session.id, "close"), 200);
    const { data } = await stream.next("stats", (stats) => (stats as Stats).question === 2);
    expect(data).toMatchObject({ attempts: 3, final: true, leaderboard: { players: 3 } });
    const events = stream.events.slice(before);
    expect(events.map(({ event }) => event)).toEqual(["question", "closed", "stats"]);
    expect(events[0]!.data).toMatchObject({ no: 2, players: 3 });
    stream.close();
  }, 60_000);
});
