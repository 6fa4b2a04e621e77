import { KINDS } from "../../dev-cluster/nodes.ts";
import { answersOk } from "../../dev-cluster/readiness.ts";
import { EventStream } from "../harness/event-stream.ts";
import { until } from "../harness/until.ts";
import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";

const STREAMS = 20;
/** How long a node may take to end: the grace that an orchestrator gives is twice as long. */
const GRACE_MS = 15_000;

describe("a gateway", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start();
  }, START_MS);
  afterAll(() => rig?.stop(), START_MS);

  /** Streams of a session's events, all through one gateway. */
  async function follow(baseUrl: string, session: string): Promise<EventStream[]> {
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, () => EventStream.open(baseUrl, session)),
    );
    await Promise.all(streams.map((stream) => stream.next("state")));
    return streams;
  }

  test(
    "that is killed is left for the other one, by players and by streams",
    async () => {
      const [node, other] = rig.cluster.nodes("api");
      const ledger = await rig.play({ name: "kill -9 of a gateway" }, async ({ session, crowd }) => {
        const streams = await follow(node!.baseUrl, session.id);
        await crowd.accepted(400);
        await node!.kill("SIGKILL");
        await until("its streams are broken", () => streams.every((stream) => stream.ended));
        const others = await follow(other!.baseUrl, session.id);
        await crowd.accepted(500);
        await Promise.all(others.map((stream) => stream.next("stats")));
        for (const stream of others) stream.close();
        await node!.restart();
        await crowd.accepted(300);
      });
      expect(ledger.broken).toBeGreaterThan(0);
    },
    SCENARIO_MS,
  );

  test(
    "that freezes keeps its players waiting, and loses none of their answers",
    async () => {
      const [node] = rig.cluster.nodes("api");
      const name = "SIGSTOP and SIGCONT of a gateway";
      await rig.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(300);
        await node!.kill("SIGSTOP");
        await crowd.sent(800);
        await node!.kill("SIGCONT");
        await crowd.accepted(600);
      });
    },
    SCENARIO_MS,
  );

  test(
    "that is asked to end cuts nothing off, tells its streams to come back, and ends in time",
    async () => {
      const [, node] = rig.cluster.nodes("api");
      const { postgres } = rig.cluster.servers;
      const scenario = { name: "SIGTERM of a gateway under load", isBalanced: true };
      await rig.play(scenario, async ({ session, crowd }) => {
        const streams = await follow(node!.baseUrl, session.id);
        await crowd.accepted(400);
        // So that many an answer waits for its verdict when the end comes.
        await postgres.kill("SIGSTOP");
        await crowd.sent(100);
        const askedAt = Date.now();
        const ending = node!.kill("SIGTERM");
        await until("it takes no more calls", async () => !(await answersOk(`${node!.baseUrl}/healthz`)));
        await postgres.kill("SIGCONT");
        expect(await ending).toEqual({ code: 0, signal: null });
        expect(Date.now() - askedAt).toBeLessThan(GRACE_MS);
        await until("its streams have ended", () => streams.every((stream) => stream.ended));
        for (const { retryMs } of streams) expect(retryMs).toBeGreaterThan(0);
        await crowd.accepted(400);
        await node!.restart();
        await crowd.accepted(300);
        expect(crowd.ledger.cutOff).toBe(0);
      });
    },
    SCENARIO_MS,
  );

  test(
    "a rolling restart of every node of every kind goes by without a lost answer",
    async () => {
      const scenario = { name: "a rolling restart of all nodes", questions: 100, perSecond: 150 };
      await rig.play({ ...scenario, isBalanced: true }, async ({ crowd }) => {
        // Every kind rolls on its own, one node at a time.
        for (const turn of [0, 1]) {
          await crowd.accepted(200);
          const nodes = KINDS.flatMap((kind) => rig.cluster.nodes(kind)[turn] ?? []);
          const exits = await Promise.all(nodes.map((node) => node.stop()));
          expect(exits).toEqual(nodes.map(() => ({ code: 0, signal: null })));
          await Promise.all(nodes.map((node) => node.restart()));
        }
        await crowd.accepted(200);
      });
    },
    SCENARIO_MS,
  );
});
