import { FIGURES } from "./benchmarks.ts";
import type { Figure, Result } from "./measuring/benchmark.ts";
import { circumstances } from "./measuring/machine.ts";
import { writeReport } from "./report/report.ts";
import { keepResult } from "./report/results.ts";
import { rowsOf } from "./report/table.ts";
import { givenSettings } from "./servers/server-process.ts";

/**
 * `npm run bench -- [name…]` takes the figures named, or all. Each goes to bench/results/<name>.json as soon as it
 * is there; plots and the tables of bench/README.md follow.
 */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(`There is no figure ${unknown.join(", ")}. There are:`);
    for (const { name, title } of FIGURES) console.error(`  ${name.padEnd(16)} ${title}`);
    process.exit(2);
  }
  const chosen = names.length === 0 ? FIGURES : FIGURES.filter((figure) => names.includes(figure.name));
  for (const [index, figure] of chosen.entries()) {
    const result = await take(figure, chosen.length > 1 ? `${index + 1}/${chosen.length} ` : "");
    await keepResult(result);
    await writeReport();
    print(result);
  }
}

async function take(figure: Figure, position: string): Promise<Result> {
  const startedAt = Date.now();
  const findings = await figure.take((step) => {
    const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(3);
    console.error(`${position}${figure.name} ${seconds} s  ${step}`);
  });
  const { name, topic, title } = figure;
  return {
    name,
    topic,
    title,
    ...findings,
    measuredBy: commandOf(name),
    settings: givenSettings(),
    circumstances: circumstances(),
  };
}

/** What measures this again: a smaller size by choice belongs to it. */
function commandOf(name: string): string {
  const { BENCH_PLAYERS } = process.env;
  return `${BENCH_PLAYERS ? `BENCH_PLAYERS=${BENCH_PLAYERS} ` : ""}npm run bench -- ${name}`;
}

function print(result: Result): void {
  console.log(`\n${result.title}`);
  for (const { what, came, reach } of rowsOf(result)) {
    console.log(`  ${what}: ${came}${reach && `, to reach: ${reach}`}`);
  }
  console.log();
}

// Ends by `exit`, where the servers under measurement are reaped.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await main(process.argv.slice(2));
