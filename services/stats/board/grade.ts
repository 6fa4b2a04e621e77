/** The correctness of an answer; `none` means that there is no answer. */
export const CORRECTNESS = { none: 0, wrong: 1, right: 2, unscored: 3 } as const;

const CORRECTNESS_SHIFT = 14;
const POINTS_MASK = (1 << CORRECTNESS_SHIFT) - 1;

/** Packs points (at most 10,000) and correctness into a grade, one 16-bit word. A grade of 0 means no answer. */
export function packGrade(points: number, correctness: number): number {
  return (correctness << CORRECTNESS_SHIFT) | points;
}
export function pointsOf(grade: number): number {
  return grade & POINTS_MASK;
}
export function correctnessOf(grade: number): number {
  return grade >>> CORRECTNESS_SHIFT;
}
export function isRight(grade: number): boolean {
  return grade >>> CORRECTNESS_SHIFT === CORRECTNESS.right;
}
