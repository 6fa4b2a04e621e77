import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker } from "moleculer";
import type { Correction, Snapshot } from "../../../platform/contracts/contracts.ts";
import { broadcast, emit } from "../../../platform/contracts/typed-broker.ts";
import { contractChecks } from "../../../platform/contracts/validation.ts";
import type { Database } from "../../../platform/database/database.ts";
import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";
import type { QuestionWindow, SessionRecord, SessionSettings } from "../../../platform/domain/session.ts";
import { type Environment, readEnvironment } from "../../../platform/environment.ts";
import { Footing, provideFooting } from "../../../platform/node/node-resources.ts";
import stats from "../../../services/stats/stats.service.ts";
import { sessionRecord, settings } from "../../harness/session-record.ts";
import type { Answer } from "./recount.ts";
import { storeAnswers } from "./stored-answers.ts";

/** A question of each kind that differs for figures. */
export const QUIZ: QuizContent = quizSchema.parse({
  title: "A bit of all",
  questions: [
    {
      kind: "single",
      text: "Capital of Switzerland?",
      options: [{ text: "Bern", correct: true }, { text: "Basel" }, { text: "Zürich" }],
    },
    {
      kind: "multiple",
      text: "Which are prime?",
      options: [{ text: "2", correct: true }, { text: "3", correct: true }, { text: "4" }, { text: "6" }],
    },
    { kind: "truefalse", text: "Snow is white.", answer: true },
    { kind: "numeric", text: "π?", answer: { value: 3.14, tolerance: 0.01 } },
    { kind: "text", text: "Who wrote Faust?", answer: { accept: ["Goethe"] } },
    { kind: "poll", text: "Tea or coffee?", options: [{ text: "Tea" }, { text: "Coffee" }] },
  ],
});

/** A session that has opened, before any of its questions has. */
export function sessionOf(no: number, changed: Partial<SessionSettings> = {}): SessionRecord {
  return sessionRecord({
    no,
    id: `session-${no}`,
    title: QUIZ.title,
    questions: QUIZ.questions.length,
    settings: settings({ graceMs: 0, gapMs: 0, ...changed }),
    asOf: Date.now(),
    openedAt: Date.now(),
  });
}

/** An answer to question 1 or 2 that is right. */
export const right = (question: number, player: number, elapsed: number, points: number): Answer => ({
  question,
  player,
  choice: question === 2 ? 3 : 0,
  response: null,
  elapsed,
  points,
  correct: true,
});

/** An answer that is wrong. */
export const wrong = (question: number, player: number, elapsed: number): Answer => ({
  ...right(question, player, elapsed, 0),
  choice: 2,
  correct: false,
});

/** The figures of a snapshot, whatever the moment. */
export const withoutTimes = (snapshot: Snapshot) =>
  snapshot.questions.map(({ asOf: _, final: __, ...figures }) => figures);

/** The points of the first places. */
export const pointsOf = (snapshot: Snapshot, which: "open" | "full") =>
  snapshot.leaderboards[which].places.map((place) => place.points);

/** A node with the stats service alone; the sessions it serves are the test's own. */
export class StatsNode {
  readonly broker: ServiceBroker;
  readonly updates: Snapshot[] = [];
  readonly sessions = new Map<number, { session: SessionRecord; corrections: Correction[] }>();
  readonly footing: Footing;
  readonly #folder: string;
  #heard = () => {};

  static async start(given: Record<string, string> = {}): Promise<StatsNode> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-stats-"));
    const environment = readEnvironment({
      DATA_DIR: folder,
      STATS_MIN_INTERVAL_MS: "10",
      STATS_MAX_INTERVAL_MS: "200",
      ...given,
    });
    const node = new StatsNode(environment, folder);
    await node.broker.start();
    return node;
  }

  private constructor(environment: Environment, folder: string) {
    this.#folder = folder;
    this.footing = new Footing(environment);
    this.broker = new ServiceBroker({ logLevel: "fatal", middlewares: [contractChecks], errorHandler: null });
    provideFooting(this.broker, this.footing);
    this.broker.createService({
      name: "sessions",
      actions: { byNo: (ctx) => structuredClone(this.sessions.get(ctx.params.no) ?? null) },
    });
    this.broker.createService({ name: "quiz", actions: { content: () => QUIZ } });
    this.broker.createService({
      name: "listener",
      events: {
        "stats.updated": (ctx) => {
          this.updates.push(structuredClone(ctx.params.snapshot));
          this.#heard();
        },
      },
    });
    this.broker.createService(stats);
  }

  async stop(): Promise<void> {
    await this.broker.stop();
    await this.footing.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  database(): Promise<Database> {
    return this.footing.database();
  }

  /** Waits until a snapshot of the session has been announced that the condition holds for. */
  async heard(sessionNo: number, condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    for (;;) {
      const found = this.updates.findLast((snapshot) => snapshot.sessionNo === sessionNo);
      if (found && condition(found)) return found;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}

/** One session on such a node. */
export class Game {
  readonly node: StatsNode;
  session: SessionRecord;

  constructor(node: StatsNode, no: number, changed: Partial<SessionSettings> = {}) {
    this.node = node;
    this.session = sessionOf(no, changed);
    this.node.sessions.set(no, { session: this.session, corrections: [] });
  }

  /** Changes the session and tells of it. */
  async change(changes: Partial<SessionRecord>, corrections: Correction[] = []): Promise<void> {
    this.session = { ...this.session, ...changes, revision: this.session.revision + 1, asOf: Date.now() };
    this.node.sessions.set(this.session.no, { session: this.session, corrections });
    await broadcast(this.node.broker, "session.changed", { session: this.session });
  }

  /** The windows with these questions open, and these closed for good. */
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
      [this.session.no, count],
    );
    // The table of sessions is another service's; here nothing but the number of players matters.
    await database.query("set session_replication_role = replica");
    await database.query(
      `insert into session_players (session_no, players) values ($1, $2)
       on conflict (session_no) do update set players = excluded.players`,
      [this.session.no, count],
    );
  }

  /** Inserts rows and tells of them. */
  async store(answers: readonly Answer[]): Promise<void> {
    await this.insert(answers);
    await emit(this.node.broker, "answers.stored", { session: this.session.no, rows: answers.length });
  }

  /** Inserts rows, and tells nobody. */
  async insert(answers: readonly Answer[]): Promise<void> {
    await storeAnswers(await this.node.database(), this.session.no, answers);
  }

  /** Waits for a snapshot that counts so many answers to a question. */
  counted(question: number, attempts: number): Promise<Snapshot> {
    return this.node.heard(this.session.no, (snapshot) =>
      snapshot.questions.some((figures) => figures.question === question && figures.attempts === attempts),
    );
  }
}
