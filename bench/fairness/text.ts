import { count, replaceBetween, table } from "../report/markdown.ts";
import { CHEAT_PAUSE_MS, JITTER_SHARE, ROUND_TRIP } from "./players.ts";
import { type NamedScenario, TIME_LIMITS_MS } from "./scenarios.ts";
import type { Outcome } from "./simulation.ts";
import { latenessAt, type Skew } from "./skew.ts";

export interface FairnessResult {
  skews: Skew[];
  outcomes: (Pick<NamedScenario, "name" | "timeLimitMs" | "count" | "questions" | "seed"> & {
    skew: string;
    outcome: Outcome;
  })[];
  commit: string;
  date: string;
}

const MARKS = { begin: "<!-- numbers: written by npm run bench:fairness -->", end: "<!-- /numbers -->" };

/** Replaces the numbers between the marks. @throws Error if the document has no marks */
export function withFairness(document: string, result: FairnessResult): string {
  return replaceBetween(MARKS, document, numbers(result), "docs/fairness.md");
}

function numbers({ skews, outcomes, commit, date }: FairnessResult): string {
  const { count: players, questions } = outcomes[0]!;
  return [
    `${count(players)} players answer a question rightly, ${count(questions)} times. Round trips are log-normal with a median of ${ROUND_TRIP.medianMs} ms (σ of the logarithm ${ROUND_TRIP.deviation}); each way takes longer than half of it by ${percent(JITTER_SHARE, 0)} of it on average, with the exponential distribution. A cheat waits ${CHEAT_PAUSE_MS} ms between two readings of the time. Measured at commit ${commit}, ${date.slice(0, 10)}.`,
    "The question reaches the streams as it was measured:",
    table(
      ["streams", "half have it after, ms", "99 % after, ms", "saved in `bench/results`"],
      skews.map((skew) => [
        skew.name,
        count(latenessAt(skew, 0.5)),
        count(latenessAt(skew, 0.99)),
        `\`${skew.source}\``,
      ]),
    ),
    ...TIME_LIMITS_MS.flatMap((timeLimitMs) =>
      skews.flatMap(({ name }) => [
        `**A question of ${timeLimitMs / 1000} s, ${name}:**`,
        table(
          [
            "",
            "pairs in the wrong order",
            "mean distance from the real place, of all places",
            "of the ten fastest, not among the first ten",
            "points off, of 1,000",
            "places that a cheat gains, of all places",
          ],
          outcomes
            .filter((one) => one.timeLimitMs === timeLimitMs && one.skew === name)
            .map((one) => [one.name, ...cells(one.outcome)]),
        ),
      ]),
    ),
  ].join("\n\n");
}

function cells({ wrongPairs, misplaced, missingInTop, pointsOff, cheatGain }: Outcome): string[] {
  return [
    percent(wrongPairs),
    percent(misplaced),
    missingInTop.toFixed(1),
    pointsOff.toFixed(1),
    cheatGain === null ? "" : percent(cheatGain),
  ];
}

/** Without a minus before 0. */
const percent = (share: number, digits = 1) =>
  `${(100 * share).toFixed(digits).replace(/^-(0\.0)$/, "$1")} %`;
