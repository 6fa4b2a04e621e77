import { type Client, must } from "../harness/client.ts";
import type { Joined } from "../harness/contract.ts";
import { Host } from "../harness/host.ts";
import { receiptOf, Spectator } from "../harness/player.ts";
import { until, untilEqual, waitUntilTime } from "../harness/until.ts";
import type { Entry } from "./answer-log.ts";
import { createSession, OPTIONS } from "./create-session.ts";
import { FaultHarness, type Game, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { LatencyProbe } from "./latency-probe.ts";
import { type Redeemable, redeem, sendAnswer } from "./put-off-players.ts";
import { ReplyDropper } from "./reply-dropper.ts";
import { queryPostgres } from "./table-queries.ts";

/** If the machine itself paused for longer, in ms, players are put off whatever the code does: then play again. */
const MAX_PAUSE_MS = 1000;
const MAX_ATTEMPTS = 3;

/** The time limit of the question that Postgres misses, in ms. */
const LIMIT_MS = 20_000;
/** Gateways usually serve no copy of this age, in ms. */
const OLD_COPY_MS = 12_000;
const statsOf = (gateway: Client, session: string) => new Spectator(gateway, session).stats(1);

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

  /** Plays a game with a fault that players must hardly notice: fewer than a tenth of the answers are put off. */
  async function playUnnoticed(name: string, fault: (game: Game) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await using probe = new LatencyProbe(harness.gateways);
      const log = await harness.play({ name, isBalanced: true }, fault);
      await probe.stop();
      if (probe.slowestMs > MAX_PAUSE_MS && attempt < MAX_ATTEMPTS) continue;
      expect(log.putOff).toBeLessThan(log.entries.length / 10);
      return;
    }
  }

  test(
    "whose connections are all terminated, five times, is queried again and no player notices",
    async () => {
      const name = "pg_terminate_backend of all backends, five times";
      await playUnnoticed(name, async ({ crowd }) => {
        for (let times = 0; times < 5; times++) {
          await crowd.untilAccepted(100);
          const ended = await queryPostgres(
            harness.cluster,
            `select pg_terminate_backend(pid) from pg_stat_activity
             where usename = 'stampede' and pid <> pg_backend_pid()`,
          );
          expect(ended.length).toBeGreaterThan(0);
        }
        await crowd.untilAccepted(150);
      });
    },
    MAX_ATTEMPTS * SCENARIO_MS,
  );

  test(
    "whose reply is lost after the commit gets the batch again, and every answer counts once",
    async () => {
      const name = "the reply dropped after the commit, every third batch";
      await playUnnoticed(name, async ({ crowd }) => {
        const before = dropper.dropped;
        await crowd.untilAccepted(200);
        dropper.every = 3;
        await crowd.untilAccepted(600);
        // The slower the machine, the larger and fewer the batches.
        await until("many replies were dropped", () => dropper.dropped - before > 10, 45_000);
        dropper.every = 0;
        await crowd.untilAccepted(100);
      });
    },
    MAX_ATTEMPTS * SCENARIO_MS,
  );

  test(
    "that rejects some rows stores all the others of the same batch",
    async () => {
      const { postgres } = harness.cluster.servers;
      const name = "some rows refused by the table, while writes are large";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(200);
        crowd.isUnstorable = isUnstorable;
        await queryPostgres(
          harness.cluster,
          `alter table answers add constraint refusing check (player_no % ${ONE_IN} <> 3) not valid`,
        );
        await crowd.untilAccepted(200);
        // Everything that comes meanwhile goes into one write.
        await postgres.kill("SIGSTOP");
        await crowd.untilSent(200);
        await postgres.kill("SIGCONT");
        await crowd.untilAccepted(250);
        await until("some are refused", () => crowd.log.entries.filter(isRefusedByTable).length > 5);
        crowd.stop();
        await crowd.untilAllAnswered();
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
        await crowd.untilAccepted(200);
        await postgres.kill("SIGKILL");
        await crowd.untilSent(200);
        await postgres.restart();
        await crowd.untilAccepted(300);
      });
    },
    SCENARIO_MS,
  );

  test(
    "that is away until after the close: every refusal has a receipt, everyone in time counts, and nobody can choose",
    async () => {
      const { cluster, gateways, host } = harness;
      const [one, other] = gateways as [Client, Client];
      const { postgres } = cluster.servers;
      const { session, players } = await createSession(
        host,
        gateways,
        { pace: "host" },
        { players: 40, questions: 1 },
        LIMIT_MS,
      );
      const [cheat, ...honest] = players as [Joined, ...Joined[]];
      const opened = must(await host.step(session.id, "open"), 200).question!;
      for (const { question } of await states()) expect(question?.no).toBe(1);
      await Promise.all(gateways.map((gateway) => statsOf(gateway, session.id)));
      await postgres.kill("SIGKILL");

      /** The receipts for these options in this order, at one gateway. */
      const collect = async (gateway: Client, ...choices: number[]) => {
        const receipts: Redeemable[] = [];
        for (const choice of choices) {
          const reply = await sendAnswer(gateway, cheat, { question: 1, choice });
          if (reply.status !== 409) receipts.push({ question: 1, choice, receipt: receiptOf(reply) });
        }
        return receipts;
      };
      // The right one is 0. The first answer at each gateway that survives is a wrong one.
      const collected = [...(await collect(other, 2)), ...(await collect(one, 1, 0, 2, 3))];
      const [, node] = cluster.nodes("api");
      await node!.kill("SIGKILL");
      await node!.restart();
      collected.push(...(await collect(other, 3, 0)));

      // By now the gateways have known nothing new for longer than they usually serve a copy.
      await waitUntilTime(Date.parse(opened.openedAt) + OLD_COPY_MS);
      const replies = await Promise.all(
        honest.map((player, index) => sendAnswer(gateways[index % 2]!, player, { question: 1, choice: 0 })),
      );
      const receipts = replies.map(receiptOf);
      expect([...receipts, ...collected.map(({ receipt }) => receipt)]).not.toContain(undefined);
      expect(Date.now()).toBeLessThan(Date.parse(opened.closesAt!));
      must(await statsOf(one, session.id), 200);
      must(await new Spectator(one, session.id).state(), 200);
      must(await one.send("GET", "/readyz"), 200);

      await waitUntilTime(Date.parse(opened.closesAt!) + 1000);
      await postgres.restart();
      await until("the key is visible", async () =>
        (await statsOf(one, session.id)).raw.includes('"correct"'),
      );
      const rightOnes = collected.filter(({ choice }) => choice === 0);
      expect(rightOnes.length).toBeGreaterThan(0);
      for (const answer of rightOnes) {
        for (const gateway of gateways) expect(await redeem(gateway, cheat, answer)).toBe(409);
      }
      // Every second player never comes back; the gateways have delivered their answers.
      const redeemed = honest.flatMap((player, index) =>
        index % 2 === 0 ? [redeem(other, player, { question: 1, choice: 0, receipt: receipts[index] })] : [],
      );
      for (const status of await Promise.all(redeemed)) expect([200, 201]).toContain(status);
      await harness.waitUntilHealthy();
      await untilEqual("everyone counts, the cheat with a wrong answer", async () => {
        const { attempts, options = [] } = must(await host.stats(session.id, 1), 200);
        return [attempts, options[0]?.count];
      }, [players.length, honest.length]);
      await untilEqual("the audit says so", async () => {
        const { all } = must(await new Host(one, host.token).audit(session.id), 200);
        return [all.stored, all.unredeemed, all.contested];
      }, [players.length, 0, 1]);
      must(await host.step(session.id, "end"), 200);

      function states() {
        return Promise.all(
          gateways.map((gateway) =>
            until("the question is shown", async () => {
              const { body } = await new Spectator(gateway, session.id).state();
              return body.question && body;
            }),
          ),
        );
      }
    },
    SCENARIO_MS,
  );

  test(
    "whose PgBouncer is killed or freezes is reached again",
    async () => {
      const { pgbouncer } = harness.cluster.servers;
      const name = "kill -9, then SIGSTOP and SIGCONT of PgBouncer";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(300);
        await pgbouncer.kill("SIGKILL");
        await crowd.untilSent(300);
        await pgbouncer.restart();
        await crowd.untilAccepted(400);
        await pgbouncer.kill("SIGSTOP");
        await crowd.untilSent(800);
        await pgbouncer.kill("SIGCONT");
        await crowd.untilAccepted(400);
      });
    },
    SCENARIO_MS,
  );
});
