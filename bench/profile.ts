import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersContest } from "./benchmarks/answers.ts";
import { clusterAnswersContest } from "./benchmarks/cluster-answers.ts";
import { quizReadsContest, statsReadsContest } from "./benchmarks/reads.ts";
import { LoadProcess } from "./load/load-process.ts";

/**
 * `npm run bench:profile -- <figure> [lines]` puts the product under a figure's load with V8's profiler on, and
 * prints for each of its threads the functions in which most CPU time was spent: each with what Node and V8 did
 * for it, and then the same by each function's own time alone.
 */

/** What of V8's `.cpuprofile` matters here; times in µs of the system's monotonic clock. */
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

/** What a thread does when it has nothing to do. */
const WAITING = /^\(idle\)$|^atomicsWaitLoop /;

/** Self time by function between two moments (µs), the most first; waiting for work is not work. */
export function selfTimes(profile: CpuProfile, from: number, to: number): TimeAt[] {
  return timesBy(profile, from, to, new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)])));
}

/** As selfTimes, but what V8 and Node's own modules do counts for the function that had them do it. */
export function ownedTimes(profile: CpuProfile, from: number, to: number): TimeAt[] {
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ownerOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at)!;
      if (frame.url !== "" && !frame.url.startsWith("node:")) return placeOf(frame);
    }
    const own = placeOf(frames.get(id)!);
    return own.startsWith("(") ? own : "(Node by itself)";
  };
  return timesBy(profile, from, to, new Map(profile.nodes.map(({ id }) => [id, ownerOf(id)])));
}

function timesBy(profile: CpuProfile, from: number, to: number, places: Map<number, string>): TimeAt[] {
  const times = new Map<string, number>();
  let at = profile.startTime;
  profile.samples.forEach((node, index) => {
    at += profile.timeDeltas[index]!;
    const spent = profile.timeDeltas[index + 1] ?? 0;
    const place = places.get(node)!;
    if (at < from || at > to || WAITING.test(place)) return;
    times.set(place, (times.get(place) ?? 0) + spent / 1000);
  });
  return [...times].map(([place, ms]) => ({ place, ms })).sort((one, other) => other.ms - one.ms);
}

function placeOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName;
  const file = url.replace(/^file:\/\//, "").replace(/^.*\/(node_modules\/|services\/|platform\/)/, "$1");
  return `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}

const CONTESTS = {
  answers: answersContest,
  "cluster-answers": clusterAnswersContest,
  "stats-reads": statsReadsContest,
  "quiz-reads": quizReadsContest,
};
const WARM_UPS = 1;
const ROUNDS = 3;

const monotonicUs = () => Number(process.hrtime.bigint() / 1000n);

async function main(name: string | undefined, lines: number): Promise<void> {
  const begin = CONTESTS[name as keyof typeof CONTESTS];
  if (!begin) {
    console.error(`Which figure? ${Object.keys(CONTESTS).join(" or ")}`);
    process.exit(2);
  }
  const folder = await mkdtemp(join(tmpdir(), "stampede-profile-"));
  process.env.BENCH_PROFILES = folder;
  await using load = new LoadProcess();
  load.stepBack();
  try {
    const contest = await begin(load, (step) => console.error(step));
    const [ours] = contest.contenders;
    let from = 0;
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      if (round === WARM_UPS) from = monotonicUs();
      await ours!.work(round);
    }
    const to = monotonicUs();
    await contest.stop();
    const wallMs = (to - from) / 1000;
    for (const [part, pids] of Object.entries(ours!.processes)) {
      const ofPart = (file: string) => pids.map(String).includes(file.split(".")[3]!);
      for (const file of (await readdir(folder)).filter(ofPart).sort()) {
        const profile = JSON.parse(await readFile(join(folder, file), "utf8")) as CpuProfile;
        print(`${part}, functions with what they had Node do`, ownedTimes(profile, from, to), wallMs, lines);
        print(`${part}, functions by themselves`, selfTimes(profile, from, to), wallMs, lines);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(what: string, times: TimeAt[], wallMs: number, lines: number): void {
  const busyMs = times.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`\nA thread of ${what}; busy for ${Math.round(busyMs)} of ${Math.round(wallMs)} ms`);
  for (const { place, ms } of times.slice(0, lines)) {
    console.log(`${((ms / busyMs) * 100).toFixed(1).padStart(6)} %  ${place}`);
  }
}

if (import.meta.main) {
  // Ends by `exit`, where the servers are reaped.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await main(process.argv[2], Number(process.argv[3] ?? 30));
}
