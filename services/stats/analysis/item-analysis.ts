import type { Board } from "../board/board.ts";
import { NO_CODE } from "../board/cells.ts";
import type { Column } from "../board/column.ts";
import { CORRECTNESS, correctnessOf, isRight, pointsOf } from "../board/grade.ts";
import type { QuestionShape } from "../board/question-shape.ts";

/** How well one question works, by classical test theory; null if a value is not defined. */
export interface ItemAnalysis {
  question: number;
  facility: number | null;
  discrimination: number | null;
  /** By option id. */
  options: OptionAnalysis[];
}

/** How well one option works; null if a value is not defined. */
export interface OptionAnalysis {
  /** The mean rest score of the players who chose it: their points on other questions. */
  meanRest: number | null;
  /** The correlation of having chosen it with the rest score; below 0 for a good distractor. */
  discrimination: number | null;
}

/**
 * Analyses one column. `facility` is the share of right answers among scored answers. `discrimination` is the
 * correlation of right (1) or wrong (0) with the rest score: a player's points on all other questions that count. A
 * Pearson correlation with a variable of two values is the point-biserial correlation
 *
 *   r = (M₁ − M₀) / s · √(p · q)
 *
 * with the mean rest scores M₁ and M₀ of the players who were right and wrong, the population standard deviation s of
 * the rest scores, and the shares p and q of both groups (R. F. Tate, "Correlation between a discrete and a continuous
 * variable", Annals of Mathematical Statistics 25, 1954). The rest score is used and not the total, because the
 * total contains the question itself. Only players who attempted the question count. Not defined for a poll, if all
 * were right or all wrong, or if all rest scores are equal.
 */
export function analyseItem(board: Board, column: Column, shape: QuestionShape): ItemAnalysis {
  const restScores = restScoresOf(board, column);
  const { right, wrong } = groupByCorrectness(column, restScores);
  const scored = right.count + wrong.count;
  return {
    question: column.memory.question,
    facility: scored === 0 ? null : right.count / scored,
    discrimination: pointBiserial(column, restScores, right, wrong),
    options: analyseOptions(column, shape, restScores),
  };
}

/** Each player's points on all other questions that count, at the player's number. */
function restScoresOf(board: Board, column: Column): Float64Array {
  const restScores = new Float64Array(column.slots);
  const weight = column.memory.inTotals ? 1 : 0;
  for (let player = 1; player < column.slots; player++) {
    restScores[player] = board.scores.points[player]! - weight * pointsOf(column.grades[player]!);
  }
  return restScores;
}

/** How many players a group has, and the sum of their rest scores. */
interface Group {
  count: number;
  sum: number;
}

function groupByCorrectness(column: Column, restScores: Float64Array): { right: Group; wrong: Group } {
  const right = { count: 0, sum: 0 };
  const wrong = { count: 0, sum: 0 };
  for (let player = 1; player < column.slots; player++) {
    const correctness = correctnessOf(column.grades[player]!);
    if (correctness === CORRECTNESS.none || correctness === CORRECTNESS.unscored) continue;
    const group = correctness === CORRECTNESS.right ? right : wrong;
    group.count++;
    group.sum += restScores[player]!;
  }
  return { right, wrong };
}

function pointBiserial(column: Column, restScores: Float64Array, right: Group, wrong: Group): number | null {
  if (right.count === 0 || wrong.count === 0) return null;
  const count = right.count + wrong.count;
  const mean = (right.sum + wrong.sum) / count;
  // A second pass for the deviations: sums of squares of large totals would lose the significant digits.
  let squares = 0;
  for (let player = 1; player < column.slots; player++) {
    const correctness = correctnessOf(column.grades[player]!);
    if (correctness === CORRECTNESS.right || correctness === CORRECTNESS.wrong)
      squares += (restScores[player]! - mean) ** 2;
  }
  return correlation(right, wrong, Math.sqrt(squares / count));
}

/**
 * The `discrimination` of an option is the point-biserial correlation, as for the item, of having chosen it (1) or not
 * (0) with the rest score, over all players who attempted the question. For the right option of a question with one
 * choice it equals the item's. For a distractor it should be negative (Y. Attali, T. Fraenkel, "The point-biserial as
 * a discrimination index for distractors in multiple-choice items", Journal of Educational Measurement 37, 2000).
 */
