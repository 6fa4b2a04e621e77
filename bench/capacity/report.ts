import { readFile, writeFile } from "node:fs/promises";
import { machineInfo } from "../measuring/machine.ts";
import { curvePlot } from "../report/plot.ts";
import { RESULTS } from "../report/results.ts";
import { measuredCosts, measuredRebuildRate } from "./costs.ts";
import { scenarios } from "./scenarios.ts";
import { simulate } from "./simulation.ts";
import { measureStreamBytes } from "./stream-bytes.ts";
import { type CapacityResult, withCapacity } from "./text.ts";

/**
 * `npm run bench:capacity` simulates the scenarios with the CPU times of bench/results, and counts the bytes of an event
 * stream at a real node. It writes
 * bench/results/capacity.json, its plot, and the numbers of docs/capacity.md.
 */

export const DOCUMENT = new URL("../../docs/capacity.md", import.meta.url);
export const RESULT_FILE = new URL("capacity.json", RESULTS);

export function capacityPlot({ outcomes }: Pick<CapacityResult, "outcomes">): Promise<string> {
  return curvePlot({
    title: "Acknowledged answers per second, a million players",
    x: "s",
    y: "answers per second",
    lines: outcomes.map(({ name, acknowledged }) => ({ name, points: acknowledged })),
  });
}

async function main(): Promise<void> {
  const costs = await measuredCosts();
  const outcomes = scenarios(costs).map((scenario) => {
    console.error(scenario.name);
    return simulate(scenario);
  });
  const { commit, date } = machineInfo();
  const rebuildAnswersPerSecond = await measuredRebuildRate();
  console.error("counts the bytes of an event stream");
  const streamBytes = await measureStreamBytes();
  const result: CapacityResult = { costs, rebuildAnswersPerSecond, streamBytes, outcomes, commit, date };
  await writeFile(RESULT_FILE, `${JSON.stringify(result)}\n`);
  await writeFile(new URL("capacity.svg", RESULTS), await capacityPlot(result));
  await writeFile(DOCUMENT, withCapacity(await readFile(DOCUMENT, "utf8"), result));
}

if (import.meta.main) await main();
