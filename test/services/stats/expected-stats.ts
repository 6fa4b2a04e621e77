import { normalizeText, readableText } from "../../../platform/domain/text/normalize-text.ts";
import type { ColumnStats } from "../../../services/stats/analysis/question-stats.ts";
import type { QuestionShape } from "../../../services/stats/board/question-shape.ts";
import type { RankedPlayer } from "../../../services/stats/ranking/leaders.ts";
import type { AnswerRow } from "./answer-rows.ts";

/** What the stats of a session depend on besides its answers. */
export interface StatsConditions {
  players: number;
  removed: number[];
  voided: number[];
  open: number[];
  /** Whether time decides between players with equal points and right answers. */
  byTime: boolean;
}

/** What a board must return for these answers, computed by simple and slow code over plain objects. */
export function expectedStats(
  answers: readonly AnswerRow[],
  shapes: readonly QuestionShape[],
  conditions: StatsConditions,
) {
  const rows = [...new Map(answers.map((row) => [`${row.question}/${row.player}`, row])).values()].filter(
    (row) => !conditions.removed.includes(row.player),
  );
  const counted = rows.filter((row) => !conditions.voided.includes(row.question));
  return {
    stats: shapes
      .map((shape, index) => ({ shape, question: index + 1 }))
      .map(({ shape, question }) =>
        statsOfRows(
          rows.filter((row) => row.question === question),
          shape,
          question,
        ),
      ),
    full: standings(counted, conditions),
    open: standings(
      counted.filter((row) => conditions.open.includes(row.question)),
      conditions,
    ),
  };
}

/** The stats of the rows of one question. */
export function statsOfRows(rows: AnswerRow[], shape: QuestionShape, question: number): ColumnStats {
  const times = rows.map((row) => row.elapsed).sort((a, b) => a - b);
  const at = (percent: number) => times[Math.ceil((times.length * percent) / 100) - 1] ?? null;
  const sum = times.reduce((total, time) => total + time, 0);
  return {
    question,
    attempts: rows.length,
    ...(shape.options > 0 ? { options: optionsOf(rows, shape) } : { values: valuesOf(rows, shape) }),
    elapsedMs: {
      mean: rows.length === 0 ? null : Math.round(sum / rows.length),
      p50: at(50),
      p90: at(90),
      p99: at(99),
    },
  };
}

/** The ids of the options that a row chose. */
export function chosenOptions(row: AnswerRow, shape: QuestionShape): number[] {
  if (row.choice === null) return [];
  if (shape.tally === "option") return [row.choice];
  return Array.from({ length: shape.options }, (_, id) => id).filter((id) => (row.choice! >> id) & 1);
}

function optionsOf(rows: AnswerRow[], shape: QuestionShape) {
  const choices = rows.flatMap((row) => chosenOptions(row, shape));
  return Array.from({ length: shape.options }, (_, id) => {
    const count = choices.filter((choice) => choice === id).length;
    const shareOf = (total: number) => (total === 0 ? 0 : Math.round((count / total) * 1e4) / 1e4);
    const ofPlayers = shape.tally === "options" ? { ofPlayers: shareOf(rows.length) } : {};
    return { id, count, share: shareOf(choices.length), ...ofPlayers };
  });
}

function valuesOf(rows: AnswerRow[], shape: QuestionShape) {
  const compared = ({ response }: AnswerRow) =>
    shape.tally === "number" ? Number(response) : normalizeText(response!, shape.match);
  return [...Map.groupBy(rows, compared)]
    .sort(([a, inA], [b, inB]) => inB.length - inA.length || compareValues(a, b))
    .map(([value, same]) => ({
      value: typeof value === "number" ? value : spellingOf(same),
      count: same.length,
    }))
    .slice(0, 20);
}

/** A text as most have typed it; of equally frequent ones, the smaller one. */
function spellingOf(rows: AnswerRow[]): string {
  const [[spelling] = [""]] = [...Map.groupBy(rows, ({ response }) => readableText(response!))].sort(
    ([a, inA], [b, inB]) => inB.length - inA.length || compareValues(a, b),
  );
  return spelling;
}

/** Numbers by size, texts by code point. */
function compareValues(a: string | number, b: string | number): number {
  return typeof a === "number" ? a - Number(b) : Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
}

/** The places of all players, the best first. */
function standings(rows: AnswerRow[], { players, removed, byTime }: StatsConditions): RankedPlayer[] {
  const numbers = Array.from({ length: players }, (_, index) => index + 1);
  return expectedRanking(
    numbers
      .filter((playerNo) => !removed.includes(playerNo))
      .map((playerNo) => {
        const own = rows.filter((row) => row.player === playerNo);
        const right = own.filter((row) => row.correct === true);
        return {
          playerNo,
          points: own.reduce((sum, row) => sum + row.points, 0),
          right: right.length,
          elapsedMs: right.reduce((sum, row) => sum + row.elapsed, 0),
        };
      }),
    byTime,
  );
}

/** What a player is ranked by. */
export interface PlayerTotals extends Omit<RankedPlayer, "rank"> {
  right: number;
}

/** Ranks players by definition: 1 plus the number of players ahead. */
export function expectedRanking(totals: PlayerTotals[], byTime: boolean): RankedPlayer[] {
  const isAhead = (a: PlayerTotals, b: PlayerTotals) => {
    if (a.points !== b.points) return a.points > b.points;
    if (a.right !== b.right) return a.right > b.right;
    return byTime && a.elapsedMs < b.elapsedMs;
  };
  return totals
    .map((own) => ({ own, rank: 1 + totals.filter((other) => isAhead(other, own)).length }))
    .map(({ own: { right: _, ...shown }, rank }) => ({ rank, ...shown }))
    .sort((a, b) => a.rank - b.rank || a.playerNo - b.playerNo);
}
