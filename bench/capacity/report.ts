import { readFile, writeFile } from "node:fs/promises";
import { circumstances } from "../measuring/machine.ts";
import { drawCurve } from "../report/curve.ts";
import { RESULTS } from "../report/results.ts";
import { Svg } from "../report/svg.ts";
import { measuredCosts, measuredRebuild } from "./costs.ts";
import { scenarios } from "./scenarios.ts";
import { simulate } from "./simulation.ts";
import { type CapacityResult, withCapacity } from "./text.ts";

/**
 * `npm run bench:capacity`: plays the scenarios with the CPU times that bench/results hold now, and writes
 * bench/results/capacity.json, its plots, and the numbers of docs/capacity.md.
 */

export const DOCUMENT = new URL("../../docs/capacity.md", import.meta.url);
export const KEPT = new URL("capacity.json", RESULTS);

export function capacityPlot({ outcomes }: Pick<CapacityResult, "outcomes">): string {
  const svg = new Svg(820);
  drawCurve(svg, 26, {
    title: "Acknowledged answers a second, a million players",
    x: "s",
    y: "answers a second",
    lines: outcomes.map(({ name, acknowledged }) => ({ name, points: acknowledged })),
  });
  return svg.toString();
}

async function main(): Promise<void> {
  const costs = await measuredCosts();
  const outcomes = scenarios(costs).map((scenario) => {
    console.error(scenario.name);
    return simulate(scenario);
  });
  const { commit, date } = circumstances();
  const rebuiltPerSecond = await measuredRebuild();
  const result: CapacityResult = { costs, rebuiltPerSecond, outcomes, commit, date };
  await writeFile(KEPT, `${JSON.stringify(result)}\n`);
  await writeFile(new URL("capacity.svg", RESULTS), capacityPlot(result));
  await writeFile(DOCUMENT, withCapacity(await readFile(DOCUMENT, "utf8"), result));
}

if (import.meta.main) await main();
