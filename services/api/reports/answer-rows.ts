import type { AnswersPage } from "../../../platform/contracts/answers.ts";
import type { StoredAnswer } from "../../../platform/domain/answer.ts";

/** One answer of a page; `receivedAt` is epoch ms, `correct` is null for a poll. */
export interface AnswerRow {
  playerNo: number;
  nickname: string;
  question: number;
  answer: StoredAnswer;
  correct: boolean | null;
  points: number;
  elapsedMs: number;
  receivedAt: number;
}

/** The answers of a page. An answer to a voided question has no points. */
export function* answerRows(page: AnswersPage, voided: readonly number[]): Generator<AnswerRow> {
  const { playerNo, nickname, answers } = page.players;
  let index = 0;
  for (let player = 0; player < playerNo.length; player++) {
    for (let left = answers[player]!; left > 0; left--, index++) {
      const question = page.question[index]!;
      yield {
        playerNo: playerNo[player]!,
        nickname: nickname[player]!,
        question,
        answer: { choice: page.choice[index]!, response: page.response[index]! },
        correct: page.correct[index]!,
        points: voided.includes(question) ? 0 : page.points[index]!,
        elapsedMs: page.elapsedMs[index]!,
        receivedAt: page.receivedAt[index]!,
      };
    }
  }
}
