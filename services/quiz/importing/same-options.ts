import { asSeen } from "../../../platform/domain/question-kinds/options.ts";
import { quoted } from "../formats/shared/quoted.ts";

/** A question as a file has it, and what was changed in it; or the reason why it is invalid. */
export type Merged = { question: unknown; note?: string } | { invalid: string };

interface Option {
  text: string;
  correct?: unknown;
}

/**
 * Keeps a right option once if another one looks the same: a player who chose the other one would be wrong. The option
 * stays at the first of its places, and is right. Wrong options may stand twice.
 */
export function mergeSameOptions(question: unknown): Merged {
  const options = optionsOf(question);
  if (!options?.some(isRight)) return { question };
  const groups = Map.groupBy(options, ({ text }) => asSeen(text));
  // Blank options are refused by their numbers.
  groups.delete("");
  const same = [...groups.values()].filter((group) => group.length > 1 && group.some(isRight));
  if (same.length === 0) return { question };
  const kept = new Map(same.map(([first, ...others]) => [first!, others]));
  const dropped = new Set(same.flatMap(([, ...others]) => others));
  const merged = options
    .filter((option) => !dropped.has(option))
    .map((option) => (kept.has(option) ? { ...option, correct: true } : option));
  if (merged.length < 2) return { invalid: "all options look the same as the right one" };
  const note = noteOn(same.map(([first]) => first!));
  return { question: withOptions(question as object, merged), note };
}

/** A question for which a file lists the same right option twice has only one right option. */
function withOptions(question: { kind?: unknown }, options: readonly Option[]): object {
  const isSingle = question.kind === "multiple" && options.filter(isRight).length === 1;
  return { ...question, ...(isSingle && { kind: "single" }), options };
}

/** The options of a question if they can be compared. */
function optionsOf(question: unknown): Option[] | null {
  const options: unknown = Object(question).options;
  return Array.isArray(options) && options.every((option) => typeof option?.text === "string")
    ? options
    : null;
}

function isRight({ correct }: Option): boolean {
  return correct === true;
}

function noteOn(rights: readonly Option[]): string {
  const [first, ...others] = rights.map(({ text }) => quoted(text));
  return others.length === 0
    ? `the right option ${first} stands more than once among the options; it is kept once`
    : `${rights.length} right options, such as ${first}, stand more than once; each is kept once`;
}
