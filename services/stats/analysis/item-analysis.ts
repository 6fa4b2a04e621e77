import type { Board } from "../board/board.ts";
import { type Column, isRight, NO_CODE, pointsOf, STATE, stateOf } from "../board/column.ts";
import type { QuestionShape } from "../board/question-shape.ts";

/** How one question worked, by classical test theory; null where a figure is not defined. */
export interface ItemAnalysis {
  question: number;
  facility: number | null;
  discrimination: number | null;
  /** By option id. */
  options: OptionAnalysis[];
}

/** How one option worked; null where a figure is not defined. */
export interface OptionAnalysis {
  /** The mean of the points on other questions of those who chose it. */
  meanRest: number | null;
  /** Of having chosen it with the points on other questions: a distractor that works is below 0. */
  discrimination: number | null;
}

/**
 * Analyses one column. `facility`: the share of right answers among attempts. `discrimination`: the correlation
 * of right (1) or wrong (0) with the rest score, which is a player's points on all other questions that count;
 * a Pearson correlation with a variable of two values is the point-biserial one,
 *
 *   r = (M₁ − M₀) / s · √(p · q)
 *
 * with the means of the rest score of those right and wrong, its standard deviation s (population), and the
 * shares p and q of both (R. F. Tate, "Correlation between a discrete and a continuous variable", Annals of
 * Mathematical Statistics 25, 1954; taken against the rest and not the total, as the total holds the question
 * itself). Over those who attempted the question; not defined for a poll, nor where all were right or all
 * wrong, nor where all rests are equal.
 */
export function analyseItem(board: Board, column: Column, shape: QuestionShape): ItemAnalysis {
  const rests = restScores(board, column);
  const { right, wrong } = split(column, rests);
  const scored = right.count + wrong.count;
  return {
    question: column.memory.question,
    facility: scored === 0 ? null : right.count / scored,
    discrimination: pointBiserial(column, rests, right, wrong),
    options: analyseOptions(column, shape, rests),
  };
}

/** Each player's points on the other questions that count, at the player's number. */
function restScores(board: Board, column: Column): Float64Array {
  const rests = new Float64Array(column.slots);
  const own = column.memory.counted ? 1 : 0;
  for (let player = 1; player < column.slots; player++) {
    rests[player] = board.scores.points[player]! - own * pointsOf(column.verdicts[player]!);
  }
  return rests;
}

interface Group {
  count: number;
  sum: number;
}

function split(column: Column, rests: Float64Array): { right: Group; wrong: Group } {
  const right = { count: 0, sum: 0 };
  const wrong = { count: 0, sum: 0 };
  for (let player = 1; player < column.slots; player++) {
    const state = stateOf(column.verdicts[player]!);
    if (state === STATE.none || state === STATE.unscored) continue;
    const group = state === STATE.right ? right : wrong;
    group.count++;
    group.sum += rests[player]!;
  }
  return { right, wrong };
}

function pointBiserial(column: Column, rests: Float64Array, right: Group, wrong: Group): number | null {
  if (right.count === 0 || wrong.count === 0) return null;
  const count = right.count + wrong.count;
  const mean = (right.sum + wrong.sum) / count;
  // A second pass for the deviations: squares of large totals would lose the digits that matter.
  let squares = 0;
  for (let player = 1; player < column.slots; player++) {
    const state = stateOf(column.verdicts[player]!);
    if (state === STATE.right || state === STATE.wrong) squares += (rests[player]! - mean) ** 2;
  }
  return correlation(right, wrong, Math.sqrt(squares / count));
}

/**
 * Each option's `discrimination` is the point-biserial correlation, as of the item, of having chosen it (1) or not
 * (0) with the rest score, over all who attempted the question; for the right option of a question with one choice
 * it is the item's own. For a distractor it should be negative (Y. Attali, T. Fraenkel, "The point-biserial as a
 * discrimination index for distractors in multiple-choice items", Journal of Educational Measurement 37, 2000).
 */
