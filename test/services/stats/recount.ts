import { normalText } from "../../../platform/domain/quiz.ts";
import type { Figures } from "../../../services/stats/analysis/question-stats.ts";
import type { QuestionShape } from "../../../services/stats/board/question-shape.ts";
import type { NumberedPlace } from "../../../services/stats/ranking/leaders.ts";

/** A row of `answers`, as plain as can be. */
export interface Answer {
  question: number;
  player: number;
  choice: number | null;
  response: string | null;
  elapsed: number;
  points: number;
  correct: boolean | null;
}

export interface Circumstances {
  players: number;
  removed: number[];
  voided: number[];
  open: number[];
}

/** What a board must say, counted anew over plain objects, with no thought of speed. */
export function recount(answers: readonly Answer[], shapes: readonly QuestionShape[], given: Circumstances) {
  const rows = [...new Map(answers.map((row) => [`${row.question}/${row.player}`, row])).values()].filter(
    (row) => !given.removed.includes(row.player),
  );
  const counted = rows.filter((row) => !given.voided.includes(row.question));
  return {
    figures: shapes
      .map((shape, index) => ({ shape, question: index + 1 }))
      .map(({ shape, question }) =>
        figuresOfRows(
          rows.filter((row) => row.question === question),
          shape,
          question,
        ),
      ),
    full: standings(counted, given),
    open: standings(
      counted.filter((row) => given.open.includes(row.question)),
      given,
    ),
  };
}

export function figuresOfRows(rows: Answer[], shape: QuestionShape, question: number): Figures {
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

export function chosen(row: Answer, shape: QuestionShape): number[] {
  if (row.choice === null) return [];
  if (shape.form === "option") return [row.choice];
  return Array.from({ length: shape.options }, (_, id) => id).filter((id) => (row.choice! >> id) & 1);
}

function optionsOf(rows: Answer[], shape: QuestionShape) {
  const choices = rows.flatMap((row) => chosen(row, shape));
  return Array.from({ length: shape.options }, (_, id) => {
    const count = choices.filter((choice) => choice === id).length;
    return { id, count, share: choices.length === 0 ? 0 : Math.round((count / choices.length) * 1e4) / 1e4 };
  });
}

function valuesOf(rows: Answer[], shape: QuestionShape) {
  const counts = new Map<string | number, number>();
  for (const { response } of rows) {
    const value = shape.form === "number" ? Number(response) : normalText(response!);
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

/** Everyone's place, the best first. */
function standings(rows: Answer[], { players, removed }: Circumstances): NumberedPlace[] {
  const numbers = Array.from({ length: players }, (_, index) => index + 1);
  return ranked(
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

export function ranked(totals: Omit<NumberedPlace, "rank">[]): NumberedPlace[] {
  const isAhead = (a: Omit<NumberedPlace, "rank">, b: Omit<NumberedPlace, "rank">) =>
    a.points > b.points || (a.points === b.points && a.elapsedMs < b.elapsedMs);
  return totals
    .map((own) => ({ rank: 1 + totals.filter((other) => isAhead(other, own)).length, ...own }))
    .sort((a, b) => a.rank - b.rank || a.playerNo - b.playerNo);
}
