import { SERVER_CONNECTIONS } from "../../dev-cluster/servers/pgbouncer.ts";
import { until } from "../harness/until.ts";
import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { Pulse } from "./latency-probe.ts";
import { askPostgres } from "./table-queries.ts";

/** So few rows may wait at an answers node that a crowd fills its queue in a moment. */
const QUEUE_ROWS = 100;
/** A refusal comes within the age that the queue allows and the time-outs of the calls, in ms, on a machine at rest. */
const REFUSED_WITHIN_MS = 8000;
const ANSWERS_NODES = 8;

describe("more than the database can take", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ env: { STAMPEDE_QUEUE_ROWS: String(QUEUE_ROWS) } });
  }, START_MS);
  afterAll(() => rig?.stop(), START_MS);

  test(
    "is refused fast with receipts, and every receipt is redeemed later",
    async () => {
      const { postgres } = rig.cluster.servers;
      const scenario = { name: "Postgres frozen for some seconds, queues full", perSecond: 300 };
      await using pulse = new Pulse(rig.gateways);
      const ledger = await rig.play({ ...scenario, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(300);
        await postgres.kill("SIGSTOP");
        await crowd.sent(900);
        await until("more are put off than could wait", () => crowd.ledger.putOff > 500, 45_000);
        await postgres.kill("SIGCONT");
        await crowd.accepted(900);
      });
      await pulse.stop();
      expect(Math.max(...ledger.refusedInMs)).toBeLessThan(REFUSED_WITHIN_MS + pulse.slowestMs);
      expect(ledger.count("unknown")).toBe(0);
    },
    SCENARIO_MS,
  );

  test(
    "is not asked of it by many nodes either: eight of them share the connections that PgBouncer allows",
    async () => {
      const more = ANSWERS_NODES - rig.cluster.nodes("answers").length;
      await rig.cluster.add(Array<"answers">(more).fill("answers"));
      let most = 0;
      const name = `${ANSWERS_NODES} answers nodes`;
      await rig.play({ name, perSecond: 500, isBalanced: true }, async ({ crowd }) => {
        const goal = crowd.ledger.entries.length + 2500;
        await until("all has been sent, and by more than one connection", async () => {
          const [row] = await askPostgres<{ open: number }>(
            rig.cluster,
            `select count(*)::int as open from pg_stat_activity where usename = 'stampede'`,
          );
          most = Math.max(most, row!.open);
          return crowd.ledger.entries.length >= goal && most > 1;
        });
      });
      process.stdout.write(`  connections to Postgres, at the most: ${most} of ${SERVER_CONNECTIONS}\n`);
      expect(most).toBeLessThanOrEqual(SERVER_CONNECTIONS);
    },
    SCENARIO_MS,
  );
});