function analyseOptions(
  column: Column,
  { tally, options }: QuestionShape,
  restScores: Float64Array,
): OptionAnalysis[] {
  if (options === 0) return [];
  const groups = Array.from({ length: options }, (): Group => ({ count: 0, sum: 0 }));
  const all = { count: 0, sum: 0 };
  for (let player = 1; player < column.slots; player++) {
    if (column.grades[player] === 0) continue;
    all.count++;
    all.sum += restScores[player]!;
    const code = column.codes[player]!;
    if (code === NO_CODE) continue;
    for (let bits = tally === "option" ? 1 << code : code; bits !== 0; bits &= bits - 1) {
      const group = groups[31 - Math.clz32(bits & -bits)]!;
      group.count++;
      group.sum += restScores[player]!;
    }
  }
  const standardDeviation = standardDeviationOf(column, restScores, all);
  return groups.map((group) => ({
    meanRest: group.count === 0 ? null : group.sum / group.count,
    discrimination: correlation(
      group,
      { count: all.count - group.count, sum: all.sum - group.sum },
      standardDeviation,
    ),
  }));
}

/** The population standard deviation of the rest scores of all players who attempted the question. */
function standardDeviationOf(column: Column, restScores: Float64Array, { count, sum }: Group): number {
  const mean = sum / count;
  let squares = 0;
  for (let player = 1; player < column.slots; player++) {
    if (column.grades[player] !== 0) squares += (restScores[player]! - mean) ** 2;
  }
  return Math.sqrt(squares / count);
}

/** The point-biserial correlation of belonging to `members` (1) or `others` (0) with the rest score. */
function correlation(members: Group, others: Group, standardDeviation: number): number | null {
  if (members.count === 0 || others.count === 0 || standardDeviation === 0) return null;
  const count = members.count + others.count;
  const difference = members.sum / members.count - others.sum / others.count;
  return (difference / standardDeviation) * Math.sqrt((members.count / count) * (others.count / count));
}

/**
 * Cronbach's alpha over right (1) and wrong (0); for such scores it is Kuder and Richardson's formula 20:
 *
 *   k / (k − 1) · (1 − Σ pᵢqᵢ / σ²)
 *
 * with k questions, the share pᵢ of players who were right in question i (qᵢ = 1 − pᵢ), and the population variance σ²
 * of the number of right answers per player (G. F. Kuder, M. W. Richardson, "The theory of the estimation of test
 * reliability", Psychometrika 2, 1937; L. J. Cronbach, "Coefficient alpha and the internal structure of tests",
 * Psychometrika 16, 1951). Only players who answered at least one of these questions count; a missing answer counts
 * as wrong.
 *
 * @param questions those that count: opened, not voided, and not polls
 * @returns null for fewer than two questions or players, or if all players had the same number of right answers
 */
export function reliability(board: Board, questions: readonly number[]): number | null {
  const columns = board.columns.filter((column) => questions.includes(column.memory.question));
  const { hasAnswered, rightCounts } = countRightAnswers(columns, board.scores.slots);
  const count = hasAnswered.reduce((sum, value) => sum + value, 0);
  if (questions.length < 2 || count < 2) return null;
  let sum = 0;
  let squares = 0;
  for (let player = 1; player < rightCounts.length; player++) {
    sum += rightCounts[player]!;
    squares += rightCounts[player]! ** 2;
  }
  const variance = squares / count - (sum / count) ** 2;
  if (count * squares === sum * sum) return null;
  const itemVariances = columns.reduce((total, column) => {
    const right = column.grades.reduce((sum, grade) => sum + (isRight(grade) ? 1 : 0), 0);
    const share = right / count;
    return total + share * (1 - share);
  }, 0);
  return (questions.length / (questions.length - 1)) * (1 - itemVariances / variance);
}

/** By player number: whether a player answered any of these questions (1 or 0), and the number of right answers. */
function countRightAnswers(columns: readonly Column[], slots: number) {
  const hasAnswered = new Uint8Array(slots);
  const rightCounts = new Uint16Array(slots);
  for (const { grades } of columns) {
    for (let player = 1; player < grades.length; player++) {
      if (grades[player] === 0) continue;
      hasAnswered[player] = 1;
      if (isRight(grades[player]!)) rightCounts[player]!++;
    }
  }
  return { hasAnswered, rightCounts };
}
