import { BENCHMARKS } from "./benchmarks.ts";
import type { Benchmark, Result } from "./measuring/benchmark.ts";
import { machineInfo } from "./measuring/machine.ts";
import { writeReport } from "./report/report.ts";
import { saveResult } from "./report/results.ts";
import { rowsOf } from "./report/table.ts";
import { environmentSettings } from "./servers/server-process.ts";

/**
 * `npm run bench -- [name…]` runs the named benchmarks, or all. After each benchmark it writes
 * bench/results/<name>.json, the plot, and the tables of bench/README.md.
 */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown benchmark: ${unknown.join(", ")}. Benchmarks:`);
    for (const { name, title } of BENCHMARKS) console.error(`  ${name.padEnd(16)} ${title}`);
    process.exit(2);
  }
  const chosen = names.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
  for (const [index, benchmark] of chosen.entries()) {
    const result = await run(benchmark, chosen.length > 1 ? `${index + 1}/${chosen.length} ` : "");
    await saveResult(result);
    await writeReport();
    print(result);
  }
}

async function run(benchmark: Benchmark, position: string): Promise<Result> {
  const startedAt = Date.now();
  const measurements = await benchmark.run((step) => {
    const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(3);
    console.error(`${position}${benchmark.name} ${seconds} s  ${step}`);
  });
  const { name, topic, title } = benchmark;
  return {
    name,
    topic,
    title,
    ...measurements,
    command: commandOf(name),
    settings: environmentSettings(),
    machine: machineInfo(),
  };
}

/** The command that runs this benchmark again, with the same number of players. */
function commandOf(name: string): string {
  const { BENCH_PLAYERS } = process.env;
  return `${BENCH_PLAYERS ? `BENCH_PLAYERS=${BENCH_PLAYERS} ` : ""}npm run bench -- ${name}`;
}

function print(result: Result): void {
  console.log(`\n${result.title}`);
  for (const { name, measured, goal } of rowsOf(result)) {
    console.log(`  ${name}: ${measured}${goal && `, goal: ${goal}`}`);
  }
  console.log();
}

// process.exit runs the exit handlers, which kill the servers under measurement.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await main(process.argv.slice(2));
