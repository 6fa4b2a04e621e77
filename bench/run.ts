import { mkdir, writeFile } from "node:fs/promises";
import { answers } from "./answers.ts";
import { contend, type Figure, type Run } from "./figure.ts";
import { LoadProcess } from "./load-process.ts";
import { circumstances } from "./machine.ts";
import { givenSettings } from "./server-process.ts";
import { type Spread, spreadOf, spreadText } from "./spread.ts";
import { statsReads } from "./stats-reads.ts";

/** `node bench/run.ts [name…]` measures the figures named, or all, and writes each to bench/results/<name>.json. */

const FIGURES: readonly Figure[] = [answers, statsReads];
const PACE = { warmUps: 2, rounds: 5, aftermathMs: 1000 };
const RESULTS = new URL("./results/", import.meta.url);

/** One side of a figure, all rounds together. */
interface Side {
  perCpuSecond: Spread;
  cpuSecondsPerMillion: Spread;
  perSecond: Spread;
  p99Ms: Spread;
  runs: Run[];
}

async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(`There is no figure ${unknown.join(", ")}; there are ${FIGURES.map(({ name }) => name)}`);
    process.exit(2);
  }
  const chosen = names.length === 0 ? FIGURES : FIGURES.filter((figure) => names.includes(figure.name));
  const load = new LoadProcess();
  try {
    for (const figure of chosen) print(figure, await take(figure, load));
  } finally {
    load.stop();
  }
}

async function take(figure: Figure, load: LoadProcess) {
  const startedAt = Date.now();
  const tell = (step: string) => {
    const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(3);
    console.error(`${figure.name} ${seconds} s  ${step}`);
  };
  const contest = await figure.prepare(load, tell);
  try {
    const { ours, peer, ratio } = await contend(contest, load, PACE, tell);
    tell("checks what was claimed");
    await contest.verify?.();
    const { name, title, counted } = figure;
    const result = {
      name,
      title,
      counted,
      ratio,
      stampede: sideOf(ours),
      peer: { name: figure.peer, ...sideOf(peer) },
      measuredBy: `node bench/run.ts ${name}`,
      settings: givenSettings(),
      ...circumstances(),
    };
    await mkdir(RESULTS, { recursive: true });
    await writeFile(new URL(`${name}.json`, RESULTS), `${JSON.stringify(result, null, 2)}\n`);
    return result;
  } finally {
    await contest.stop();
  }
}

function sideOf(runs: Run[]): Side {
  const spread = (value: (run: Run) => number) => spreadOf(runs.map(value));
  return {
    perCpuSecond: spread((run) => run.perCpuSecond),
    cpuSecondsPerMillion: spread((run) => 1e6 / run.perCpuSecond),
    perSecond: spread((run) => run.perSecond),
    p99Ms: spread((run) => run.latencyMs.p99),
    runs,
  };
}

function print(figure: Figure, result: Awaited<ReturnType<typeof take>>): void {
  const row = (name: string, side: Side) => ({
    "": name,
    [`${figure.counted} per CPU second`]: spreadText(side.perCpuSecond, 0),
    "CPU s per million": spreadText(side.cpuSecondsPerMillion, 1),
    "per second": spreadText(side.perSecond, 0),
    "p99 ms": spreadText(side.p99Ms, 0),
  });
  console.log(`\n${figure.title}`);
  console.table([row("stampede", result.stampede), row(figure.peer, result.peer)]);
  console.log(`stampede / peer, ${figure.counted} per CPU second: ${spreadText(result.ratio, 2)}\n`);
}

// Ends by `exit`, where the servers under measurement are reaped.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await main(process.argv.slice(2));
