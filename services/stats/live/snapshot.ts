import type { Leaderboard, QuestionFigures, Snapshot } from "../../../platform/contracts/contracts.ts";
import { isOver, openedWindows } from "../../../platform/domain/session.ts";
import { type Figures, noFigures } from "../analysis/question-stats.ts";
import type { Leaders } from "../ranking/leaders.ts";
import type { Subject } from "./tracked-session.ts";

/**
 * What a snapshot is put together from. The subject is the session as it was known before the answers were
 * read, so that what it says is closed was closed by then.
 */
export interface Findings extends Subject {
  /** By question, of all that have been answered. */
  figures: ReadonlyMap<number, Figures>;
  leaders: { open: Leaders; full: Leaders };
  nicknames: ReadonlyMap<number, string>;
  /** How many take part, the removed left out. */
  players: number;
  /** Epoch µs. */
  asOfUs: number;
}

/** @param seqBefore of the session's last snapshot, which the new one follows; 0 for none */
export function assemble(findings: Findings, seqBefore: number): Snapshot {
  const { session, leaders, asOfUs } = findings;
  const asOf = new Date(Math.floor(asOfUs / 1000)).toISOString();
  return {
    sessionNo: session.no,
    sessionId: session.id,
    // The database's clock, which all nodes share, unless it was set back.
    seq: Math.max(asOfUs, seqBefore + 1),
    asOf,
    questions: shownQuestions(findings).map((question) => figuresAsOf(findings, question, asOf)),
    leaderboards: {
      open: leaderboard(findings, leaders.open, asOf),
      full: leaderboard(findings, leaders.full, asOf),
    },
  };
}

/**
 * The snapshot with just the questions that say something new since `previous`: those in `changed`, those it
 * did not have, and those that are final by now.
 */
export function news(
  snapshot: Snapshot,
  previous: Snapshot | undefined,
  changed: ReadonlySet<number>,
): Snapshot {
  const before = new Map(previous?.questions.map((figures) => [figures.question, figures]));
  const isNew = ({ question, final }: QuestionFigures) =>
    changed.has(question) || before.get(question)?.final !== final;
  return { ...snapshot, questions: snapshot.questions.filter(isNew) };
}

/** Questions that have opened or been answered, by number. */
function shownQuestions({ session, figures, asOfUs }: Findings): number[] {
  const opened = openedWindows(session, asOfUs / 1000).map((window) => window.question);
  return [...new Set([...opened, ...figures.keys()])].sort((a, b) => a - b);
}

function figuresAsOf({ counts, shapes, figures }: Findings, question: number, asOf: string) {
  const found = figures.get(question) ?? noFigures(question, shapes[question - 1]!);
  return { ...found, asOf, final: counts.closed.has(question) };
}

function leaderboard(findings: Findings, { places, scores }: Leaders, asOf: string): Leaderboard {
  return {
    places: places.map(({ rank, playerNo, points, elapsedMs }) => ({
      rank,
      playerNo,
      nickname: findings.nicknames.get(playerNo) ?? "",
      points,
      elapsedMs,
    })),
    scores,
    players: findings.players,
    asOf,
    final: isOver(findings.session),
  };
}
