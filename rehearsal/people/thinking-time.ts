import { normal, type Random } from "./random.ts";

/** The median of the thinking time: this share of the time limit, and at most so many ms. Our assumption. */
const MEDIAN_SHARE = 0.3;
const MEDIAN_MAX_MS = 8000;
/** How much people differ, and how much one person differs from question to question: standard deviations of the logarithm. Our assumption. */
const PERSON_DEVIATION = 0.3;
const QUESTION_DEVIATION = 0.4;
/** Nobody reads a question and touches a screen in less, in ms. */
const REACTION_MS = 250;
/** Who must type needs so many times as long as who only chooses. Our assumption. */
const TYPING_FACTOR = 1.4;

export interface ThoughtAbout {
  kind: string;
  /** null if the question has no limit */
  timeLimitMs: number | null;
}

/** How slow a person is: 1 is the median, 2 needs twice as long for everything. */
export function slownessOf(random: Random): number {
  return Math.exp(PERSON_DEVIATION * normal(random));
}

/**
 * How long a person looks at a question before answering, in ms. It may be longer than the time limit.
 *
 * Log-normal, with a factor for the person and one for the question: W. J. van der Linden, "A Lognormal Model for
 * Response Times on Test Items", Journal of Educational and Behavioral Statistics 31 (2006), 181–204, which fitted the
 * response times of a real test. The numbers above are ours.
 *
 * @param slowness see slownessOf
 */
export function thinkingTimeMs(question: ThoughtAbout, slowness: number, random: Random): number {
  const { kind, timeLimitMs } = question;
  const median = Math.min(MEDIAN_MAX_MS, MEDIAN_SHARE * (timeLimitMs ?? Number.POSITIVE_INFINITY));
  const typing = kind === "numeric" || kind === "text" ? TYPING_FACTOR : 1;
  return Math.max(REACTION_MS, median * typing * slowness * Math.exp(QUESTION_DEVIATION * normal(random)));
}
