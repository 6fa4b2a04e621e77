import type { Report } from "../../../client/src/types.ts";

type Place = Report["places"][number];
type ReportQuestion = Report["questions"][number];

/** The figures at the top of a report. Undefined: there is nothing to compute it from. */
export interface Summary {
  players: number;
  /** Answers of all questions together. */
  answers: number;
  /** Of the answers that were possible: players times questions that have opened. From 0 to 1. */
  answered: number | undefined;
  meanPoints: number | undefined;
  medianPoints: number | undefined;
  /** The share of right answers among the answers to questions that count, from 0 to 1. */
  right: number | undefined;
  hardest: ReportQuestion | undefined;
  easiest: ReportQuestion | undefined;
  /** Those at the first place; empty without points. */
  winners: Place[];
}

/** Computes the summary. Voided questions and polls count for nothing but their answers. */
export function summaryOf({ players, questions, places }: Report): Summary {
  const answers = sum(questions.map(({ stats }) => stats.attempts));
  const played = questions.filter(({ stats }) => stats.attempts > 0).length;
  const rated = questions.filter(({ facility, voided }) => facility !== null && !voided);
  const ratedAnswers = sum(rated.map(({ stats }) => stats.attempts));
  const byFacility = [...rated].sort((a, b) => a.facility! - b.facility!);
  const points = places.map((place) => place.points).sort((a, b) => a - b);
  const best = points.at(-1) ?? 0;
  const [hardest, easiest] = [byFacility[0], byFacility.at(-1)];
  const isSpread = hardest && easiest && hardest.facility !== easiest.facility;
  return {
    players,
    answers,
    answered: players * played > 0 ? Math.min(1, answers / (players * played)) : undefined,
    meanPoints: points.length > 0 ? sum(points) / points.length : undefined,
    medianPoints: medianOf(points),
    right:
      ratedAnswers > 0
        ? sum(rated.map((one) => one.facility! * one.stats.attempts)) / ratedAnswers
        : undefined,
    hardest,
    easiest: isSpread ? easiest : undefined,
    winners: best > 0 ? places.filter((place) => place.points === best) : [],
  };
}

/** What a reliability is good for; undefined if there is none. The bounds are the usual ones (Nunnally, 1978). */
export function reliabilityLevel(reliability: number | null): "low" | "some" | "good" | "high" | undefined {
  if (reliability === null) return undefined;
  if (reliability < 0.5) return "low";
  if (reliability < 0.7) return "some";
  return reliability < 0.8 ? "good" : "high";
}

/** @param sorted in ascending order */
function medianOf(sorted: readonly number[]): number | undefined {
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
