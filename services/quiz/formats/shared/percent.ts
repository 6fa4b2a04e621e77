/** Files say which part of the points an answer earns, in percent: -100 to 100. A quiz here gives all of them or none. */

/** Why a question with an answer that earns a part of the points is not imported. */
export const PARTIAL_CREDIT = "gives part of the points for an answer, which a quiz here cannot";

/** Files round: 99.99999 is all of the points. */
const ROUNDING = 0.01;

/** Whether an answer earns all of the points. */
export function isFull(percent: number): boolean {
  return Math.abs(percent - 100) < ROUNDING;
}

/** Whether an answer earns nothing: a penalty for it is set aside. */
export function isNone(percent: number): boolean {
  return percent <= 0;
}

/** Whether a percentage is an equal share of 100, rounded up or down: of three shares 33, 33.33333 and 34 are. */
export function isEqualShare(percent: number, shares: number): boolean {
  if (shares === 1) return isFull(percent);
  const [, decimals = ""] = String(percent).split(".");
  return Math.abs(percent - 100 / shares) < 10 ** -decimals.length;
}

/** An equal share of 100 in percent, as Moodle writes and knows it: with 5 decimals. */
export function equalShare(shares: number): number {
  return Number((100 / shares).toFixed(5));
}
