import { execFile } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import type { Cluster } from "../../dev-cluster/cluster.ts";
import type { ClusterNode } from "../../dev-cluster/nodes.ts";
import { ROOT } from "../../dev-cluster/processes/start-script.ts";
import { TempDir } from "../../dev-cluster/processes/temp-dir.ts";
import type { Benchmark, Goal, Measure, Measurements } from "../measuring/benchmark.ts";
import { inTurns, ratio } from "../measuring/interleaved.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { spreadOf } from "../measuring/spread.ts";
import { UNLIMITED } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";
import { ServerProcess } from "../servers/server-process.ts";

const ROUNDS = 7;

/** What a process has needed until it was ready. */
interface Start {
  cpuMs: number;
  ms: number;
  memoryMiB: number;
}

/** Starts a process, measures it when it is ready, and stops it. */
type Starter = () => Promise<Start>;

const BARE = "bare Moleculer node";
const GATEWAY = "gateway of a cluster";
const COMPILED = "the same, its code compiled as in the image";
const FIRST = "standalone node, first start";
const NEXT = "standalone node, next start";

const QUANTITIES = [
  ["CPU ms until ready", "cpuMs"],
  ["ms until ready", "ms"],
  ["MiB of memory when ready", "memoryMiB"],
] as const;

export const starts: Benchmark = {
  name: "starts",
  topic: "speed",
  title: "Start of a node, until it is ready",
  async run(onProgress) {
    // All others compile their code themselves.
    delete process.env.NODE_COMPILE_CACHE;
    await using stack = new AsyncDisposableStack();
    const folder = stack.adopt(new TempDir("starts"), (folder) => folder.remove());
    onProgress("compiles the code");
    const compiled = folder.join("compiled");
    await compile(compiled);
    onProgress("starts a cluster");
    const cluster = await startMinimalCluster(stack);
    const data = folder.join("data");
    await startServer(() => ServerProcess.stampede({ ...UNLIMITED, DATA_DIR: data }));
    return measurementsOf(
      await inTurns(
        {
          [BARE]: () => startServer(() => ServerProcess.baseline("bare-moleculer.ts", {})),
          [GATEWAY]: await gatewayStarter(cluster, {}),
          [COMPILED]: await compiledStarter(cluster, compiled),
          [FIRST]: () => startServer(() => ServerProcess.stampede(UNLIMITED)),
          [NEXT]: () => startServer(() => ServerProcess.stampede({ ...UNLIMITED, DATA_DIR: data })),
        },
        // The first round fills the caches of the system.
        { warmUps: 1, rounds: ROUNDS },
        onProgress,
      ),
    );
  },
};

/** Compiles the code into a folder, as the build of the image does. @throws Error if it fails */
async function compile(folder: string): Promise<void> {
  const args = ["platform/node/compile.ts"];
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: folder };
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
}

async function startServer(start: () => Promise<ServerProcess>): Promise<Start> {
  const startedAt = performance.now();
  const server = await start();
  try {
    return measure(server.pid, startedAt);
  } finally {
    await server.stop();
  }
}

/** The same with compiled code. Each start finds what the build of the image has compiled, and nothing that was added. */
async function compiledStarter(cluster: Cluster, compiled: string): Promise<Starter> {
  const folder = `${compiled}-copy`;
  const start = await gatewayStarter(cluster, { NODE_COMPILE_CACHE: folder });
  return () => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(compiled, folder, { recursive: true });
    return start();
  };
}

/** A gateway more in the cluster, which is stopped except while it is measured. */
async function gatewayStarter(cluster: Cluster, env: Record<string, string>): Promise<Starter> {
  const [node] = (await cluster.add(["api"], env)) as [ClusterNode];
  await node.stop();
  return async () => {
    const startedAt = performance.now();
    await node.launch();
    await node.ready();
    try {
      return measure(node.pid()!, startedAt);
    } finally {
      await node.stop();
    }
  };
}

function measure(pid: number, startedAt: number): Start {
  const ms = performance.now() - startedAt;
  return { cpuMs: cpuSeconds(pid) * 1000, ms, memoryMiB: memoryMiB(pid)! };
}

function measurementsOf(results: Record<string, Start[]>): Measurements {
  const spread = (subject: string, key: keyof Start) =>
    spreadOf(results[subject]!.map((start) => start[key]));
  const measures = QUANTITIES.flatMap(([quantity, key]) =>
    Object.keys(results).map(
      (subject): Measure => ({ subject, quantity, spread: spread(subject, key), digits: 0 }),
    ),
  );
  const goal = (one: string, other: string): Goal => ({
    name: `${one} / ${other}, CPU until ready`,
    spread: ratio(spread(one, "cpuMs"), spread(other, "cpuMs")),
    digits: 2,
  });
  return { measures, goals: [goal(GATEWAY, BARE), goal(COMPILED, BARE)] };
}
