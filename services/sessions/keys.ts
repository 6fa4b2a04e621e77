import type { z } from "zod";
import type { newKeySchema } from "../../platform/contracts/contracts.ts";
import { type Key, keyOf, optionTexts, type Question } from "../../platform/domain/quiz.ts";
import { type Fault, ValidationError } from "../../platform/errors.ts";

/**
 * The key that a host's correction gives a question. A single-choice question may get several right options:
 * any of them then counts.
 *
 * @throws ValidationError where the correction does not fit the question's kind
 */
export function correctedKey(question: Question, body: z.output<typeof newKeySchema>): Key {
  switch (question.kind) {
    case "poll":
      throw new ValidationError([{ path: "question", reason: "a poll has no key" }]);
    case "single":
    case "multiple":
      return { form: "options", correct: optionIds(question, body), exact: question.kind === "multiple" };
    case "truefalse":
      if (body.correct) return { form: "options", correct: optionIds(question, body), exact: false };
      if (typeof body.answer !== "boolean") throw misfit("answer", "must be true or false for this question");
      return keyOf({ ...question, answer: body.answer });
    case "numeric":
      if (typeof body.answer !== "object" || !("value" in body.answer)) {
        throw misfit("answer", "must be { value, tolerance } for this question");
      }
      return keyOf({ ...question, answer: body.answer });
    case "text":
      if (typeof body.answer !== "object" || !("accept" in body.answer)) {
        throw misfit("answer", "must be { accept: […] } for this question");
      }
      return keyOf({ ...question, answer: body.answer });
  }
}

function optionIds(question: Question, body: z.output<typeof newKeySchema>): number[] {
  if (!body.correct) throw misfit("correct", "must list the ids of the right options for this question");
  const count = optionTexts(question).length;
  const faults: Fault[] = body.correct.flatMap((id, index) =>
    id < count ? [] : [{ path: `correct.${index}`, reason: `must be an option's id, 0 to ${count - 1}` }],
  );
  if (faults.length > 0) throw new ValidationError(faults);
  return [...new Set(body.correct)].sort((a, b) => a - b);
}

function misfit(path: string, reason: string): ValidationError {
  return new ValidationError([{ path, reason }]);
}