function analyseOptions(
  column: Column,
  { form, options }: QuestionShape,
  rests: Float64Array,
): OptionAnalysis[] {
  if (options === 0) return [];
  const groups = Array.from({ length: options }, (): Group => ({ count: 0, sum: 0 }));
  const all = { count: 0, sum: 0 };
  for (let player = 1; player < column.slots; player++) {
    if (column.verdicts[player] === 0) continue;
    all.count++;
    all.sum += rests[player]!;
    const code = column.codes[player]!;
    if (code === NO_CODE) continue;
    for (let rest = form === "option" ? 1 << code : code; rest !== 0; rest &= rest - 1) {
      const group = groups[31 - Math.clz32(rest & -rest)]!;
      group.count++;
      group.sum += rests[player]!;
    }
  }
  const deviation = deviationOf(column, rests, all);
  return groups.map((group) => ({
    meanRest: group.count === 0 ? null : group.sum / group.count,
    discrimination: correlation(
      group,
      { count: all.count - group.count, sum: all.sum - group.sum },
      deviation,
    ),
  }));
}

/** The population's standard deviation of the rests of all who attempted the question. */
function deviationOf(column: Column, rests: Float64Array, { count, sum }: Group): number {
  const mean = sum / count;
  let squares = 0;
  for (let player = 1; player < column.slots; player++) {
    if (column.verdicts[player] !== 0) squares += (rests[player]! - mean) ** 2;
  }
  return Math.sqrt(squares / count);
}

/** The point-biserial correlation of belonging to the first group and not to the other. */
function correlation(those: Group, others: Group, deviation: number): number | null {
  if (those.count === 0 || others.count === 0 || deviation === 0) return null;
  const count = those.count + others.count;
  const difference = those.sum / those.count - others.sum / others.count;
  return (difference / deviation) * Math.sqrt((those.count / count) * (others.count / count));
}

/**
 * Cronbach's alpha over right (1) and wrong (0), which for such scores is Kuder and Richardson's formula 20:
 *
 *   k / (k − 1) · (1 − Σ pᵢqᵢ / σ²)
 *
 * with k questions, the share pᵢ of players right in question i (qᵢ = 1 − pᵢ), and the population variance σ²
 * of how many each had right (G. F. Kuder, M. W. Richardson, "The theory of the estimation of test reliability",
 * Psychometrika 2, 1937; L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika
 * 16, 1951). Over the players who answered one of these questions at least; one not answered is wrong.
 *
 * @param questions those that count: they have opened, are not void and are no polls
 * @returns null for fewer than two questions or players, and where all had equally many right
 */
export function reliability(board: Board, questions: readonly number[]): number | null {
  const columns = board.columns.filter((column) => questions.includes(column.memory.question));
  const { takers, rights } = countRights(columns, board.scores.slots);
  const count = takers.reduce((sum, taker) => sum + taker, 0);
  if (questions.length < 2 || count < 2) return null;
  let sum = 0;
  let squares = 0;
  for (let player = 1; player < rights.length; player++) {
    sum += rights[player]!;
    squares += rights[player]! ** 2;
  }
  const variance = squares / count - (sum / count) ** 2;
  if (count * squares === sum * sum) return null;
  const ofItems = columns.reduce((total, column) => {
    const right = column.verdicts.reduce((found, verdict) => found + (isRight(verdict) ? 1 : 0), 0) / count;
    return total + right * (1 - right);
  }, 0);
  return (questions.length / (questions.length - 1)) * (1 - ofItems / variance);
}

/** Who answered any of these (1 or 0), and how many each had right, at the player's number. */
function countRights(columns: readonly Column[], slots: number) {
  const takers = new Uint8Array(slots);
  const rights = new Uint16Array(slots);
  for (const { verdicts } of columns) {
    for (let player = 1; player < verdicts.length; player++) {
      if (verdicts[player] === 0) continue;
      takers[player] = 1;
      if (isRight(verdicts[player]!)) rights[player]!++;
    }
  }
  return { takers, rights };
}
