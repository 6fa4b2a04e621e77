import { EmbeddedCache } from "../../platform/cache/shared-cache.ts";
import type { Snapshot } from "../../platform/contracts/contracts.ts";
import type { PooledDatabase } from "../../platform/database/pooled-database.ts";
import { type QuizContent, quizSchema } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { FinalTables } from "../../services/stats/analysis/report-tables.ts";
import { LiveBoards } from "../../services/stats/live/live-boards.ts";
import { RefreshMeter } from "../../services/stats/live/refresh-metrics.ts";
import { StatsThreads } from "../../services/stats/worker/worker-pools.ts";
import type { Written } from "../load/answer-writer.ts";

/** The threads, the database's connections and the bounds of a stats node with nothing configured. */
const THREADS = 1;
const BOUNDS = { minMs: 250, maxMs: 5000 };
const BOARDS_BYTES = 1536 * 2 ** 20;

/** How long answers waited from their commit until their figures were sent out, in ms. */
export interface Waits {
  small: number[];
  large: number[];
}

/** The boards of one stats node in this process, and how stale what it sends out is. */
export class SharedNode {
  readonly boards: LiveBoards;
  readonly #threads = new StatsThreads(THREADS);
  readonly #largeNo: number;
  readonly #sessions = new Map<number, Follow>();
  #waits: Waits = { small: [], large: [] };
  #failure: unknown;

  constructor(database: PooledDatabase, largeNo: number, questions: number) {
    this.#largeNo = largeNo;
    this.boards = new LiveBoards(
      {
        bounds: BOUNDS,
        name: "bench",
        meter: new RefreshMeter(),
        tables: new FinalTables(),
        threads: this.#threads,
        cache: new EmbeddedCache(),
        boardsBytes: BOARDS_BYTES,
        letGo: () => {},
        session: async (no) => ({ session: recordOf(no, questions), corrections: [] }),
        content: async () => contentOf(questions),
        announce: async (snapshot) => this.#announced(snapshot),
        database: async () => database,
        failed: (_, error) => {
          this.#failure = error;
        },
      },
      () => true,
    );
  }

  /** So many answers of a session were there before. */
  had(session: number, answers: number): void {
    this.#follow(session).written += answers;
  }

  /** Hears of answers as a stats node does, after their commit. */
  written({ at, small, large }: Written): void {
    for (const session of small) this.#stored(session, 1, at);
    if (large > 0) this.#stored(this.#largeNo, large, at);
  }

  /** What came since the last time. @throws Error where a refresh has failed */
  takeWaits(): Waits {
    if (this.#failure) throw this.#failure;
    const waits = this.#waits;
    this.#waits = { small: [], large: [] };
    return waits;
  }

  /** Whether all that was written has been sent out. */
  get isUpToDate(): boolean {
    return this.#sessions.values().every((follow) => follow.waiting.length === 0);
  }

  async stop(): Promise<void> {
    this.boards.stop();
    await this.#threads.stop();
  }

  #stored(session: number, rows: number, at: number): void {
    const follow = this.#follow(session);
    follow.written += rows;
    follow.waiting.push({ upTo: follow.written, at });
    this.boards.answersStored({ session, rows });
  }

  #announced({ sessionNo, questions }: Snapshot): void {
    const follow = this.#follow(sessionNo);
    for (const { question, attempts } of questions) {
      follow.shown += attempts - (follow.attempts.get(question) ?? 0);
      follow.attempts.set(question, attempts);
    }
    const waits = sessionNo === this.#largeNo ? this.#waits.large : this.#waits.small;
    const now = Date.now();
    while (follow.waiting.length > 0 && follow.waiting[0]!.upTo <= follow.shown) {
      waits.push(now - follow.waiting.shift()!.at);
    }
  }

  #follow(session: number): Follow {
    const known = this.#sessions.get(session);
    if (known) return known;
    const follow = { written: 0, shown: 0, attempts: new Map(), waiting: [] };
    this.#sessions.set(session, follow);
    return follow;
  }
}

/** What was written of a session and what has been shown of it, in answers. */
interface Follow {
  written: number;
  shown: number;
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
      opensAt: null,
      closesAt: null,
      gapMs: 0,
      expectedPlayers: null,
    },
    revision: 1,
    asOf: openedAt,
    players: 0,
    openedAt,
    endedAt: null,
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
