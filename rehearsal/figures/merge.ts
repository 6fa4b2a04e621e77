import { type CrewFigures, emptyFigures, emptyQuestion, type QuestionFigures } from "./crew-figures.ts";

/** The worst crew's event loop says how late the tool was. */
const MAXIMA = new Set(["loopDelayP99Ms", "loopDelayMaxMs", "openedAtMs"]);

/** The figures of several crews as one: counts are added, lists joined, and of delays the worst is taken. */
export function mergeFigures(crews: readonly CrewFigures[]): CrewFigures {
  const merged = emptyFigures();
  for (const { questions, ...figures } of crews) {
    const { questions: soFar, ...rest } = merged;
    Object.assign(merged, merge(rest, figures), { questions: mergeQuestions(soFar, questions) });
  }
  return merged;
}

function mergeQuestions(some: readonly QuestionFigures[], others: readonly QuestionFigures[]) {
  const all = new Map(some.map((question) => [question.no, question]));
  for (const question of others) {
    const { no, ...figures } = question;
    const { no: _, ...soFar } = all.get(no) ?? emptyQuestion(no);
    all.set(no, { no, ...merge(soFar, figures) });
  }
  return [...all.values()].sort((one, other) => one.no - other.no);
}

/** Merges two sets of figures, field by field. */
function merge<T extends object>(some: T, others: T): T {
  const fields = Object.entries(some).map(([name, value]) => {
    const other = others[name as keyof T] as unknown;
    if (Array.isArray(value)) return [name, value.concat(other)];
    if (typeof value === "number")
      return [name, MAXIMA.has(name) ? larger(value, other as number) : value + (other as number)];
    return [name, addCounts(value as Record<string, number>, other as Record<string, number>)];
  });
  return Object.fromEntries(fields) as T;
}

/** The larger number; one that is not known (NaN) is none. */
function larger(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : Math.max(one, other);
}

/** Adds counts by name. */
export function addCounts(
  some: Record<string, number>,
  others: Record<string, number>,
): Record<string, number> {
  const sums = { ...some };
  for (const [name, count] of Object.entries(others)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
