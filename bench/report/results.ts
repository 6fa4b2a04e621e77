import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { Result } from "../measuring/benchmark.ts";

export const RESULTS = new URL("../results/", import.meta.url);

export async function saveResult(result: Result): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL(`${result.name}.json`, RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}

/** The saved results of these benchmarks, in this order. Benchmarks without a result are left out. */
export async function loadResults(names: readonly string[]): Promise<Result[]> {
  const files = new Set(await readdir(RESULTS));
  const saved = names.filter((name) => files.has(`${name}.json`));
  return Promise.all(saved.map(loadResult));
}

/** @throws Error if this benchmark has no result */
export async function loadResult(name: string): Promise<Result> {
  return JSON.parse(await readFile(new URL(`${name}.json`, RESULTS), "utf8")) as Result;
}
