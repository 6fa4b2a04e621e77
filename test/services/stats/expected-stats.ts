import { normalizeText } from "../../../platform/domain/text/normalize-text.ts";
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
    return { id, count, share: choices.length === 0 ? 0 : Math.round((count / choices.length) * 1e4) / 1e4 };
  });
}

function valuesOf(rows: AnswerRow[], shape: QuestionShape) {
  const counts = new Map<string | number, number>();
  for (const { response } of rows) {
    const value = shape.tally === "number" ? Number(response) : normalizeText(response!);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
    .slice(0, 20);
}

/** Numbers by size, texts by code point. */
function compareValues(a: string | number, b: string | number): number {
  return typeof a === "number" ? a - Number(b) : Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
}

/** The places of all players, the best first. */
function standings(rows: AnswerRow[], { players, removed }: StatsConditions): RankedPlayer[] {
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
          elapsedMs: right.reduce((sum, row) => sum + row.elapsed, 0),
        };
      }),
  );
}

/** Ranks players by definition: 1 plus the number of players ahead. */
export function expectedRanking(totals: Omit<RankedPlayer, "rank">[]): RankedPlayer[] {
  const isAhead = (a: Omit<RankedPlayer, "rank">, b: Omit<RankedPlayer, "rank">) =>
    a.points > b.points || (a.points === b.points && a.elapsedMs < b.elapsedMs);
  return totals
    .map((own) => ({ rank: 1 + totals.filter((other) => isAhead(other, own)).length, ...own }))
    .sort((a, b) => a.rank - b.rank || a.playerNo - b.playerNo);
}
