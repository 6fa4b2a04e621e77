import { isFull, isNone, PARTIAL_CREDIT } from "./percent.ts";

/** A number that a player may type, with the part of the points that it earns. */
export interface NumericAnswer {
  /** `any`: whatever a player types. */
  value: number | "any";
  tolerance: number;
  /** -100 to 100. */
  percent: number;
}

interface Interval {
  low: number;
  high: number;
}

/** A key of a numeric question. */
export interface NumericKey {
  value: number;
  tolerance: number;
}

/**
 * The `numeric` question that such answers make, not validated yet. Answers that earn nothing are there for their
 * feedback, and are set aside. Several right answers must make one range together.
 *
 * @returns the reason, if a quiz here cannot hold the question
 */
export function numericQuestion(
  fields: { text: string; explanation?: string },
  answers: readonly NumericAnswer[],
): object | string {
  const earning = answers.filter(({ percent }) => !isNone(percent));
  if (earning.length === 0) return "no answer is marked as right";
  if (!earning.every(({ percent }) => isFull(percent))) return PARTIAL_CREDIT;
  const keys = earning.filter(isNumber);
  if (keys.length < earning.length) return "any number is right";
  const answer = joinedKey(keys);
  if (!answer) return "several numbers are right, and a quiz here can hold one number or one range";
  if (hasHole(answers, answer)) return "a wrong answer is within the range of the right one";
  return { kind: "numeric", ...fields, answer };
}

/** The key for a range: both ends count, and nothing outside. The ends may be in any order. */
export function rangeKey(one: number, other: number): NumericKey {
  const [low, high] = one < other ? [one, other] : [other, one];
  if (low === high) return { value: low, tolerance: 0 };
  // Halves first: the sum of two large numbers would be infinite.
  const exact = keyAround(low / 2 + high / 2, low, high);
  // 3.1415 is as good as 3.1414999999999997, and it is what people see.
  const shown = roundedKey(exact);
  return shown.tolerance > 0 && endsAt(shown, low, high) ? shown : exact;
}

function keyAround(value: number, low: number, high: number): NumericKey {
  return { value, tolerance: Math.max(high - value, value - low) };
}

/** With 15 digits, counted from the first digit of the larger one. */
function roundedKey({ value, tolerance }: NumericKey): NumericKey {
  const first = Math.max(exponentOf(value), exponentOf(tolerance));
  const round = (number: number) => {
    const digits = 15 - (first - exponentOf(number));
    return digits < 1 ? 0 : Number(number.toPrecision(digits));
  };
  return { value: round(value), tolerance: round(tolerance) };
}

/** Where the first digit is: 0 for 1 to 9.99, -1 for 0.1 to 0.99. */
function exponentOf(value: number): number {
  return value === 0 ? -Infinity : Math.floor(Math.log10(Math.abs(value)));
}

/** Whether the range of a key ends at these numbers, within the few units in the last place that scoring allows. */
function endsAt({ value, tolerance }: NumericKey, low: number, high: number): boolean {
  const slack = 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  return Math.abs(value - low - tolerance) <= slack && Math.abs(high - value - tolerance) <= slack;
}

function isNumber(answer: NumericAnswer): answer is NumericAnswer & NumericKey {
  return answer.value !== "any";
}

function intervalOf({ value, tolerance }: NumericKey): Interval {
  return { low: value - tolerance, high: value + tolerance };
}

/**
 * Whether an answer that earns nothing stands before a right one, and within the range of the right ones: the first
 * answer that fits counts.
 */
function hasHole(answers: readonly NumericAnswer[], key: NumericKey): boolean {
  const right = intervalOf(key);
  const last = answers.findLastIndex(({ percent }) => !isNone(percent));
  return answers
    .slice(0, last)
    .filter(({ percent }) => isNone(percent))
    .filter(isNumber)
    .map(intervalOf)
    .some(({ low, high }) => low <= right.high && right.low <= high);
}

/** One key for all of them; null if there is a gap between them. */
function joinedKey(keys: readonly NumericKey[]): NumericKey | null {
  const sorted = keys
    .map((key) => ({ key, ...intervalOf(key) }))
    .sort((one, other) => one.low - other.low || other.high - one.high);
  let joined = sorted[0]!;
  for (const next of sorted.slice(1)) {
    if (next.low > joined.high) return null;
    if (next.high <= joined.high) continue;
    joined = { key: rangeKey(joined.low, next.high), low: joined.low, high: next.high };
  }
  return { value: joined.key.value, tolerance: joined.key.tolerance };
}
