import { isWithin } from "../../client/src/own-score.ts";
import type { AnswerFields, PlayerQuestion, QuestionStats } from "../../client/src/types.ts";

/** One bar: an option, or a value that was typed. */
export interface BarRow {
  key: string;
  /** The option's id; undefined for a typed value. */
  id: number | undefined;
  /** What was typed, as the stats tell it; undefined for an option. */
  value: string | number | undefined;
  /** How many players; undefined while the stats are hidden. */
  count: number | undefined;
  /** Of all players who answered, from 0 to 1; undefined while the stats are hidden. */
  share: number | undefined;
  /** How long the bar is, from 0 to 1: for options the share, for values against the most frequent one. */
  length: number;
  /** Whether it is right; undefined if the key may not be known, or there is none. */
  isRight: boolean | undefined;
  isOwn: boolean;
}

/**
 * The bars of a question, in the order of its options, or the most frequent values first.
 *
 * @param own what the person has answered
 */
export function barRows(
  question: Pick<PlayerQuestion, "options">,
  stats: QuestionStats,
  own?: AnswerFields,
): BarRow[] {
  if (question.options.length === 0) return valueRows(stats, own);
  const ownIds = own?.choices ?? (own?.choice === undefined ? [] : [own.choice]);
  return question.options.map(({ id }) => {
    const counted = stats.options?.find((option) => option.id === id);
    const share = counted && (counted.ofPlayers ?? partOf(counted.count, stats.attempts));
    return {
      key: `option ${id}`,
      id,
      value: undefined,
      count: counted?.count,
      share,
      length: share ?? 0,
      isRight: stats.correct && stats.correct.length > 0 ? stats.correct.includes(id) : undefined,
      isOwn: ownIds.includes(id),
    };
  });
}

function valueRows(
  { values = [], attempts, answer }: QuestionStats,
  own: AnswerFields | undefined,
): BarRow[] {
  const most = Math.max(1, ...values.map(({ count }) => count));
  const ownValue = own?.value ?? own?.text;
  return values.map(({ value, count }) => ({
    key: `value ${value}`,
    id: undefined,
    value,
    count,
    share: partOf(count, attempts),
    length: count / most,
    isRight: isRightValue(value, answer),
    isOwn: ownValue !== undefined && plain(String(ownValue)) === plain(String(value)),
  }));
}

const partOf = (count: number, all: number) => (all > 0 ? Math.min(1, count / all) : 0);

/** Whether a typed value is right; undefined if the key may not be known. */
function isRightValue(value: string | number, answer: QuestionStats["answer"]): boolean | undefined {
  if (answer === undefined || typeof answer === "boolean") return undefined;
  if ("value" in answer) return isWithin(Number(value), answer.value, answer.tolerance);
  const fold = answer.match === "lenient" ? lenient : plain;
  const typed = fold(String(value));
  return answer.accept.some((accepted) => fold(accepted) === typed);
}

/** As typed answers are compared: what nobody sees or chooses does not matter. */
const plain = (text: string) =>
  text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\u2018\u2019\u201b\u02bc`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/\p{Pd}|\u2212/gu, "-")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();

const lenient = (text: string) =>
  plain(text)
    .normalize("NFD")
    .replace(/[\p{M}\p{P}\p{S}\s]/gu, "");
