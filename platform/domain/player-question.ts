import { type KindName, optionTexts, type Question } from "./question.ts";

/** A question as a player sees it: no key, no explanation. */
export interface PlayerQuestion {
  no: number;
  kind: KindName;
  text: string;
  options: { id: number; text: string }[];
  timeLimitMs: number | null;
  points: number;
  image?: string;
}

export function playerQuestion(question: Question, no: number): PlayerQuestion {
  return {
    no,
    kind: question.kind,
    text: question.text,
    options: optionTexts(question).map((text, id) => ({ id, text })),
    timeLimitMs: question.timeLimitMs,
    points: question.points,
    ...(question.image === undefined ? {} : { image: question.image }),
  };
}
