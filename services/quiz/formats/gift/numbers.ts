import { rangeKey } from "../shared/numeric-answers.ts";
import { plainNumber } from "../shared/plain-number.ts";
import { quoted } from "../shared/quoted.ts";

/** The number of an answer: one value with its tolerance, or `any`. */
export interface NumberAnswer {
  value: number | "any";
  tolerance: number;
}

/**
 * Reads `3`, `3:0.1` (value and tolerance), `2.9..3.1` (from and to) or `*`.
 *
 * @returns the reason, if it is none of them
 */
export function readNumber(text: string): NumberAnswer | string {
  if (text === "*") return { value: "any", tolerance: 0 };
  const range = text.indexOf("..");
  const [one, other] = range > 0 ? [text.slice(0, range), text.slice(range + 2)] : text.split(/:(.*)/s);
  const first = numberOf(one!);
  if (typeof first === "string") return first;
  if (other === undefined) return { value: first, tolerance: 0 };
  const second = numberOf(other);
  if (typeof second === "string") return second;
  if (range > 0) return rangeKey(first, second);
  return second < 0 ? `the tolerance ${quoted(other)} is below 0` : { value: first, tolerance: second };
}

function numberOf(text: string): number | string {
  const number = plainNumber(text);
  if (number === null) return `${quoted(text)} is not a number`;
  return Number.isFinite(number) ? number : `${quoted(text)} is too large`;
}

/** A number in digits, without an exponent, as all readers of GIFT understand it. It reads as the same double. */
export function inDigits(number: number): string {
  const [mantissa, exponent] = String(number).split("e");
  if (exponent === undefined) return mantissa!;
  const [sign, digits] = mantissa!.startsWith("-") ? ["-", mantissa!.slice(1)] : ["", mantissa!];
  const [whole, fraction = ""] = digits.split(".");
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}
