import { isOver, openedWindows } from "../../../platform/domain/session.ts";
import {
  emptyQuestionStats,
  type Leaderboard,
  type Place,
  type QuestionStats,
  type Snapshot,
} from "../../../platform/domain/stats.ts";
import type { ColumnStats } from "../analysis/question-stats.ts";
import type { Leaders, RankedPlayer } from "../ranking/leaders.ts";
import type { BoardSession } from "./tracked-session.ts";

/**
 * All parts of a snapshot. The session is the one known before the answers were read: a question that the snapshot
 * calls final was closed by then.
 */
export interface SnapshotInput extends BoardSession {
  /** The stats of all answered questions, by question number. */
  stats: ReadonlyMap<number, ColumnStats>;
  leaders: { open: Leaders; full: Leaders };
  nicknames: ReadonlyMap<number, string>;
  /** How many take part, without removed ones. */
  players: number;
  /** Epoch µs. */
  asOfUs: number;
}

/** @param previousSeq the `seq` of the session's previous snapshot; 0 if there is none */
export function assembleSnapshot(input: SnapshotInput, previousSeq: number): Snapshot {
  const { session, leaders, asOfUs } = input;
  // Never before the previous snapshot's.
  const asOf = new Date(Math.floor(Math.max(asOfUs, previousSeq) / 1000)).toISOString();
  return {
    sessionNo: session.no,
    sessionId: session.id,
    // The clock of the database, which all nodes share. If it was set back, count on from the previous snapshot.
    seq: Math.max(asOfUs, previousSeq + 1),
    asOf,
    questions: visibleQuestions(input).map((question) => statsAsOf(input, question, asOf)),
    leaderboards: {
      open: leaderboard(input, leaders.open, asOf),
      full: leaderboard(input, leaders.full, asOf),
    },
  };
}

/**
 * The snapshot with only the questions that have changed since `previous`: those in `changed`, those that are new
 * to the snapshot, and those that have become final.
 */
export function changedOnly(
  snapshot: Snapshot,
  previous: Snapshot | undefined,
  changed: ReadonlySet<number>,
): Snapshot {
  const before = new Map(previous?.questions.map((stats) => [stats.question, stats]));
  const hasChanged = ({ question, final }: QuestionStats) =>
    changed.has(question) || before.get(question)?.final !== final;
  return { ...snapshot, questions: snapshot.questions.filter(hasChanged) };
}

/** The numbers of the questions that have opened or been answered, in ascending order. */
function visibleQuestions({ session, stats, asOfUs }: SnapshotInput): number[] {
  const opened = openedWindows(session, asOfUs / 1000).map((window) => window.question);
  return [...new Set([...opened, ...stats.keys()])].sort((a, b) => a - b);
}

function statsAsOf({ rules, shapes, stats }: SnapshotInput, question: number, asOf: string): QuestionStats {
  const { options, tally } = shapes[question - 1]!;
  const own = stats.get(question) ?? emptyQuestionStats(question, options, tally === "options");
  return { ...own, asOf, final: rules.closed.has(question) };
}

function leaderboard(input: SnapshotInput, { places, scores }: Leaders, asOf: string): Leaderboard {
  return {
    places: withNicknames(places, input.nicknames),
    scores,
    players: input.players,
    asOf,
    final: isOver(input.session),
  };
}

/** @param nicknames by player number */
export function withNicknames(
  places: readonly RankedPlayer[],
  nicknames: ReadonlyMap<number, string>,
): Place[] {
  return places.map(({ rank, playerNo, points, elapsedMs }) => ({
    rank,
    playerNo,
    nickname: nicknames.get(playerNo) ?? "",
    points,
    elapsedMs,
  }));
}
