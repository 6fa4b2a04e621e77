import { Cluster, type ClusterOptions } from "../../dev-cluster/cluster.ts";
import { Client, must } from "../harness/client.ts";
import type { HostedSession, Joined } from "../harness/contract.ts";
import { Host } from "../harness/host.ts";
import { until } from "../harness/until.ts";
import { booksAgree, discrepancies, figuresEqualRecount } from "./assertions.ts";
import { Crowd } from "./crowd.ts";
import { Ledger } from "./ledger.ts";
import { overweight } from "./memory.ts";
import { Sender } from "./sender.ts";
import { type Size, stage } from "./staging.ts";

export const START_MS = 150_000;
/** Of one scenario, on a busy machine. */
export const SCENARIO_MS = 150_000;
const HEAL_MS = 60_000;
const CONNECTIONS = 3000;
/** Answers that are sent after the end, all of which must be refused. */
const TOO_LATE = 10;
/** Limits so wide that a crowd on one address does not meet them. */
const WIDE_OPEN = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
};

export interface Scenario extends Size {
  name: string;
  /** Answers a second, all players together. */
  perSecond?: number;
  /** Whether every gateway lives through it, so that the books must balance to the last answer. */
  isBalanced?: boolean;
}

/** One session under way, and the crowd that plays it. */
export interface Game {
  session: HostedSession;
  host: Host;
  crowd: Crowd;
}

/** A cluster, games that are played on it while something breaks, and the reckoning afterwards. */
export class Rig {
  readonly cluster: Cluster;
  readonly gateways: Client[];

  static async start(options: ClusterOptions = {}): Promise<Rig> {
    return new Rig(await Cluster.start({ ...options, env: { ...WIDE_OPEN, ...options.env } }));
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
   * Plays a session at everyone's own pace, has `fault` do its worst in the midst of it, lets everything heal, and
   * then holds what every player was told against the table, the figures, the clock and the books.
   */
  async play(scenario: Scenario, fault: (game: Game) => Promise<void>): Promise<Ledger> {
    const { name, questions = 60, perSecond = 250, isBalanced = false } = scenario;
    const { host } = this;
    const draft = { pace: "self" as const, graceMs: 0 };
    const { session, players } = await stage(host, this.gateways, draft, scenario);
    const ledger = new Ledger();
    const sender = new Sender(this.gateways, ledger);
    const crowd = new Crowd(players, sender, ledger);
    must(await host.step(session.id, "open"), 200);
    crowd.start(
      Array.from({ length: questions - 1 }, (_, index) => index + 1),
      perSecond,
    );
    try {
      await fault({ session, host, crowd });
      crowd.stop();
      await this.healed();
      await crowd.settled();
    } finally {
      crowd.dismiss();
    }
    await this.reckon(name, { session, host, crowd }, { players, questions, isBalanced });
    return ledger;
  }

  /** Waits until both gateways say that they can serve, and do. */
  async healed(): Promise<void> {
    for (const gateway of this.gateways) {
      await until(
        "the gateway is ready",
        async () => (await gateway.send("GET", "/readyz")).status === 200,
        HEAL_MS,
      );
    }
    await until("the host is served", async () => (await this.host.listQuizzes()).status === 200, HEAL_MS);
  }

  /** Ends the session, has some come too late, and checks everything that was promised. */
  async reckon(
    name: string,
    { session, host, crowd }: Game,
    {
      players,
      questions,
      isBalanced,
      lateTo = questions,
    }: { players: readonly Joined[]; questions: number; isBalanced: boolean; lateTo?: number },
  ): Promise<void> {
    const { ledger } = crowd;
    await until("the session is ended", async () => {
      const { status } = await host.step(session.id, "end");
      return status === 200 || status === 409;
    });
    const late = new Ledger();
    const latecomers = new Crowd(players, new Sender(this.gateways, late), late);
    for (const player of players.slice(0, TOO_LATE)) latecomers.send(player, lateTo);
    await latecomers.settled();
    ledger.entries.push(...late.entries);
    ledger.faults.push(...late.faults);

    const { lost, doubled, wrong } = await discrepancies(this.cluster, session.id, ledger);
    process.stdout.write(`${name}\n  ${ledger.summary({ lost: lost.length, doubled: doubled.length })}\n`);
    expect({ lost, doubled, wrong: wrong.slice(0, 5), faults: ledger.faults.slice(0, 5) }).toEqual({
      lost: [],
      doubled: [],
      wrong: [],
      faults: [],
    });
    expect(late.count("refused")).toBe(TOO_LATE);
    await figuresEqualRecount(this.cluster, host, session.id, questions, true);
    await booksAgree(this.cluster, host, session.id, isBalanced);
    expect(overweight(this.cluster)).toEqual([]);
  }
}
