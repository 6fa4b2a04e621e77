import { must } from "../harness/client.ts";
import { Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { LatencyProbe } from "./latency-probe.ts";

/**
 * In ms. While NATS is down a refusal comes at once. A request that was in flight when it went down, and every request
 * while it is frozen, waits for the timeouts of two calls. The slowness of the machine is added.
 */
const IMMEDIATE_MS = 500;
const TWO_TIMEOUTS_MS = 7000;
/** In ms. A read without its cache is slower, but no player notices. */
const MAX_READ_MS = 2000;

describe("an outage of", () => {
  let harness: FaultHarness;
  beforeAll(async () => {
    harness = await FaultHarness.start();
  }, START_MS);
  afterAll(() => harness?.stop(), START_MS);

  /** The attempts that the stats of a question show, through each gateway. */
  const attemptsShown = async (session: string, question: number) => {
    const replies = await Promise.all(
      harness.gateways.map((gateway) => new Spectator(gateway, session).stats(question)),
    );
    for (const reply of replies) expect(reply.doneAt - reply.sentAt).toBeLessThan(MAX_READ_MS);
    return replies.map((reply) => must(reply, 200).attempts);
  };

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "Redis on %s costs only speed: answers and stats continue",
    async (signal) => {
      const { redis } = harness.cluster.servers;
      const players = 125;
      const name = `Redis: ${signal}`;
      const log = await harness.play({ name, players, isBalanced: true }, async ({ session, crowd }) => {
        await crowd.untilAccepted(150);
        await redis.kill(signal);
        await crowd.untilAccepted(3 * players);
        // The first question's answers came long ago, the third's while Redis was down.
        const expected = crowd.log.entries.filter((one) => one.question === 3 && one.outcome === "accepted");
        await until("the stats show what was answered meanwhile", async () =>
          (await attemptsShown(session.id, 3)).every((attempts) => attempts >= expected.length),
        );
        if (signal === "SIGSTOP") await redis.kill("SIGCONT");
        else await redis.restart();
        await crowd.untilAccepted(150);
      });
      expect({ putOff: log.putOff, turnedAway: log.refusedWithoutReceipt }).toEqual({
        putOff: 0,
        turnedAway: 0,
      });
    },
    SCENARIO_MS,
  );

  test.each([
    { signal: "SIGKILL", answers: 300, medianMs: IMMEDIATE_MS },
    { signal: "SIGSTOP", answers: 800, medianMs: TWO_TIMEOUTS_MS },
  ] as const)(
    "NATS on $signal makes refusals fast, each with a receipt; gateways stay ready and name it; everything recovers",
    async ({ signal, answers, medianMs }) => {
      const { nats } = harness.cluster.servers;
      const pids = harness.cluster.nodes().map((node) => node.pid());
      await using probe = new LatencyProbe(harness.gateways);
      const log = await harness.play({ name: `NATS: ${signal}`, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(200);
        await nats.kill(signal);
        await until("every gateway names NATS and stays ready", async () =>
          (await degradations()).every((degraded) => degraded.includes("connection to NATS")),
        );
        await crowd.untilSent(answers);
        await until("many answers have been put off", () => crowd.log.putOff > 100, 45_000);
        if (signal === "SIGSTOP") await nats.kill("SIGCONT");
        else await nats.restart();
        await crowd.untilAccepted(300);
      });
      await probe.stop();
      const waits = log.refusedInMs.toSorted((a, b) => a - b);
      expect(waits[waits.length >> 1]).toBeLessThan(medianMs + probe.slowestMs);
      expect(waits.at(-1)).toBeLessThan(TWO_TIMEOUTS_MS + probe.slowestMs);
      expect(log.refusedWithoutReceipt).toBe(0);
      expect(harness.cluster.nodes().map((node) => node.pid())).toEqual(pids);
    },
    SCENARIO_MS,
  );

  /** What each gateway lacks although it is ready. */
  async function degradations(): Promise<string[][]> {
    const replies = await Promise.all(
      harness.gateways.map((gateway) => gateway.send<{ degraded?: string[] }>("GET", "/readyz")),
    );
    return replies.map((reply) => must(reply, 200).degraded ?? []);
  }
});
