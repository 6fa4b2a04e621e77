import { readFile, writeFile } from "node:fs/promises";
import { machineInfo } from "../measuring/machine.ts";
import { RESULTS } from "../report/results.ts";
import { scenarios } from "./scenarios.ts";
import { simulate } from "./simulation.ts";
import { measuredSkews, type Skew } from "./skew.ts";
import { type FairnessResult, withFairness } from "./text.ts";

/**
 * `npm run bench:fairness` simulates what the setting `fairness` does to ranks, with the skews of bench/results. It
 * writes bench/results/fairness.json and the numbers of docs/fairness.md. The same skews give the same numbers.
 */

export const DOCUMENT = new URL("../../docs/fairness.md", import.meta.url);
export const RESULT_FILE = new URL("fairness.json", RESULTS);

export function outcomesOf(skews: readonly Skew[]): FairnessResult["outcomes"] {
  return scenarios(skews).map((scenario) => {
    const { name, timeLimitMs, count, questions, seed, skew } = scenario;
    return { name, timeLimitMs, count, questions, seed, skew: skew.name, outcome: simulate(scenario) };
  });
}

async function main(): Promise<void> {
  const skews = await measuredSkews();
  const { commit, date } = machineInfo();
  const result: FairnessResult = { skews, outcomes: outcomesOf(skews), commit, date };
  await writeFile(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(DOCUMENT, withFairness(await readFile(DOCUMENT, "utf8"), result));
}

if (import.meta.main) await main();
