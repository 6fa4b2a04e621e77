import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../dev-cluster/cluster.ts";
import { readEnvironment } from "../../platform/environment.ts";
import type { Benchmark, Measure, Measurements } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { pidsOf } from "../servers/cluster-processes.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

/** Nodes of the whole cluster; all but one of each other kind are gateways. */
const SIZES = [10, 30, 60];
/** Gateways that start at the same time. */
const STARTS = 8;
/** From the start of the last node until the first run. */
const SETTLE_MS = 15_000;
const RUNS = 5;
const RUN_MS = 10_000;
/** Small heaps, so that many nodes fit on one machine. */
const SETTINGS = { NODE_OPTIONS: "--max-semi-space-size=4" };

/** What an idle cluster of so many nodes uses, in ms of CPU time per second. */
interface Idle {
  nodes: number;
  gateway: Spread;
  nats: Spread;
}

/** The details of the result: the medians by the number of nodes. */
export interface IdleNodesDetails {
  /** Between two heartbeats of a node, in s. */
  heartbeatS: number;
  points: { nodes: number; gatewayMs: number; natsMs: number }[];
}

export const idleNodes: Benchmark = {
  name: "idle-nodes",
  topic: "speed",
  title: "Idle gateways among many nodes: what heartbeats cost",
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    onProgress("starts a cluster");
    const cluster = await startMinimalCluster(stack, SETTINGS);
    const results: Idle[] = [];
    for (const nodes of SIZES) {
      onProgress(`starts nodes, up to ${nodes}`);
      await growTo(cluster, nodes);
      await sleep(SETTLE_MS);
      onProgress(`${nodes} nodes, ${RUNS} runs`);
      results.push(await measure(cluster));
    }
    return measurementsOf(results);
  },
};

async function growTo(cluster: Cluster, nodes: number): Promise<void> {
  while (cluster.nodes().length < nodes)
    await cluster.add(Array(Math.min(STARTS, nodes - cluster.nodes().length)).fill("api"));
}

async function measure(cluster: Cluster): Promise<Idle> {
  const gateways = cluster.nodes("api").map((node) => node.pid()!);
  const nats = pidsOf(cluster.servers.nats);
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + cpuSeconds(pid), 0);
  const runs: { gateway: number; nats: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const [gatewaysBefore, natsBefore, startedAt] = [sum(gateways), sum(nats), performance.now()];
    await sleep(RUN_MS);
    const [gatewaysAfter, natsAfter] = [sum(gateways), sum(nats)];
    const seconds = (performance.now() - startedAt) / 1000;
    runs.push({
      gateway: ((gatewaysAfter - gatewaysBefore) * 1000) / seconds / gateways.length,
      nats: ((natsAfter - natsBefore) * 1000) / seconds,
    });
  }
  return {
    nodes: cluster.nodes().length,
    gateway: spreadOf(runs.map(({ gateway }) => gateway)),
    nats: spreadOf(runs.map(({ nats }) => nats)),
  };
}

function measurementsOf(results: readonly Idle[]): Measurements {
  const details: IdleNodesDetails = {
    heartbeatS: readEnvironment({}).STAMPEDE_HEARTBEAT_S,
    points: results.map(({ nodes, gateway, nats }) => ({
      nodes,
      gatewayMs: gateway.median,
      natsMs: nats.median,
    })),
  };
  const quantities = [
    ["ms of CPU per second, one gateway", "gateway"],
    ["ms of CPU per second, NATS", "nats"],
  ] as const;
  const measures = quantities.flatMap(([quantity, part]) =>
    results.map(
      (idle): Measure => ({ subject: `${idle.nodes} nodes`, quantity, spread: idle[part], digits: 1 }),
    ),
  );
  return { measures, goals: [], details };
}
