import type { PlayerQuestion, QuestionDraft } from "../../../client/src/types.ts";

/** A question as the server sends it to players: without what is right. @param words for true and false */
export function playerQuestion(
  question: QuestionDraft,
  no: number,
  words: { true: string; false: string },
): PlayerQuestion {
  const { kind, text, timeLimitMs = 20_000, points = 1000, image } = question;
  const texts =
    kind === "truefalse"
      ? [words.false, words.true]
      : "options" in question
        ? question.options.map((option) => option.text)
        : [];
  const options = texts.map((text, id) => ({ id, text }));
  return { no, kind, text, options, timeLimitMs, points, ...(image && { image }) };
}
