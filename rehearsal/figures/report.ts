import type { Options } from "../options.ts";
import type { Books } from "../stage/books.ts";
import type { CrewFigures, QuestionFigures } from "./crew-figures.ts";
import { type Skew, skewOf, skewOfAll, type ToServerTime } from "./deliveries.ts";
import { addCounts } from "./merge.ts";
import { type Percentiles, percentilesOf } from "./percentiles.ts";

/** Why a rehearsal ended before its end. */
export type EarlyEnd = "interrupted" | "out of time" | { error: string };

/** What a report is made of. */
export interface Findings {
  options: Options;
  baseUrl: string;
  figures: CrewFigures;
  books: Books;
  toServerTime: ToServerTime;
  startedAt: Date;
  seconds: number;
  /** The memory of the program, of all its threads, in MiB. */
  memoryMiB: number;
  early: EarlyEnd | undefined;
  /** What could not be deleted, and the like. */
  notes: string[];
}

type Counts = Omit<QuestionFigures, "deliveredAtMs" | "openedAtMs">;

/** All figures of a rehearsal, as `--json` writes them. Times are in ms unless the name says otherwise. */
export interface Report {
  server: string;
  isOwnServer: boolean;
  startedAt: string;
  seconds: number;
  options: Omit<Options, "token" | "url" | "code">;
  early: EarlyEnd | undefined;
  players: {
    wanted: number;
    joined: number;
    refused: Record<string, number>;
    open: number;
    removed: number;
    joinMs: Percentiles;
  };
  answers: Omit<Counts, "no" | "deliveredAfterCut">;
  acknowledgementMs: Percentiles;
  acknowledgementAfterMishapMs: Percentiles;
  delivery: Skew | undefined;
  questions: (Counts & { delivery: Skew | undefined })[];
  connections: Pick<CrewFigures, "mishaps" | "broken" | "returns" | "returnsAfterCut"> & {
    /** How often an answer was sent again. */
    retries: number;
    replies: Record<string, number>;
  };
  books: Books;
  tool: {
    cpuSeconds: number;
    cpuMsPerPlayer: number;
    memoryMiB: number;
    loopDelayP99Ms: number;
    loopDelayMaxMs: number;
  };
  notes: string[];
}

export function reportOf(findings: Findings): Report {
  const { options, figures, toServerTime } = findings;
  const { token: _, url, code: __, ...shown } = options;
  const questions = figures.questions.toSorted((one, other) => one.no - other.no);
  const answers = sumOf(questions);
  return {
    server: findings.baseUrl,
    isOwnServer: url === undefined,
    startedAt: findings.startedAt.toISOString(),
    seconds: findings.seconds,
    options: shown,
    early: findings.early,
    players: {
      wanted: options.players,
      joined: figures.joined,
      refused: figures.joinsRefused,
      open: figures.joinsOpen,
      removed: figures.removed,
      joinMs: percentilesOf(figures.joinMs),
    },
    answers,
    acknowledgementMs: percentilesOf(figures.ackMs),
    acknowledgementAfterMishapMs: percentilesOf(figures.ackAfterMishapMs),
    delivery: skewOfAll(questions, toServerTime),
    questions: questions.map(({ deliveredAtMs, openedAtMs, ...counts }) => ({
      ...counts,
      delivery: skewOf({ deliveredAtMs, openedAtMs }, toServerTime),
    })),
    connections: {
      mishaps: figures.mishaps,
      broken: figures.broken,
      returns: figures.returns,
      returnsAfterCut: figures.returnsAfterCut,
      retries: Math.max(0, figures.answerRequests - answers.sent),
      replies: figures.replies,
    },
    books: findings.books,
    tool: {
      cpuSeconds: figures.cpuMs / 1000,
      cpuMsPerPlayer: figures.cpuMs / options.players,
      memoryMiB: findings.memoryMiB,
      loopDelayP99Ms: figures.loopDelayP99Ms,
      loopDelayMaxMs: figures.loopDelayMaxMs,
    },
    notes: findings.notes,
  };
}

/** The counts of all questions together. */
function sumOf(questions: readonly QuestionFigures[]): Report["answers"] {
  const sum = {
    sent: 0,
    counted: 0,
    keptFirst: 0,
    countedLate: 0,
    refusedLate: 0,
    refusedAfterMishap: 0,
    unsettled: 0,
    notSent: 0,
  };
  let refused: Record<string, number> = {};
  for (const question of questions) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += question[name];
    refused = addCounts(refused, question.refused);
  }
  return { ...sum, refused };
}
