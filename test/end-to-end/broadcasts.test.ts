import { must } from "../harness/client.ts";
import type { Leaderboard, Stats } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { joinAll } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { playerNames, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

/** The fastest that figures may be refreshed, by the default setting of a node. */
const REFRESH_MS = 250;

interface Traffic {
  kinds: Map<string, { events: number; largest: number }>;
  lastedMs: number;
}

function trafficOf(stream: EventStream, lastedMs: number): Traffic {
  const kinds: Traffic["kinds"] = new Map();
  for (const { event, text } of stream.events) {
    const { events = 0, largest = 0 } = kinds.get(event) ?? {};
    kinds.set(event, { events: events + 1, largest: Math.max(largest, Buffer.byteLength(text)) });
  }
  return { kinds, lastedMs };
}

describeOnDeployments("broadcasts", (deployment) => {
  /** A game of so many players, all of whom join and answer while a stream listens. */
  async function gameOf(players: number): Promise<Traffic> {
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
    await until("the leaderboard of all is in the stream", () =>
      stream.eventsNamed("leaderboard").some((event) => {
        const { places, players: all } = event.data as Leaderboard;
        return all === players && places.some((place) => place.points > 0);
      }),
    );
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await stream.next("ended");
    stream.close();
    return trafficOf(stream, Date.now() - startedAt);
  }

  test("do not grow with the number of players: neither in bytes an event nor in events", async () => {
    const few = await gameOf(20);
    const many = await gameOf(300);
    expect([...many.kinds.keys()].sort()).toEqual([...few.kinds.keys()].sort());
    for (const [kind, { events, largest }] of many.kinds) {
      const small = few.kinds.get(kind)?.largest ?? 0;
      expect({ kind, small, largest, grows: largest > 1.2 * small }).toMatchObject({ grows: false });
      const most = 6 + (2 * many.lastedMs) / REFRESH_MS;
      expect({ kind, most, events, fewEnough: events <= most && events < 100 }).toMatchObject({
        fewEnough: true,
      });
    }
  }, 60_000);
});
