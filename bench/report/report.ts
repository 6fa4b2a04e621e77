import { readFile, writeFile } from "node:fs/promises";
import { BENCHMARKS } from "../benchmarks.ts";
import { importsSection, loadImports } from "../imports/result.ts";
import { loadMillion, millionSection } from "../million/result.ts";
import { loadStreams, memoryCurve, STREAMS_PLOT } from "../million/streams/result.ts";
import { streamsSection } from "../million/streams/section.ts";
import { replaceBetween } from "./markdown.ts";
import { curvePlot, plotOf } from "./plot.ts";
import { loadResults, RESULTS } from "./results.ts";
import { sections } from "./table.ts";

const README = new URL("../README.md", import.meta.url);
const MARKS = { begin: "<!-- results: written by npm run bench:report -->", end: "<!-- /results -->" };

/** `npm run bench:report`: writes all saved results into bench/README.md and draws their plots. */
export async function writeReport(): Promise<void> {
  const results = await loadResults(BENCHMARKS.map(({ name }) => name));
  for (const result of results) {
    await writeFile(new URL(`${result.name}.svg`, RESULTS), await plotOf(result));
  }
  const streams = await loadStreams();
  if (streams) await writeFile(STREAMS_PLOT, await curvePlot(memoryCurve(streams)));
  const readme = await readFile(README, "utf8");
  await writeFile(README, withResults(readme, await resultsText()));
}

/** All saved results as Markdown. */
export async function resultsText(): Promise<string> {
  const imports = await loadImports();
  const million = await loadMillion();
  const streams = await loadStreams();
  const results = await loadResults(BENCHMARKS.map(({ name }) => name));
  return [
    sections(results),
    ...(imports ? [importsSection(imports)] : []),
    ...(million ? [millionSection(million)] : []),
    ...(streams ? [streamsSection(streams)] : []),
  ].join("\n\n");
}

/** Replaces the text between the marks. @throws Error if the README has no marks */
export function withResults(readme: string, results: string): string {
  return replaceBetween(MARKS, readme, results, "bench/README.md");
}

if (import.meta.main) await writeReport();
