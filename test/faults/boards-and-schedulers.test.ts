import { must } from "../harness/client.ts";
import { join, Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { AnswerLog } from "./answer-log.ts";
import { statsEqualRecount } from "./assertions.ts";
import { createSession } from "./create-session.ts";
import { Crowd } from "./crowd.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { LatencyProbe } from "./latency-probe.ts";
import { ownerOfBoard, untilSessionsNodeReplies } from "./operator.ts";
import { Sender } from "./sender.ts";
import { queryPostgres } from "./table-queries.ts";

const QUESTIONS = 60;
/** In s. A dead node is noticed after two to four heartbeats; short ones make its boards move sooner. */
const HEARTBEAT_S = 1;
/** The time limit of the questions in pace auto, in ms. */
const TIME_LIMIT_MS = 3000;
const GAP_MS = 300;
/** In ms: the timeout of one call, and its reply from another node. */
const MAX_REPLY_MS = 4000;
/** In ms. A running scheduler reveals within this time: its longest sleep and its work; a slow machine adds to it. */
const MAX_DELAY_MS = 2500;

describe("boards and schedulers", () => {
  let harness: FaultHarness;
  beforeAll(async () => {
    harness = await FaultHarness.start({ env: { STAMPEDE_HEARTBEAT_S: String(HEARTBEAT_S) } });
  }, START_MS);
  afterAll(() => harness?.stop(), START_MS);

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "another node continues the stats when the owner of the board gets %s",
    async (signal) => {
      const scenario = { name: `the board's owner: ${signal}`, questions: QUESTIONS, isBalanced: true };
      await harness.play(scenario, async ({ session, host, crowd }) => {
        await crowd.untilAccepted(200);
        const owner = await ownerOfBoard(harness.cluster, session.id);
        await owner.kill(signal);
        await crowd.untilAccepted(200);
        crowd.stop();
        await crowd.untilAllSettled();
        await statsEqualRecount(harness.cluster, host, session.id, QUESTIONS, false);
        if (signal === "SIGSTOP") await owner.kill("SIGCONT");
        else await owner.restart();
      });
    },
    SCENARIO_MS,
  );

  test(
    "questions in pace auto close in time although sessions nodes die and freeze in mid-question",
    async () => {
      const questions = 4;
      const draft = { pace: "auto" as const, gapMs: GAP_MS, graceMs: 0 };
      const { session, players } = await createSession(
        harness.host,
        harness.gateways,
        draft,
        { players: 200, questions },
        TIME_LIMIT_MS,
      );
      const log = new AnswerLog();
      const crowd = new Crowd(players, new Sender(harness.gateways, log), log);
      const [first, second] = harness.cluster.nodes("sessions");
      const { host } = harness;
      // On a slow machine a question may pass unseen.
      const spectator = new Spectator(host.client, session.id);
      const hasOpened = (no: number) =>
        until(`question ${no} has opened`, async () => {
          const { state, question } = must(await spectator.state(), 200);
          return state === "ended" || (question?.no ?? 0) >= no;
        });
      await using probe = new LatencyProbe(harness.gateways);
      must(await host.step(session.id, "open"), 200);

      await hasOpened(1);
      crowd.start([1], 200);
      await first!.kill("SIGKILL");
      await hasOpened(2);
      crowd.start([2], 200);
      const restarted = first!.restart();
      await hasOpened(3);
      await restarted;
      crowd.start([3], 200);
      await second!.kill("SIGSTOP");
      await hasOpened(4);
      await second!.kill("SIGCONT");
      await crowd.untilAllSettled();
      const delays = await until("the session has ended", () => revealDelaysMs(session.id));
      await probe.stop();
      process.stdout.write(`the scheduler: revealed late by ${delays.join(", ")} ms\n`);
      expect(delays).toHaveLength(questions);
      expect(Math.max(...delays)).toBeLessThan(MAX_DELAY_MS + probe.slowestMs);
      await harness.verify(
        "kill -9 and SIGSTOP of sessions nodes in mid-question",
        { session, host, crowd },
        { players, questions, isBalanced: true },
      );
    },
    SCENARIO_MS,
  );

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "joins and the host's steps are taken once, and at the first try, when a sessions node gets %s",
    async (signal) => {
      const steps = 6;
      const { host, gateways } = harness;
      const draft = { pace: "host" as const, graceMs: 0 };
      const { session } = await createSession(host, gateways, draft, { players: 0, questions: steps + 1 });
      must(await host.step(session.id, "open"), 200);
      const [node] = harness.cluster.nodes("sessions");
      await using probe = new LatencyProbe(gateways);
      await node!.kill(signal);

      const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
      const keys = names.map((name, index) => (index % 2 === 0 ? undefined : `secret of player ${name}`));
      const joining = names.map((nickname, index) =>
        join(gateways[index % gateways.length]!, {
          code: session.code,
          nickname,
          ...(keys[index] && { key: keys[index] }),
        }),
      );
      const opened: (number | undefined)[] = [];
      const stepMs: number[] = [];
      for (let step = 0; step < steps; step++) {
        const reply = await host.step(session.id, "next", step % 2 === 0 ? { after: step + 1 } : undefined);
        opened.push(must(reply, 200).question?.no);
        stepMs.push(reply.doneAt - reply.sentAt);
      }
      const joins = await Promise.all(joining);
      const joinMs = joins.map(({ sentAt, doneAt }) => doneAt - sentAt);
      const slowest = Math.max(...stepMs, ...joinMs);
      process.stdout.write(`a sessions node that got ${signal}: the slowest of all took ${slowest} ms\n`);
      expect(joins.map(({ status }) => status)).toEqual(names.map(() => 201));
      expect(new Set(joins.map(({ body }) => body.playerNo)).size).toBe(names.length);
      expect(opened).toEqual(Array.from({ length: steps }, (_, index) => index + 2));
      expect(slowest).toBeLessThan(MAX_REPLY_MS + probe.slowestMs);

      // What was sent to the frozen node is still in its socket.
      if (signal === "SIGKILL") await node!.restart();
      else await node!.kill("SIGCONT");
      await until("the session shows every player", async () => {
        return must(await host.readSession(session.id), 200).players === names.length;
      });
      if (signal === "SIGSTOP") await untilSessionsNodeReplies(harness.cluster, node!.name);
      const [written] = await queryPostgres<{ players: number; windows: number }>(
        harness.cluster,
        `select (select count(*)::int from players where session_no = s.no) as players,
           (select count(*)::int from question_windows where session_no = s.no) as windows
         from sessions s where s.id = $1`,
        [session.id],
      );
      expect(written).toEqual({ players: names.length, windows: steps + 1 });
    },
    SCENARIO_MS,
  );

  /** The delay from close to reveal of each question of an ended session, in ms; undefined while it runs. */
  async function revealDelaysMs(session: string): Promise<number[] | undefined> {
    const rows = await queryPostgres<{ late: number | null; over: boolean }>(
      harness.cluster,
      `select (extract(epoch from w.revealed_at - w.closes_at) * 1000)::int as late, s.ended_at is not null as over
       from question_windows w join sessions s on s.no = w.session_no where s.id = $1 order by w.question_no`,
      [session],
    );
    return rows.every(({ over, late }) => over && late !== null) ? rows.map(({ late }) => late!) : undefined;
  }
});
