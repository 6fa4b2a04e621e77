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
  name: string;
  /** The median with its spread, and the parts. */
  measured: string;
  /** The bound, and whether it is reached; empty if there is no bound. */
  goal: string;
}

/** The rows of a result: first the goals, then the measures. */
export function rowsOf({ goals, measures }: Result): Row[] {
  return [
    ...goals.map((goal) => ({
      name: goal.name,
      measured: spreadText(goal.spread, goal.digits),
      goal: goalText(goal),
    })),
    ...measures.map(({ subject, quantity, spread, digits, parts }) => ({
      name: `${subject}: ${quantity}`,
      measured: spreadText(spread, digits) + (parts ? `; ${partsText(parts)}` : ""),
      goal: "",
    })),
  ];
}

/** The tables and plots of all topics, for bench/README.md. */
export function sections(results: readonly Result[]): string {
  return (Object.keys(TOPICS) as Topic[])
    .map((topic) => [topic, results.filter((result) => result.topic === topic)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([topic, own]) => `### ${TOPICS[topic]}\n\n${own.map(section).join("\n\n")}`)
    .join("\n\n");
}

function section(result: Result): string {
  const { name, title, command, machine } = result;
  const { cpu, cores, commit, date, loadAverage } = machine;
  const rows = rowsOf(result).map(({ name, measured, goal }) => {
    const strong = goal ? "**" : "";
    return `| ${name} | ${strong}${measured}${strong} | ${goal} |`;
  });
  return [
    `#### ${name}: ${title}`,
    "",
    "| measure | median (min to max) | goal |",
    "| --- | --- | --- |",
    ...rows,
    "",
    `\`${command}\`, ${cores} cores of ${cpu}, commit ${commit}, ${date.slice(0, 10)}, load average ${loadAverage}.`,
    "",
    `![${title}](results/${name}.svg)`,
  ].join("\n");
}

function partsText({ unit, values }: NonNullable<Measure["parts"]>): string {
  const parts = Object.entries(values).map(([part, { median }]) => `${part} ${median.toFixed(1)}`);
  return `${parts.join(", ")} (${unit})`;
}

function goalText(goal: Goal): string {
  const reached = isReached(goal);
  if (reached === undefined) return "";
  const bounds = [
    ...(goal.atLeast === undefined ? [] : [`at least ${goal.atLeast.toLocaleString("en")}`]),
    ...(goal.atMost === undefined ? [] : [`at most ${goal.atMost.toLocaleString("en")}`]),
  ];
  return `${bounds.join(", ")}: ${reached ? "reached" : "**missed**"}`;
}
