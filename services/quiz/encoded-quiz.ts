import type { QuizContent } from "../../platform/domain/quiz.ts";

/** A quiz's content as it is stored and sent, with what its list shows. */
export interface EncodedQuiz {
  title: string;
  /** How many there are. */
  questions: number;
  /** The whole content. */
  json: string;
  /** The length of `json` in UTF-8. */
  bytes: number;
}

export function encodeQuiz(content: QuizContent): EncodedQuiz {
  const json = JSON.stringify(content);
  return { title: content.title, questions: content.questions.length, json, bytes: Buffer.byteLength(json) };
}
