import type { z } from "zod";
import type { Match } from "../text/normalize-text.ts";
import type { AnyAnswerType } from "./answer-type.ts";
import type { QuestionFields } from "./question-fields.ts";

/**
 * How the stats of a question count its answers: by option (the answer is an option's id), by each option of a set
 * (the answer is a bit mask of ids), or by value (the answer is a number or a text).
 */
export type Tally = "option" | "options" | "number" | "text";

/** A key as it is stored. `form` is the discriminator: it says which other fields the key has. */
export interface AnyKey {
  form: string;
}

/** What players see of a key: `correct` has option ids, `answer` anything else. */
export interface KeyFields {
  correct?: readonly number[];
  answer?: unknown;
}

/** A host's correction of a key: either option ids, or a value that `keySchema` of some kind has accepted. */
export interface KeyCorrection {
  correct?: number[] | undefined;
  answer?: unknown;
}

/** An answer as the answer type encodes it. */
type Encoded<Type extends AnyAnswerType> = ReturnType<Type["encode"]>;

/**
 * Everything that is specific to one kind of question. To add a kind, implement this interface in a new file and add it
 * to registry.ts (docs/question-kinds.md).
 */
export interface QuestionKind<
  Schema extends z.ZodType<QuestionFields>,
  Key extends AnyKey,
  Type extends AnyAnswerType,
> {
  /** The question as a host writes it. */
  schema: Schema;
  /** How players answer. Several kinds may share an answer type. */
  answerType: Type;
  tally: Tally;
  /** The options in order of their ids; empty if there are none. */
  optionTexts(question: z.output<Schema>): string[];

  /** The original key: the one that the host wrote with the question. */
  keyOf(question: z.output<Schema>): Key;
  keyFields(key: Key): KeyFields;
  /** The schema of `answer` in a correction of the key; null if a key is given as option ids in `correct`. */
  keySchema: z.ZodType | null;
  /**
   * The question's key after a correction.
   *
   * @throws ValidationError if the correction does not fit the question
   */
  correctedKey(question: z.output<Schema>, correction: KeyCorrection): Key;

  /** Why an answer is not valid for the question; null if it is valid. */
  invalidReason(question: z.output<Schema>, answer: Encoded<Type>): string | null;
  /** How correct an answer is, from 0 to 1; null if the kind has no correct answers. Only 1 counts as correct. */
  score(key: Key, answer: Encoded<Type>): number | null;
  /** How the stats compare typed texts; if the kind does not say it, `exact` (normalizeText). */
  matchOf?(question: z.output<Schema>): Match;
  /** Whether two answers are the same. A player who sends the same answer again repeats it and does not change it. */
  isSame(one: Encoded<Type>, other: Encoded<Type>, question: z.output<Schema>): boolean;
}

export type AnyQuestionKind = QuestionKind<z.ZodType<QuestionFields>, AnyKey, AnyAnswerType>;
