import { must } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import { until } from "../harness/until.ts";
import { figuresEqualRecount } from "./assertions.ts";
import { Crowd } from "./crowd.ts";
import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { Pulse } from "./latency-probe.ts";
import { Ledger } from "./ledger.ts";
import { ownerOfBoard } from "./operator.ts";
import { Sender } from "./sender.ts";
import { stage } from "./staging.ts";
import { askPostgres } from "./table-queries.ts";

const QUESTIONS = 60;
/** A dead node is known to be dead after two to four of these: the shorter, the sooner its boards move. */
const HEARTBEAT_S = 1;
/** Of the questions that the clock plays, in ms. */
const TIME_LIMIT_MS = 3000;
const GAP_MS = 300;
/** A living clock reveals within this time, in ms: its longest sleep, and what it is busy with; a slow machine adds. */
const PUNCTUAL_MS = 2500;

describe("figures and clocks", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ env: { STAMPEDE_HEARTBEAT_S: String(HEARTBEAT_S) } });
  }, START_MS);
  afterAll(() => rig?.stop(), START_MS);

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "the figures go on from another node when the one that has the board gets %s",
    async (signal) => {
      const scenario = { name: `the board's owner: ${signal}`, questions: QUESTIONS, isBalanced: true };
      await rig.play(scenario, async ({ session, host, crowd }) => {
        await crowd.accepted(400);
        const owner = await ownerOfBoard(rig.cluster, session.id);
        await owner.kill(signal);
        await crowd.accepted(400);
        crowd.stop();
        await crowd.settled();
        await figuresEqualRecount(rig.cluster, host, session.id, QUESTIONS, false);
        if (signal === "SIGSTOP") await owner.kill("SIGCONT");
        else await owner.restart();
      });
    },
    SCENARIO_MS,
  );

  test(
    "what the clock plays closes in time though sessions nodes die and freeze in mid-question",
    async () => {
      const questions = 4;
      const draft = { pace: "auto" as const, gapMs: GAP_MS, graceMs: 0 };
      const { session, players } = await stage(
        rig.host,
        rig.gateways,
        draft,
        { players: 200, questions },
        TIME_LIMIT_MS,
      );
      const ledger = new Ledger();
      const crowd = new Crowd(players, new Sender(rig.gateways, ledger), ledger);
      const [first, second] = rig.cluster.nodes("sessions");
      const { host } = rig;
      // A machine that is slow enough may let a question pass unseen.
      const playing = (no: number) =>
        until(`question ${no} has opened`, async () => {
          const reply = await host.client.send<SessionState>("GET", `/api/sessions/${session.id}`);
          const { state, question } = must(reply, 200);
          return state === "ended" || (question?.no ?? 0) >= no;
        });
      await using pulse = new Pulse(rig.gateways);
      must(await host.step(session.id, "open"), 200);

      await playing(1);
      crowd.start([1], 200);
      await first!.kill("SIGKILL");
      await playing(2);
      crowd.start([2], 200);
      const back = first!.restart();
      await playing(3);
      await back;
      crowd.start([3], 200);
      await second!.kill("SIGSTOP");
      await playing(4);
      await second!.kill("SIGCONT");
      await crowd.settled();
      const latenesses = await until("the session has ended by itself", () => revealedLateMs(session.id));
      await pulse.stop();
      process.stdout.write(`the clock: revealed late by ${latenesses.join(", ")} ms\n`);
      expect(latenesses).toHaveLength(questions);
      expect(Math.max(...latenesses)).toBeLessThan(PUNCTUAL_MS + pulse.slowestMs);
      await rig.reckon(
        "kill -9 and SIGSTOP of sessions nodes in mid-question",
        { session, host, crowd },
        { players, questions, isBalanced: true },
      );
    },
    SCENARIO_MS,
  );

  /** By how much each question of a session that has ended was revealed after its close; undefined before. */
  async function revealedLateMs(session: string): Promise<number[] | undefined> {
    const rows = await askPostgres<{ late: number | null; over: boolean }>(
      rig.cluster,
      `select (extract(epoch from w.revealed_at - w.closes_at) * 1000)::int as late, s.ended_at is not null as over
       from question_windows w join sessions s on s.no = w.session_no where s.id = $1 order by w.question_no`,
      [session],
    );
    return rows.every(({ over, late }) => over && late !== null) ? rows.map(({ late }) => late!) : undefined;
  }
});
