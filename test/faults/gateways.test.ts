import { KINDS } from "../../dev-cluster/nodes.ts";
import { isHttpOk } from "../../dev-cluster/readiness.ts";
import { type Client, must } from "../harness/client.ts";
import { EventStream } from "../harness/event-stream.ts";
import { Player } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";

const STREAMS = 20;
/** So many end over some time when their gateway stops, and not at once. */
const MANY_STREAMS = 400;
/** How long a node may take to stop, in ms; an orchestrator's grace period is twice as long. */
const GRACE_MS = 15_000;

describe("a gateway", () => {
  let harness: FaultHarness;
  beforeAll(async () => {
    harness = await FaultHarness.start();
  }, START_MS);
  afterAll(() => harness?.stop(), START_MS);

  /** Opens event streams of a session through one gateway. */
  async function follow(baseUrl: string, session: string, count = STREAMS): Promise<EventStream[]> {
    const streams = await Promise.all(
      Array.from({ length: count }, () => EventStream.open(baseUrl, session)),
    );
    await Promise.all(streams.map((stream) => stream.next("state")));
    return streams;
  }

  /** Lost streams come back, from where they were, to another gateway. It may be too busy, and says so. */
  function resume(baseUrl: string, session: string, lost: readonly EventStream[]): Promise<EventStream[]> {
    return Promise.all(
      lost.map(async ({ lastEventId }) => {
        expect(lastEventId).toBeDefined();
        const stream = await until("the stream is back", async () => {
          const opened = await EventStream.open(baseUrl, session, { lastEventId });
          expect([200, 503]).toContain(opened.status);
          return opened.status === 200 && opened;
        });
        await stream.next("state");
        return stream;
      }),
    );
  }

  test(
    "that is killed loses its players and streams to the other one",
    async () => {
      const [node, other] = harness.cluster.nodes("api");
      const log = await harness.play({ name: "kill -9 of a gateway" }, async ({ session, crowd }) => {
        const streams = await follow(node!.baseUrl, session.id, MANY_STREAMS);
        await crowd.untilAccepted(200);
        // Each stream has a time of its own for its return.
        const returns = new Set(streams.map(({ returnMs }) => returnMs));
        expect(returns).not.toContain(undefined);
        expect(returns.size).toBeGreaterThan(3);
        await node!.kill("SIGKILL");
        await until("its streams are broken", () => streams.every((stream) => stream.ended));
        const others = await resume(other!.baseUrl, session.id, streams);
        await crowd.untilAccepted(250);
        await Promise.all(others.map((stream) => stream.next("stats")));
        for (const stream of others) stream.close();
        await node!.restart();
        await crowd.untilAccepted(150);
      });
      expect(log.broken).toBeGreaterThan(0);
    },
    SCENARIO_MS,
  );

  test(
    "that freezes makes its players wait, and loses none of their answers",
    async () => {
      const [node] = harness.cluster.nodes("api");
      const name = "SIGSTOP and SIGCONT of a gateway";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(150);
        await node!.kill("SIGSTOP");
        await crowd.untilSent(400);
        await node!.kill("SIGCONT");
        await crowd.untilAccepted(300);
      });
    },
    SCENARIO_MS,
  );

  test(
    "that gets SIGTERM cuts nothing off, tells its streams to reconnect, and exits in time",
    async () => {
      const [, node] = harness.cluster.nodes("api");
      const { postgres } = harness.cluster.servers;
      const scenario = { name: "SIGTERM of a gateway under load", isBalanced: true };
      await harness.play(scenario, async ({ session, crowd }) => {
        const streams = await follow(node!.baseUrl, session.id, MANY_STREAMS);
        await crowd.untilAccepted(200);
        // So that many answers wait for their verdict when SIGTERM comes.
        await postgres.kill("SIGSTOP");
        await crowd.untilSent(100);
        const askedAt = Date.now();
        const exit = node!.kill("SIGTERM");
        await until("it accepts no more requests", async () => !(await isHttpOk(`${node!.baseUrl}/healthz`)));
        await postgres.kill("SIGCONT");
        expect(await exit).toEqual({ code: 0, signal: null });
        expect(Date.now() - askedAt).toBeLessThan(GRACE_MS);
        await until("its streams have ended", () => streams.every((stream) => stream.ended));
        for (const { retryMs } of streams) expect(retryMs).toBeGreaterThan(0);
        const [other] = harness.cluster.nodes("api");
        for (const stream of await resume(other!.baseUrl, session.id, streams)) stream.close();
        await crowd.untilAccepted(200);
        await node!.restart();
        await crowd.untilAccepted(150);
        expect(crowd.log.cutOff).toBe(0);
      });
    },
    SCENARIO_MS,
  );

  test(
    "gets 2,000 players back by pin at once while answers pour in, and none is lost",
    async () => {
      const scenario = {
        name: "2,000 players come back by pin",
        players: 2000,
        questions: 8,
        perSecond: 250,
      };
      await harness.play({ ...scenario, isBalanced: true }, async ({ session, crowd, players }) => {
        await crowd.untilAccepted(500);
        const tokens = new Set(players.map(({ token }) => token));
        const rejoins = players.map(async (player, index) => {
          const client = harness.gateways[index % harness.gateways.length] as Client;
          const { playerNo, pin } = player;
          const reply = await until("the player is in again", async () => {
            const reply = await new Player(client, player).tryRejoin(client, session.code);
            // A node that is too busy may say so; nobody is refused.
            return reply.status !== 503 && reply;
          });
          expect(must(reply, 200)).toMatchObject({ sessionId: player.sessionId, playerNo, pin });
          // From now on the crowd answers with the new token.
          player.token = reply.body.token;
        });
        await Promise.all(rejoins);
        expect(players.some(({ token }) => tokens.has(token))).toBe(false);
        await crowd.untilAccepted(1000);
      });
    },
    SCENARIO_MS,
  );

  test(
    "a rolling restart of every node loses no answer",
    async () => {
      const scenario = { name: "a rolling restart of all nodes", questions: 100 };
      await harness.play({ ...scenario, isBalanced: true }, async ({ crowd }) => {
        // Every kind restarts one node at a time.
        for (const turn of [0, 1]) {
          await crowd.untilAccepted(200);
          const nodes = KINDS.flatMap((kind) => harness.cluster.nodes(kind)[turn] ?? []);
          const exits = await Promise.all(nodes.map((node) => node.stop()));
          expect(exits).toEqual(nodes.map(() => ({ code: 0, signal: null })));
          await Promise.all(nodes.map((node) => node.restart()));
        }
        await crowd.untilAccepted(200);
      });
    },
    SCENARIO_MS,
  );
});
