import { MemoryCache } from "../../platform/cache/shared-cache.ts";
import type { PooledDatabase } from "../../platform/database/pooled-database.ts";
import { type QuizContent, quizSchema } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import type { Snapshot } from "../../platform/domain/stats.ts";
import { ReportTables } from "../../services/stats/analysis/report-tables.ts";
import { LiveBoards } from "../../services/stats/live/live-boards.ts";
import { RefreshMetrics } from "../../services/stats/live/refresh-metrics.ts";
import { WorkerPools } from "../../services/stats/worker/worker-pools.ts";
import type { CommittedAnswers } from "../load/answer-writer.ts";

/** The defaults of a stats node. */
const THREADS = 1;
const BOUNDS = { minMs: 250, maxMs: 5000 };
const BOARDS_BYTES = 1536 * 2 ** 20;

/** The time from the commit of each answer until stats that count it were sent, in ms. */
export interface Waits {
  small: number[];
  large: number[];
}

/** The boards of one stats node, in this process. Measures how old the stats are that it sends. */
export class ContendedNode {
  readonly boards: LiveBoards;
  readonly #threads = new WorkerPools(THREADS);
  readonly #largeNo: number;
  readonly #sessions = new Map<number, TrackedSession>();
  #waits: Waits = { small: [], large: [] };
  #failure: unknown;

  constructor(database: PooledDatabase, largeNo: number, questions: number) {
    this.#largeNo = largeNo;
    this.boards = new LiveBoards(
      {
        intervalBounds: BOUNDS,
        nodeId: "bench",
        metrics: new RefreshMetrics(),
        reportTables: new ReportTables(),
        workers: this.#threads,
        cache: new MemoryCache(),
        maxBoardBytes: BOARDS_BYTES,
        // No session has `closeWhenAllAnswered`.
        closing: {
          gateways: { names: () => [], ask: () => Promise.reject(new Error("There are no gateways.")) },
          closeAnswered: async () => null,
        },
        onEvict: () => {},
        lookUpSession: async (no) => ({ session: recordOf(no, questions), corrections: [] }),
        lookUpContent: async () => contentOf(questions),
        announce: async (snapshot) => this.#onSnapshot(snapshot),
        database: async () => database,
        onError: (_, error) => {
          this.#failure = error;
        },
      },
      () => true,
    );
  }

  /** The session has these answers already. */
  addExisting(session: number, answers: number): void {
    this.#track(session).stored += answers;
  }

  /** Announces answers to the boards, as a stats node does after their commit. */
  onCommit({ at, small, large }: CommittedAnswers): void {
    for (const session of small) this.#addAnswers(session, 1, at);
    if (large > 0) this.#addAnswers(this.#largeNo, large, at);
  }

  /** The waits since the last call. @throws Error if a refresh has failed */
  takeWaits(): Waits {
    if (this.#failure) throw this.#failure;
    const waits = this.#waits;
    this.#waits = { small: [], large: [] };
    return waits;
  }

  /** Whether the sent stats count all stored answers. */
  get isUpToDate(): boolean {
    return this.#sessions.values().every((tracked) => tracked.waiting.length === 0);
  }

  async stop(): Promise<void> {
    this.boards.stop();
    await this.#threads.stop();
  }

  #addAnswers(session: number, rows: number, at: number): void {
    const tracked = this.#track(session);
    tracked.stored += rows;
    tracked.waiting.push({ upTo: tracked.stored, at });
    this.boards.answersStored({ session, rows });
  }

  #onSnapshot({ sessionNo, questions }: Snapshot): void {
    const tracked = this.#track(sessionNo);
    for (const { question, attempts } of questions) {
      tracked.counted += attempts - (tracked.attempts.get(question) ?? 0);
      tracked.attempts.set(question, attempts);
    }
    const waits = sessionNo === this.#largeNo ? this.#waits.large : this.#waits.small;
    const now = Date.now();
    while (tracked.waiting.length > 0 && tracked.waiting[0]!.upTo <= tracked.counted) {
      waits.push(now - tracked.waiting.shift()!.at);
    }
  }

  #track(session: number): TrackedSession {
    const existing = this.#sessions.get(session);
    if (existing) return existing;
    const tracked = { stored: 0, counted: 0, attempts: new Map(), waiting: [] };
    this.#sessions.set(session, tracked);
    return tracked;
  }
}

/** Numbers of answers of a session: stored, and counted by the sent stats. */
interface TrackedSession {
  stored: number;
  counted: number;
  attempts: Map<number, number>;
  waiting: { upTo: number; at: number }[];
}

function recordOf(no: number, questions: number): SessionRecord {
  const openedAt = Date.now() - 1000;
  return {
    no,
    id: `session-${no}`,
    host: "bench",
    code: "000000",
    quizId: "quiz",
    version: 1,
    title: "Bench",
    questions,
    settings: {
      pace: "self",
      feedback: "immediate",
      stats: "live",
      scoring: "speed",
      graceMs: 0,
      lateJoin: true,
      readMs: 0,
      closeWhenAllAnswered: false,
      fairness: "arrival",
      leaderboard: "each",
      nicknames: "any",
      opensAt: null,
      closesAt: null,
      gapMs: 0,
      expectedPlayers: null,
      maxPlayers: null,
    },
    revision: 1,
    asOf: openedAt,
    players: 0,
    openedAt,
    endedAt: null,
    locked: false,
    pausedAt: null,
    banned: [],
    windows: Array.from({ length: questions }, (_, index) => ({
      question: index + 1,
      openedAt,
      closesAt: null,
      revealedAt: null,
      keyRevision: 0,
    })),
    removed: [],
    voided: [],
    keys: {},
    rescoring: [],
  };
}

function contentOf(questions: number): QuizContent {
  return quizSchema.parse({
    title: "Bench",
    questions: Array.from({ length: questions }, (_, index) => ({
      kind: "single",
      text: `Question ${index + 1}?`,
      options: [{ text: "A", correct: true }, { text: "B" }, { text: "C" }, { text: "D" }],
    })),
  });
}
