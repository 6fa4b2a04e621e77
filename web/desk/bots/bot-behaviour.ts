import type { AnswerFields, PlayerQuestion } from "../../../client/src/types.ts";
import type { AnswerKey } from "../sessions/answer-key.ts";

/** What a bot does with a question: when it answers, in ms after the opening, and what. */
export interface BotAnswer {
  afterMs: number;
  fields: AnswerFields;
}

/** The longest that a bot thinks, in ms, also without a time limit. */
const MAX_THINKING_MS = 12_000;
const FASTEST_MS = 700;
/** One of so many answers nothing. */
const SILENT_SHARE = 0.04;

/**
 * What a bot answers. The same seed, bot and question give the same: a desk that is loaded again sends the same answer.
 *
 * @param key what is right, as far as it is known; without it the bot guesses
 * @returns undefined if it gives no answer
 */
export function botAnswer(
  seed: string,
  bot: number,
  question: Pick<PlayerQuestion, "no" | "kind" | "options" | "timeLimitMs">,
  key: AnswerKey,
): BotAnswer | undefined {
  const skill = 0.35 + 0.6 * random(seed, bot, 0)();
  const next = random(seed, bot, question.no);
  if (next() < SILENT_SHARE) return undefined;
  const isRight = next() < skill;
  const limit = Math.min(MAX_THINKING_MS, question.timeLimitMs ?? MAX_THINKING_MS);
  // Two dice: most are in the middle, few are very quick or very slow.
  const share = (next() + next()) / 2;
  const afterMs = Math.round(Math.min(FASTEST_MS, limit / 3) + share * limit * 0.8);
  return { afterMs: Math.min(afterMs, limit * 0.95), fields: fieldsOf(question, key, isRight, next) };
}

function fieldsOf(
  { kind, options }: Pick<PlayerQuestion, "kind" | "options">,
  { correct, answer }: AnswerKey,
  isRight: boolean,
  next: () => number,
): AnswerFields {
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)];
  if (kind === "numeric") {
    const value = answer && "value" in answer ? answer.value : 42;
    const off = Math.max(1, Math.round(Math.abs(value) * 0.1)) * (1 + Math.floor(next() * 4));
    return { value: isRight ? value : value + (next() < 0.5 ? -off : off) };
  }
  if (kind === "text") {
    const accepted = answer && "accept" in answer ? answer.accept : [];
    return { text: (isRight && pick(accepted)) || pick(["?", "no idea", "hmm"])! };
  }
  const ids = options.map(({ id }) => id);
  if (kind === "multiple") {
    if (isRight && correct?.length) return { choices: [...correct] };
    const some = ids.filter(() => next() < 0.4);
    return { choices: some.length > 0 ? some : [pick(ids) ?? 0] };
  }
  // In a poll the first options are a little more liked, so that the bars differ.
  if (kind === "poll") return { choice: ids[Math.floor(next() * next() * ids.length)] ?? 0 };
  const wrong = ids.filter((id) => !correct?.includes(id));
  return { choice: (isRight ? pick(correct ?? ids) : pick(wrong)) ?? pick(ids) ?? 0 };
}

/**
 * Numbers from 0 to 1 that look random, the same ones for the same words: FNV-1a of them, then mulberry32 (Tommy
 * Ettinger, public domain).
 */
function random(seed: string, bot: number, no: number): () => number {
  let state = 0x811c9dc5;
  for (const char of `${seed}/${bot}/${no}`)
    state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
