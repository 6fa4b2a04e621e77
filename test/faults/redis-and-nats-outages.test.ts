import { must } from "../harness/client.ts";
import type { Fault } from "../harness/contract.ts";
import { until, untilEqual } from "../harness/until.ts";
import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { Pulse } from "./latency-probe.ts";

/**
 * While NATS is gone a refusal comes at once; what was under way when it went, and all while it is frozen, waits for
 * the time-outs of two calls. In ms, and beside them what the machine itself needed at its slowest.
 */
const AT_ONCE_MS = 500;
const TIMED_OUT_MS = 7000;
/** A read that has lost its cache is slower, but no player notices. */
const READ_MS = 2000;

describe("what the nodes share", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start();
  }, START_MS);
  afterAll(() => rig?.stop(), START_MS);

  /** Answers that the figures of a session show in all, through each gateway. */
  const shown = async (session: string, question: number) => {
    const replies = await Promise.all(
      rig.gateways.map((gateway) =>
        gateway.send<{ attempts: number }>("GET", `/api/sessions/${session}/questions/${question}/stats`),
      ),
    );
    for (const reply of replies) expect(reply.doneAt - reply.sentAt).toBeLessThan(READ_MS);
    return replies.map((reply) => must(reply, 200).attempts);
  };

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "Redis, on %s, costs speed and nothing else: answers and figures go on",
    async (signal) => {
      const { redis } = rig.cluster.servers;
      const players = 250;
      const name = `Redis: ${signal}`;
      const ledger = await rig.play({ name, players, isBalanced: true }, async ({ session, crowd }) => {
        await crowd.accepted(300);
        await redis.kill(signal);
        await crowd.accepted(3 * players);
        // The first question's answers all came long ago, the third's while Redis was away.
        const expected = crowd.ledger.entries.filter((one) => one.question === 3 && one.told === "accepted");
        await until("the figures show what was answered meanwhile", async () =>
          (await shown(session.id, 3)).every((attempts) => attempts >= expected.length),
        );
        if (signal === "SIGSTOP") await redis.kill("SIGCONT");
        else await redis.restart();
        await crowd.accepted(300);
      });
      expect({ putOff: ledger.putOff, turnedAway: ledger.turnedAway }).toEqual({ putOff: 0, turnedAway: 0 });
    },
    SCENARIO_MS,
  );

  test.each([
    { signal: "SIGKILL", answers: 600, usualMs: AT_ONCE_MS },
    { signal: "SIGSTOP", answers: 1600, usualMs: TIMED_OUT_MS },
  ] as const)(
    "NATS, on $signal, makes fast refusals, and the gateways say so; when it is back all heals by itself",
    async ({ signal, answers, usualMs }) => {
      const { nats } = rig.cluster.servers;
      const pids = rig.cluster.nodes().map((node) => node.pid());
      await using pulse = new Pulse(rig.gateways);
      const ledger = await rig.play({ name: `NATS: ${signal}`, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(400);
        await nats.kill(signal);
        await untilEqual(
          "every gateway names NATS",
          readiness,
          rig.gateways.map(() => '503 {"missing":["connection to NATS"]}'),
        );
        await crowd.sent(answers);
        await until("many have been put off", () => crowd.ledger.putOff > 100, 45_000);
        if (signal === "SIGSTOP") await nats.kill("SIGCONT");
        else await nats.restart();
        await crowd.accepted(600);
      });
      await pulse.stop();
      const waits = ledger.refusedInMs.toSorted((a, b) => a - b);
      expect(waits[waits.length >> 1]).toBeLessThan(usualMs + pulse.slowestMs);
      expect(waits.at(-1)).toBeLessThan(TIMED_OUT_MS + pulse.slowestMs);
      expect(rig.cluster.nodes().map((node) => node.pid())).toEqual(pids);
    },
    SCENARIO_MS,
  );

  /** What each gateway says of itself. */
  async function readiness(): Promise<string[]> {
    const replies = await Promise.all(rig.gateways.map((gateway) => gateway.send<Fault>("GET", "/readyz")));
    return replies.map(({ status, body }) => `${status} ${JSON.stringify(body.data)}`);
  }
});
