import {
  type Goal,
  isReached,
  type Measure,
  type Result,
  TOPICS,
  type Topic,
} from "../measuring/benchmark.ts";
import { spreadText } from "../measuring/spread.ts";

export interface Row {
  what: string;
  came: string;
  /** What it was held to, and whether it got there; empty where to nothing. */
  reach: string;
}

/** A result in words: first what was to be reached, then what each side came to. */
export function rowsOf({ goals, measures }: Result): Row[] {
  return [
    ...goals.map((goal) => ({
      what: goal.what,
      came: spreadText(goal.spread, goal.digits),
      reach: reachText(goal),
    })),
    ...measures.map(({ subject, quantity, spread, digits, parts }) => ({
      what: `${subject}: ${quantity}`,
      came: spreadText(spread, digits) + (parts ? `; ${partsText(parts)}` : ""),
      reach: "",
    })),
  ];
}

/** The tables of all topics with their plots, as they stand in bench/README.md. */
export function sections(results: readonly Result[]): string {
  return (Object.keys(TOPICS) as Topic[])
    .map((topic) => [topic, results.filter((result) => result.topic === topic)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([topic, own]) => `### ${TOPICS[topic]}\n\n${own.map(section).join("\n\n")}`)
    .join("\n\n");
}

function section(result: Result): string {
  const { name, title, measuredBy, circumstances } = result;
  const { cpu, cores, commit, date, loadAverage } = circumstances;
  const rows = rowsOf(result).map(({ what, came, reach }) => {
    const strong = reach ? "**" : "";
    return `| ${what} | ${strong}${came}${strong} | ${reach} |`;
  });
  return [
    `#### ${name}: ${title}`,
    "",
    "| what | median (least to most) | to reach |",
    "| --- | --- | --- |",
    ...rows,
    "",
    `\`${measuredBy}\`, ${cores} cores of ${cpu}, commit ${commit}, ${date.slice(0, 10)}, load average ${loadAverage}.`,
    "",
    `![${title}](results/${name}.svg)`,
  ].join("\n");
}

/** What a measure is made up of; with one part alone that is nothing new. */
function partsText({ unit, of }: NonNullable<Measure["parts"]>): string {
  const parts = Object.entries(of).map(([part, { median }]) => `${part} ${median.toFixed(1)}`);
  return `${parts.join(", ")} (${unit})`;
}

function reachText(goal: Goal): string {
  const reached = isReached(goal);
  if (reached === undefined) return "";
  const bounds = [
    ...(goal.atLeast === undefined ? [] : [`at least ${goal.atLeast.toLocaleString("en")}`]),
    ...(goal.atMost === undefined ? [] : [`at most ${goal.atMost.toLocaleString("en")}`]),
  ];
  return `${bounds.join(", ")}: ${reached ? "reached" : "**missed**"}`;
}
