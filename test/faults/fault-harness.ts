import type { Cluster, ClusterOptions } from "../../dev-cluster/cluster.ts";
import { Client, must } from "../harness/client.ts";
import type { HostedSession, Joined } from "../harness/contract.ts";
import { startOwnCluster } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { until } from "../harness/until.ts";
import { AnswerLog } from "./answer-log.ts";
import { auditAgrees, findDiscrepancies, statsEqualRecount } from "./assertions.ts";
import { createSession, type SessionSize } from "./create-session.ts";
import { Crowd } from "./crowd.ts";
import { processesOverLimit } from "./memory.ts";
import { Sender } from "./sender.ts";

export const START_MS = 150_000;
/** The time limit of one scenario on a busy machine, in ms. */
export const SCENARIO_MS = 150_000;
/**
 * Answers per second: few enough that two busy cores, which have ten nodes, the servers and other tests besides, also
 * have room for what comes again after an outage.
 */
const DEFAULT_PER_SECOND = 125;
const RECOVERY_TIMEOUT_MS = 60_000;
const CONNECTIONS = 3000;
/** How many answers are sent after the end; all must be refused. */
const LATE_ANSWERS = 10;

export interface Scenario extends SessionSize {
  name: string;
  /** Answers per second of all players together, if not the usual ones. */
  perSecond?: number;
  /** Whether every gateway survives, so that the audit must balance to the last answer. */
  isBalanced?: boolean;
}

/** A running session and the crowd that plays it. */
export interface Game {
  session: HostedSession;
  host: Host;
  crowd: Crowd;
}

/** Plays games on a cluster while something breaks, and verifies the promises afterwards. */
export class FaultHarness {
  readonly cluster: Cluster;
  readonly gateways: Client[];

  static async start(options: ClusterOptions = {}): Promise<FaultHarness> {
    return new FaultHarness(await startOwnCluster(options));
  }

  private constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.gateways = cluster.baseUrls.map((url) => new Client(url, CONNECTIONS));
  }

  get host(): Host {
    return new Host(this.gateways[0] as Client, this.cluster.hostToken("ada"));
  }

  async stop(): Promise<void> {
    for (const gateway of this.gateways) gateway.close();
    await this.cluster.stop();
  }

  /**
   * Plays a session in pace self, lets `fault` break something meanwhile, waits until everything has recovered, and
   * then compares what every player was told with the table, the stats, the windows and the audit.
   */
  async play(
    scenario: Scenario,
    fault: (game: Game & { players: Joined[] }) => Promise<void>,
  ): Promise<AnswerLog> {
    const { name, questions = 60, perSecond = DEFAULT_PER_SECOND, isBalanced = false } = scenario;
    const { host } = this;
    const draft = { pace: "self" as const, stats: "live" as const, graceMs: 0 };
    const { session, players } = await createSession(host, this.gateways, draft, scenario);
    const log = new AnswerLog();
    const sender = new Sender(this.gateways, log);
    const crowd = new Crowd(players, sender, log);
    must(await host.step(session.id, "open"), 200);
    crowd.start(
      Array.from({ length: questions - 1 }, (_, index) => index + 1),
      perSecond,
    );
    try {
      await fault({ session, host, crowd, players });
      crowd.stop();
      await this.waitUntilHealthy();
      await crowd.untilAllSettled();
    } finally {
      crowd.abort();
    }
    await this.verify(name, { session, host, crowd }, { players, questions, isBalanced });
    return log;
  }

  /** Waits until all gateways are ready, lack nothing and serve a host. */
  async waitUntilHealthy(): Promise<void> {
    for (const gateway of this.gateways) {
      await until(
        "the gateway is ready",
        async () => {
          const { status, body } = await gateway.send<{ degraded?: string[] }>("GET", "/readyz");
          return status === 200 && body.degraded === undefined;
        },
        RECOVERY_TIMEOUT_MS,
      );
    }
    await until(
      "the host is served",
      async () => (await this.host.listQuizzes()).status === 200,
      RECOVERY_TIMEOUT_MS,
    );
  }

  /** Ends the session, sends some answers too late, and checks the promises. */
  async verify(
    name: string,
    { session, host, crowd }: Game,
    {
      players,
      questions,
      isBalanced,
      lateTo = questions,
    }: { players: readonly Joined[]; questions: number; isBalanced: boolean; lateTo?: number },
  ): Promise<void> {
    const { log } = crowd;
    await until("the session has ended", async () => {
      const { status } = await host.step(session.id, "end");
      return status === 200 || status === 409;
    });
    const late = new AnswerLog();
    const lateCrowd = new Crowd(players, new Sender(this.gateways, late), late);
    for (const player of players.slice(0, LATE_ANSWERS)) lateCrowd.send(player, lateTo);
    await lateCrowd.untilAllSettled();
    log.entries.push(...late.entries);
    log.violations.push(...late.violations);

    const { lost, doubled, wrong } = await findDiscrepancies(this.cluster, session.id, log);
    process.stdout.write(`${name}\n  ${log.summary({ lost: lost.length, doubled: doubled.length })}\n`);
    expect({ lost, doubled, wrong: wrong.slice(0, 5), violations: log.violations.slice(0, 5) }).toEqual({
      lost: [],
      doubled: [],
      wrong: [],
      violations: [],
    });
    expect(late.count("refused")).toBe(LATE_ANSWERS);
    await statsEqualRecount(this.cluster, host, session.id, questions, true);
    await auditAgrees(this.cluster, host, session.id, isBalanced);
    expect(processesOverLimit(this.cluster)).toEqual([]);
  }
}
