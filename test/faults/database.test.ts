import { until } from "../harness/until.ts";
import { OPTIONS } from "./create-session.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import type { Entry } from "./ledger.ts";
import { ReplyDropper } from "./reply-dropper.ts";
import { queryPostgres } from "./table-queries.ts";

/** A test makes the table reject the answers of every 50th player. */
const ONE_IN = 50;
const isUnstorable = ({ player }: Entry) => player % ONE_IN === 3;
const isRefusedByTable = (entry: Entry) =>
  isUnstorable(entry) && entry.choice < OPTIONS && entry.outcome === "refused";

describe("the database", () => {
  let harness: FaultHarness;
  let dropper: ReplyDropper;
  beforeAll(async () => {
    const dropReplies = async (postgresUrl: string) => {
      const opened = await ReplyDropper.open(postgresUrl);
      dropper = opened.dropper;
      return opened.url;
    };
    harness = await FaultHarness.start({ proxyPostgres: dropReplies });
  }, START_MS);
  afterAll(async () => {
    await harness?.stop();
    await dropper?.close();
  }, START_MS);

  test(
    "whose connections are all terminated, five times, is queried again and no player notices",
    async () => {
      const name = "pg_terminate_backend of all backends, five times";
      const ledger = await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        for (let times = 0; times < 5; times++) {
          await crowd.accepted(200);
          const ended = await queryPostgres(
            harness.cluster,
            `select pg_terminate_backend(pid) from pg_stat_activity
             where usename = 'stampede' and pid <> pg_backend_pid()`,
          );
          expect(ended.length).toBeGreaterThan(0);
        }
        await crowd.accepted(300);
      });
      expect(ledger.putOff).toBeLessThan(ledger.entries.length / 10);
    },
    SCENARIO_MS,
  );

  test(
    "whose reply is lost after the commit gets the batch again, and every answer counts once",
    async () => {
      const name = "the reply dropped after the commit, every third batch";
      const ledger = await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        const before = dropper.dropped;
        await crowd.accepted(200);
        dropper.every = 3;
        await crowd.accepted(1200);
        // The slower the machine, the larger and fewer the batches.
        await until("many replies were dropped", () => dropper.dropped - before > 10, 45_000);
        dropper.every = 0;
        await crowd.accepted(200);
      });
      expect(ledger.putOff).toBeLessThan(ledger.entries.length / 10);
    },
    SCENARIO_MS,
  );

  test(
    "that rejects some rows stores all the others of the same batch",
    async () => {
      const { postgres } = harness.cluster.servers;
      const name = "some rows refused by the table, while writes are large";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(200);
        crowd.isUnstorable = isUnstorable;
        await queryPostgres(
          harness.cluster,
          `alter table answers add constraint refusing check (player_no % ${ONE_IN} <> 3) not valid`,
        );
        await crowd.accepted(200);
        // Everything that comes meanwhile goes into one write.
        await postgres.kill("SIGSTOP");
        await crowd.sent(300);
        await postgres.kill("SIGCONT");
        await crowd.accepted(400);
        await until("some are refused", () => crowd.ledger.entries.filter(isRefusedByTable).length > 5);
        crowd.stop();
        await crowd.allAnswered();
        await queryPostgres(harness.cluster, "alter table answers drop constraint refusing");
      });
    },
    SCENARIO_MS,
  );

  test(
    "that is killed and restarted has everything that it acknowledged",
    async () => {
      const { postgres } = harness.cluster.servers;
      await harness.play({ name: "kill -9 of Postgres", isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(400);
        await postgres.kill("SIGKILL");
        await crowd.sent(400);
        await postgres.restart();
        await crowd.accepted(600);
      });
    },
    SCENARIO_MS,
  );

  test(
    "whose PgBouncer is killed or freezes is reached again",
    async () => {
      const { pgbouncer } = harness.cluster.servers;
      const name = "kill -9, then SIGSTOP and SIGCONT of PgBouncer";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(300);
        await pgbouncer.kill("SIGKILL");
        await crowd.sent(300);
        await pgbouncer.restart();
        await crowd.accepted(500);
        await pgbouncer.kill("SIGSTOP");
        await crowd.sent(1000);
        await pgbouncer.kill("SIGCONT");
        await crowd.accepted(500);
      });
    },
    SCENARIO_MS,
  );
});
