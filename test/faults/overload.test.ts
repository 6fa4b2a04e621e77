import { MAX_SERVER_CONNECTIONS } from "../../dev-cluster/servers/pgbouncer.ts";
import { until } from "../harness/until.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { LatencyProbe } from "./latency-probe.ts";
import { queryPostgres } from "./table-queries.ts";

/** So small that a crowd fills an answers node's queue in a moment. */
const QUEUE_ROWS = 100;
/** In ms: the maximum age of the queue plus the timeouts of the calls, on an idle machine. */
const REFUSED_WITHIN_MS = 8000;
const ANSWERS_NODES = 8;

describe("more than the database can take", () => {
  let harness: FaultHarness;
  beforeAll(async () => {
    harness = await FaultHarness.start({ env: { STAMPEDE_QUEUE_ROWS: String(QUEUE_ROWS) } });
  }, START_MS);
  afterAll(() => harness?.stop(), START_MS);

  test(
    "is refused fast with receipts, and every receipt is redeemed later",
    async () => {
      const { postgres } = harness.cluster.servers;
      const scenario = { name: "Postgres frozen for some seconds, queues full", perSecond: 300 };
      await using probe = new LatencyProbe(harness.gateways);
      const log = await harness.play({ ...scenario, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(300);
        await postgres.kill("SIGSTOP");
        await crowd.untilSent(900);
        await until("more are put off than could wait", () => crowd.log.putOff > 500, 45_000);
        await postgres.kill("SIGCONT");
        await crowd.untilAccepted(900);
      });
      await probe.stop();
      expect(Math.max(...log.refusedInMs)).toBeLessThan(REFUSED_WITHIN_MS + probe.slowestMs);
      expect({ unknown: log.count("unknown"), withoutReceipt: log.refusedWithoutReceipt }).toEqual({
        unknown: 0,
        withoutReceipt: 0,
      });
    },
    SCENARIO_MS,
  );

  test(
    "does not come from many nodes either: eight share the connections that PgBouncer allows",
    async () => {
      const more = ANSWERS_NODES - harness.cluster.nodes("answers").length;
      await harness.cluster.add(Array<"answers">(more).fill("answers"));
      let maxConnections = 0;
      const name = `${ANSWERS_NODES} answers nodes`;
      await harness.play({ name, perSecond: 500, isBalanced: true }, async ({ crowd }) => {
        const goal = crowd.log.entries.length + 2500;
        await until("all has been sent, and by more than one connection", async () => {
          const [row] = await queryPostgres<{ open: number }>(
            harness.cluster,
            `select count(*)::int as open from pg_stat_activity where usename = 'stampede'`,
          );
          maxConnections = Math.max(maxConnections, row!.open);
          return crowd.log.entries.length >= goal && maxConnections > 1;
        });
      });
      process.stdout.write(
        `  connections to Postgres, maximum: ${maxConnections} of ${MAX_SERVER_CONNECTIONS}\n`,
      );
      expect(maxConnections).toBeLessThanOrEqual(MAX_SERVER_CONNECTIONS);
    },
    SCENARIO_MS,
  );
});
