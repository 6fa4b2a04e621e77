import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersComparison } from "./benchmarks/answers.ts";
import { clusterAnswersComparison } from "./benchmarks/cluster-answers.ts";
import { pageReadsComparison } from "./benchmarks/page-reads.ts";
import { quizReadsComparison, statsReadsComparison } from "./benchmarks/reads.ts";
import { LoadProcess } from "./load/load-process.ts";

/**
 * `npm run bench:profile -- <benchmark> [lines]` puts Stampede under the load of a benchmark with V8's profiler on. For
 * each thread it prints the functions with the most CPU time: first with the time of Node and V8 counted for their
 * caller, then by self time.
 */

/** The used fields of V8's `.cpuprofile`; times in µs of the system's monotonic clock. */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

export interface TimeAt {
  place: string;
  ms: number;
}

/** Functions in which a thread waits for work. */
const IDLE = /^\(idle\)$|^atomicsWaitLoop /;

/** Self time by function between two times (µs), in descending order, without waiting. */
export function selfTimes(profile: CpuProfile, from: number, to: number): TimeAt[] {
  return timesBy(profile, from, to, new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)])));
}

/** Like selfTimes, but the time of V8 and of Node's modules counts for the function that called them. */
export function timesByCaller(profile: CpuProfile, from: number, to: number): TimeAt[] {
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callerOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at)!;
      if (frame.url !== "" && !frame.url.startsWith("node:")) return placeOf(frame);
    }
    const own = placeOf(frames.get(id)!);
    return own.startsWith("(") ? own : "(Node, without a caller)";
  };
  return timesBy(profile, from, to, new Map(profile.nodes.map(({ id }) => [id, callerOf(id)])));
}

function timesBy(profile: CpuProfile, from: number, to: number, places: Map<number, string>): TimeAt[] {
  const times = new Map<string, number>();
  let at = profile.startTime;
  profile.samples.forEach((node, index) => {
    at += profile.timeDeltas[index]!;
    const spent = profile.timeDeltas[index + 1] ?? 0;
    const place = places.get(node)!;
    if (at < from || at > to || IDLE.test(place)) return;
    times.set(place, (times.get(place) ?? 0) + spent / 1000);
  });
  return [...times].map(([place, ms]) => ({ place, ms })).sort((one, other) => other.ms - one.ms);
}

function placeOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName;
  const file = url.replace(/^file:\/\//, "").replace(/^.*\/(node_modules\/|services\/|platform\/)/, "$1");
  return `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}

const COMPARISONS = {
  answers: answersComparison,
  "cluster-answers": clusterAnswersComparison,
  "stats-reads": statsReadsComparison,
  "quiz-reads": quizReadsComparison,
  "page-reads": pageReadsComparison,
};
const WARM_UPS = 1;
const ROUNDS = 3;

const monotonicUs = () => Number(process.hrtime.bigint() / 1000n);

async function main(name: string | undefined, lines: number): Promise<void> {
  const start = COMPARISONS[name as keyof typeof COMPARISONS];
  if (!start) {
    console.error(`Name a benchmark: ${Object.keys(COMPARISONS).join(" or ")}`);
    process.exit(2);
  }
  const folder = await mkdtemp(join(tmpdir(), "stampede-profile-"));
  process.env.BENCH_PROFILES = folder;
  await using load = new LoadProcess();
  load.lowerPriority();
  try {
    const comparison = await start(load, (step) => console.error(step));
    const [ours] = comparison.subjects;
    let from = 0;
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      if (round === WARM_UPS) from = monotonicUs();
      await ours!.work(round);
    }
    const to = monotonicUs();
    await comparison.stop();
    const wallMs = (to - from) / 1000;
    for (const [part, pids] of Object.entries(ours!.processes)) {
      const belongsToPart = (file: string) => pids.map(String).includes(file.split(".")[3]!);
      for (const file of (await readdir(folder)).filter(belongsToPart).sort()) {
        const profile = JSON.parse(await readFile(join(folder, file), "utf8")) as CpuProfile;
        print(
          `${part}, functions with the time of Node and V8 that they called`,
          timesByCaller(profile, from, to),
          wallMs,
          lines,
        );
        print(`${part}, functions by self time`, selfTimes(profile, from, to), wallMs, lines);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(title: string, times: TimeAt[], wallMs: number, lines: number): void {
  const busyMs = times.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`\nA thread of ${title}; busy for ${Math.round(busyMs)} of ${Math.round(wallMs)} ms`);
  for (const { place, ms } of times.slice(0, lines)) {
    console.log(`${((ms / busyMs) * 100).toFixed(1).padStart(6)} %  ${place}`);
  }
}

if (import.meta.main) {
  // process.exit runs the exit handlers, which kill the servers.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await main(process.argv[2], Number(process.argv[3] ?? 30));
}
