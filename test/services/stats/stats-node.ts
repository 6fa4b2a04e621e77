import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker } from "moleculer";
import type { ParamsOut } from "../../../platform/contracts/contracts.ts";
import { broadcast, emit } from "../../../platform/contracts/typed-broker.ts";
import { validateParams } from "../../../platform/contracts/validation.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { QuestionWindow, SessionRecord, SessionSettings } from "../../../platform/domain/session.ts";
import type { Correction, Snapshot } from "../../../platform/domain/stats.ts";
import { type Environment, readEnvironment } from "../../../platform/environment.ts";
import { attachResources, NodeResources } from "../../../platform/node/node-resources.ts";
import stats from "../../../services/stats/stats.service.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { copyPreparedDatabase } from "../../harness/prepared/prepared-node.ts";
import type { AnswerRow } from "./answer-rows.ts";
import { QUIZ, sessionOf } from "./sample-session.ts";
import { storeAnswers } from "./stored-answers.ts";

/**
 * A stats node for one test file, started before its first test and stopped after its last. Each call of
 * `newSession` creates a session with another number.
 */
export function freshStatsNode() {
  let node: StatsNode | undefined;
  let lastNo = 0;
  beforeAll(async () => {
    node = await StatsNode.start();
    await node.database();
  }, START_TIMEOUT_MS);
  afterAll(() => node?.stop());
  return {
    get node(): StatsNode {
      return node!;
    },
    newSession: (settings: Partial<SessionSettings> = {}) => new TestSession(node!, ++lastNo, settings),
  };
}

/** A node with only the stats service. Its sessions and quiz services are stubs: a test sets the sessions itself. */
export class StatsNode {
  readonly broker: ServiceBroker;
  readonly updates: Snapshot[] = [];
  readonly sessions = new Map<number, { session: SessionRecord; corrections: Correction[] }>();
  /** The questions that the stats service has closed because everyone has answered; here they stay open. */
  readonly closedQuestions: ParamsOut<"sessions.closeAnswered">[] = [];
  readonly resources: NodeResources;
  readonly #folder: string;
  #onUpdate = () => {};

  static async start(settings: Record<string, string> = {}): Promise<StatsNode> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-stats-"));
    await copyPreparedDatabase(folder);
    const environment = readEnvironment({
      DATA_DIR: folder,
      STATS_MIN_INTERVAL_MS: "10",
      STATS_MAX_INTERVAL_MS: "200",
      ...settings,
    });
    const node = new StatsNode(environment, folder);
    await node.broker.start();
    return node;
  }

  private constructor(environment: Environment, folder: string) {
    this.#folder = folder;
    this.resources = new NodeResources(environment);
    this.broker = new ServiceBroker({ logLevel: "fatal", middlewares: [validateParams], errorHandler: null });
    attachResources(this.broker, this.resources);
    this.broker.createService({
      name: "sessions",
      actions: {
        byNo: (ctx) => structuredClone(this.sessions.get(ctx.params.no) ?? null),
        closeAnswered: (ctx) => {
          this.closedQuestions.push(ctx.params);
          return null;
        },
      },
    });
    this.broker.createService({ name: "quiz", actions: { content: () => QUIZ } });
    this.broker.createService({
      name: "listener",
      events: {
        "stats.updated": (ctx) => {
          this.updates.push(structuredClone(ctx.params.snapshot));
          this.#onUpdate();
        },
      },
    });
    this.broker.createService(stats);
  }

  async stop(): Promise<void> {
    await this.broker.stop();
    await this.resources.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  database(): Promise<Database> {
    return this.resources.database();
  }

  /** Waits until a snapshot of the session that fulfils the condition has been announced. */
  async waitForSnapshot(sessionNo: number, condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    for (;;) {
      const last = this.updates.findLast((snapshot) => snapshot.sessionNo === sessionNo);
      if (last && condition(last)) return last;
      await new Promise<void>((resolve) => {
        this.#onUpdate = resolve;
      });
    }
  }
}

/** One session on a StatsNode. */
export class TestSession {
  readonly node: StatsNode;
  record: SessionRecord;

  constructor(node: StatsNode, no: number, changed: Partial<SessionSettings> = {}) {
    this.node = node;
    this.record = sessionOf(no, changed);
    this.node.sessions.set(no, { session: this.record, corrections: [] });
  }

  /** Changes the record and broadcasts `session.changed`. */
  async update(changes: Partial<SessionRecord>, corrections: Correction[] = []): Promise<void> {
    this.change(changes, corrections);
    await broadcast(this.node.broker, "session.changed", { session: this.record });
  }

  /** Changes the record. The event of it is lost. */
  change(changes: Partial<SessionRecord>, corrections: Correction[] = []): void {
    this.record = { ...this.record, ...changes, revision: this.record.revision + 1, asOf: Date.now() };
    this.node.sessions.set(this.record.no, { session: this.record, corrections });
  }

  /** Windows in which the questions of `open` are open, and those of `closed` are closed for good. */
  windows(open: number[], closed: number[] = []): QuestionWindow[] {
    const openedAt = Date.now() - 60_000;
    return [...closed, ...open].map((question) => ({
      question,
      openedAt,
      closesAt: null,
      revealedAt: closed.includes(question) ? Date.now() : null,
      keyRevision: 0,
    }));
  }

  async join(count: number): Promise<void> {
    const database = await this.node.database();
    await database.query(
      `insert into players (session_no, player_no, nickname)
       select $1, no, 'player ' || no from generate_series(1, $2::int) no on conflict do nothing`,
      [this.record.no, count],
    );
    // There is no row in the table of sessions: only the number of players matters here, so skip the foreign key.
    await database.query("set session_replication_role = replica");
    await database.query(
      `insert into session_players (session_no, players) values ($1, $2)
       on conflict (session_no) do update set players = excluded.players`,
      [this.record.no, count],
    );
  }

  /** Inserts answers and emits `answers.stored`. */
  async store(answers: readonly AnswerRow[]): Promise<void> {
    await this.insert(answers);
    await emit(this.node.broker, "answers.stored", { session: this.record.no, rows: answers.length });
  }

  /** Inserts answers without an event. */
  async insert(answers: readonly AnswerRow[]): Promise<void> {
    await storeAnswers(await this.node.database(), this.record.no, answers);
  }

  /** Waits for a snapshot that counts `attempts` answers to a question. */
  waitForAttempts(question: number, attempts: number): Promise<Snapshot> {
    return this.node.waitForSnapshot(this.record.no, (snapshot) =>
      snapshot.questions.some((stats) => stats.question === question && stats.attempts === attempts),
    );
  }
}
