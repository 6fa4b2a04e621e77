import type { Report } from "../../../client/src/types.ts";

type ReportQuestion = Report["questions"][number];

/** What the figures of a question say to a teacher. */
export type QuestionVerdict = "good" | "hard" | "easy" | "tooHard" | "weak" | "key" | "none" | "voided";

/** Below: few were right. Above `easy`: almost everyone was. */
export const FACILITY = { hard: 0.3, easy: 0.9 };
/** From here on a question separates (Ebel and Frisbie, Essentials of Educational Measurement, 1991). */
export const SEPARATES = 0.2;
/** Below: more than chance speaks against the key. */
const AGAINST = -0.1;

/** Judges a question by its facility and discrimination. */
export function verdictOf({
  facility,
  discrimination,
  voided,
}: Pick<ReportQuestion, "facility" | "discrimination" | "voided">): QuestionVerdict {
  if (voided) return "voided";
  if (facility === null) return "none";
  if (discrimination === null) {
    if (facility > FACILITY.easy) return "easy";
    return facility < FACILITY.hard ? "tooHard" : "none";
  }
  if (facility > FACILITY.easy) return "easy";
  if (discrimination < AGAINST) return "key";
  if (discrimination >= SEPARATES) return facility < FACILITY.hard ? "hard" : "good";
  return facility < FACILITY.hard ? "tooHard" : "weak";
}

/** A question in the plot: shares of its width and height, from the start and from the bottom. */
export interface PlotPoint {
  no: number;
  x: number;
  y: number;
}

/** What two points must be apart so that both numbers can be read, as shares of width and height. */
const APART = { x: 0.06, y: 0.09 };
/** The steps at which a free place is looked for, around the right one. */
const STEPS = [0, 1, -1, 2, -2, 3, -3];

/**
 * Where each question stands: facility to the right, discrimination from -1 (bottom) to 1 up. A point that would cover
 * another one is moved a little.
 */
export function plotPoints(questions: readonly ReportQuestion[]): PlotPoint[] {
  const points: PlotPoint[] = [];
  for (const { no, facility, discrimination, voided } of questions) {
    if (facility === null || discrimination === null || voided) continue;
    const [x, y] = [facility, (discrimination + 1) / 2];
    const free = STEPS.flatMap((down) =>
      STEPS.map((right) => ({ no, x: x + right * APART.x, y: y + down * APART.y })),
    )
      .filter((place) => place.x >= 0 && place.x <= 1 && place.y >= 0 && place.y <= 1)
      .sort((a, b) => far(a, x, y) - far(b, x, y))
      .find((place) => points.every((other) => !covers(place, other)));
    points.push(free ?? { no, x, y });
  }
  return points;
}

const far = (place: PlotPoint, x: number, y: number) => Math.abs(place.x - x) + Math.abs(place.y - y);

// A little less than `APART`: a sum of floats may miss it.
const covers = (a: PlotPoint, b: PlotPoint) =>
  Math.abs(a.x - b.x) < APART.x * 0.99 && Math.abs(a.y - b.y) < APART.y * 0.99;
