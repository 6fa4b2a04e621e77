import type { AnswerFields, PlayerQuestion, Quiz } from "../../client/src/types.ts";
import { between, pick, type Random } from "./random.ts";

/** Right and wrong answers to one question. Without a key nobody knows which are right: then all are in `wrong`. */
export interface KnownAnswers {
  right: AnswerFields[];
  wrong: AnswerFields[];
}

type KeyedQuestion = Quiz["questions"][number];

const WORDS = ["Paris", "yes", "no idea", "seven", "the second", "Mozart", "blue", "1789", "maybe", "tea"];
const NUMBERS = [0, 1, 2, 3, 5, 7, 10, 12, 42, 50, 100, 1000];

/** The answers to a question whose key is known. */
export function answersByKey(question: KeyedQuestion): KnownAnswers {
  switch (question.kind) {
    case "truefalse":
      return { right: [{ choice: Number(question.answer) }], wrong: [{ choice: Number(!question.answer) }] };
    case "numeric": {
      const { value, tolerance = 0 } = question.answer;
      return {
        right: [{ value }],
        wrong: [1, 2, 3, 5].map((steps) => ({ value: value + (tolerance + 1) * steps })),
      };
    }
    case "text":
      return {
        right: question.answer.accept.map((text) => ({ text })),
        wrong: WORDS.filter((word) => !question.answer.accept.includes(word)).map((text) => ({ text })),
      };
    case "multiple": {
      const isRight = question.options.map(({ correct }) => correct === true);
      const right = idsOf(isRight);
      return {
        right: [{ choices: right }],
        // One option too many, or one too few.
        wrong: isRight
          .map((_, changed) => idsOf(isRight.map((is, id) => is !== (id === changed))))
          .filter((choices) => choices.length > 0)
          .map((choices) => ({ choices })),
      };
    }
    case "single": {
      const choices = question.options.map(({ correct }, choice) => ({ choice, correct }));
      return {
        right: choices.filter(({ correct }) => correct).map(({ choice }) => ({ choice })),
        wrong: choices.filter(({ correct }) => !correct).map(({ choice }) => ({ choice })),
      };
    }
    case "poll":
      return { right: [], wrong: question.options.map((_, choice) => ({ choice })) };
  }
}

/** The answers to a question as players see it. */
export function answersWithoutKey({ kind, options }: PlayerQuestion): KnownAnswers {
  const ids = options.map(({ id }) => id);
  switch (kind) {
    case "numeric":
      return { right: [], wrong: NUMBERS.map((value) => ({ value })) };
    case "text":
      return { right: [], wrong: WORDS.map((text) => ({ text })) };
    case "multiple":
      return { right: [], wrong: [...ids.map((id) => ({ choices: [id] })), { choices: ids.slice(0, 2) }] };
    default:
      return { right: [], wrong: ids.map((choice) => ({ choice })) };
  }
}

/** One of the answers. The first ones are chosen more often, as no real vote is even. */
export function chooseAnswer({ right, wrong }: KnownAnswers, isWrong: boolean, random: Random): AnswerFields {
  const wanted = isWrong ? wrong : right;
  const answers = wanted.length > 0 ? wanted : [...right, ...wrong];
  const uneven = random() * between(random, 0.5, 1);
  const answer = pick(() => uneven, answers);
  if (!answer) throw new Error("There is no answer to choose from.");
  return answer;
}

function idsOf(chosen: readonly boolean[]): number[] {
  return chosen.flatMap((is, id) => (is ? [id] : []));
}
