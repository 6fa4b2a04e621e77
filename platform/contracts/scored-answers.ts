import type { StoredAnswer } from "../domain/answer.ts";

/** A stored answer with its score; `correct` is null for a poll. */
export interface ScoredAnswer extends StoredAnswer {
  question: number;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** Answers in columns, with one element per answer. */
export type ScoredAnswerColumns = { [Field in keyof ScoredAnswer]: ScoredAnswer[Field][] };

/** The columns of some answers, in the same order. */
export function toAnswerColumns(answers: readonly ScoredAnswer[]): ScoredAnswerColumns {
  return {
    question: answers.map(({ question }) => question),
    choice: answers.map(({ choice }) => choice),
    response: answers.map(({ response }) => response),
    elapsedMs: answers.map(({ elapsedMs }) => elapsedMs),
    points: answers.map(({ points }) => points),
    correct: answers.map(({ correct }) => correct),
  };
}

/** The answer at an index of its columns, from 0. */
export function answerAt(columns: ScoredAnswerColumns, index: number): ScoredAnswer {
  return {
    question: columns.question[index]!,
    choice: columns.choice[index]!,
    response: columns.response[index]!,
    elapsedMs: columns.elapsedMs[index]!,
    points: columns.points[index]!,
    correct: columns.correct[index]!,
  };
}
