import { readFile, writeFile } from "node:fs/promises";
import { FIGURES } from "../benchmarks.ts";
import { keptMillion, millionSection } from "../million/result.ts";
import { plotOf } from "./plot.ts";
import { keptResults, RESULTS } from "./results.ts";
import { sections } from "./table.ts";

const README = new URL("../README.md", import.meta.url);
const BEGIN = "<!-- results: written by npm run bench:report -->";
const END = "<!-- /results -->";

/** Puts all kept results into bench/README.md and draws their plots: `npm run bench:report`. */
export async function writeReport(): Promise<void> {
  const results = await keptResults(FIGURES.map(({ name }) => name));
  for (const result of results) await writeFile(new URL(`${result.name}.svg`, RESULTS), plotOf(result));
  const readme = await readFile(README, "utf8");
  await writeFile(README, withResults(readme, await resultsText()));
}

/** All that is kept, in words. */
export async function resultsText(): Promise<string> {
  const million = await keptMillion();
  const results = await keptResults(FIGURES.map(({ name }) => name));
  return [sections(results), ...(million ? [millionSection(million)] : [])].join("\n\n");
}

/** @throws Error where the README has lost its marks */
export function withResults(readme: string, results: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("bench/README.md has lost the marks around its results");
  return `${readme.slice(0, begin)}${BEGIN}\n\n${results}\n\n${readme.slice(end)}`;
}

if (import.meta.main) await writeReport();
