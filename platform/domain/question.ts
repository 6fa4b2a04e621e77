import { z } from "zod";
import { optionId } from "./question-kinds/answer-type.ts";
import { MAX_OPTIONS } from "./question-kinds/option-ids.ts";
import type { AnyQuestionKind, KeyCorrection, KeyFields } from "./question-kinds/question-kind.ts";
import { questionKinds } from "./question-kinds/registry.ts";

/** Questions of every registered kind. Question numbers count from 1, option ids from 0. */

type Kinds = typeof questionKinds;
type Kind = Kinds[keyof Kinds];

export type Question = z.output<Kind["schema"]>;
export type KindName = Question["kind"];
/** What is right: option ids, a number within a tolerance, accepted texts… By its `form`, as its kind defines it. */
export type Key = ReturnType<Kind["keyOf"]>;

const kinds: readonly AnyQuestionKind[] = Object.values(questionKinds);

/** As zod requires it. */
type NonEmpty<S> = [S, ...S[]];

export const questionSchema = z.discriminatedUnion(
  "kind",
  Object.values(questionKinds).map(({ schema }) => schema) as NonEmpty<Kind["schema"]>,
);

export const kindNames = Object.keys(questionKinds) as NonEmpty<KindName>;

/** What `correct` may be in a correction of a key. */
export const optionIdsSchema = z.array(optionId).min(1).max(MAX_OPTIONS);

/** What `answer` may be in a correction of a key; the question's kind decides whether it fits (correctedKey). */
export const keyAnswerSchema = z.union(
  kinds.flatMap(({ keySchema }) => keySchema ?? []) as z.ZodType[] as NonEmpty<z.ZodType>,
);

/** The kind of a question. Its methods take that question, its key and answers to it. */
export function kindOf({ kind }: Pick<Question, "kind">): AnyQuestionKind {
  return questionKinds[kind];
}

/** The key that a question was written with. */
export function keyOf(question: Question): Key {
  return kindOf(question).keyOf(question) as Key;
}

/** What players see of a key once they may. */
export function keyFields(question: Question, key: Key): KeyFields {
  return kindOf(question).keyFields(key);
}

/**
 * The key that a host's correction gives to a question.
 *
 * @throws ValidationError if the correction does not fit the question
 */
export function correctedKey(question: Question, correction: KeyCorrection): Key {
  return kindOf(question).correctedKey(question, correction) as Key;
}

/** The texts of the options in order of their ids; empty if the kind has none. */
export function optionTexts(question: Question): string[] {
  return kindOf(question).optionTexts(question);
}

/** How many options the stats count; 0 if they count values. */
export function countedOptions(question: Question): number {
  const { tally } = kindOf(question);
  return tally === "option" || tally === "options" ? optionTexts(question).length : 0;
}
