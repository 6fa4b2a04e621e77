import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { Result } from "../measuring/benchmark.ts";

export const RESULTS = new URL("../results/", import.meta.url);

export async function keepResult(result: Result): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL(`${result.name}.json`, RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}

/** All results that are kept, those of `names` only, in that order. */
export async function keptResults(names: readonly string[]): Promise<Result[]> {
  const there = new Set(await readdir(RESULTS));
  const kept = names.filter((name) => there.has(`${name}.json`));
  return Promise.all(kept.map(keptResult));
}

/** @throws Error where there is none of this name */
export async function keptResult(name: string): Promise<Result> {
  return JSON.parse(await readFile(new URL(`${name}.json`, RESULTS), "utf8")) as Result;
}
