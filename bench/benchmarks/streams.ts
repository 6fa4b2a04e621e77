import { setTimeout as sleep } from "node:timers/promises";
import { apiRequest } from "../load/api-request.ts";
import { monotonicMs } from "../load/stream-crowd/monotonic.ts";
import { targetAt } from "../load/stream-crowd/plan.ts";
import { StreamCrowd } from "../load/stream-crowd/stream-crowd.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { spreadOf } from "../measuring/spread.ts";
import { machineMemory } from "../million/streams/machine-memory.ts";
import { createSession } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

/** A process may open 20,000 files on many machines. */
const MOST: StreamCounts = { few: 2000, many: 18_000 };
const ROUNDS = 5;
/** As long as the time between two comments of a stream, in ms. */
const IDLE_MS = 15_000;
/** After the streams are open, garbage is collected for so long before memory is read, in ms. */
const SETTLE_MS = 3000;

/** What a stream costs is the difference between many and few of them: the gateway itself is in both. */
export interface StreamCounts {
  few: number;
  many: number;
}

/** What one more open stream costs, and how evenly a question reaches all of them. */
export interface StreamCost {
  gatewayKiB: number;
  /** Of the kernel, for both ends of the connection. */
  kernelKiB: number;
  /** CPU time of the gateway for its opening. */
  openingMicros: number;
  /** CPU time of the gateway per stream and second while nothing happens. */
  idleMicros: number;
  /** CPU time of the gateway per stream for one question. */
  questionMicros: number;
  /** p99 − p1 of the deliveries. */
  skewMs: number;
  lastDeliveryMs: number;
}

export const streams: Benchmark = {
  name: "streams",
  topic: "speed",
  title: `What one of ${MOST.many.toLocaleString("en")} open streams costs a gateway`,

  async run(onProgress) {
    const rounds: StreamCost[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push(
        await measureStreams(MOST, IDLE_MS, (step) => onProgress(`round ${round} of ${ROUNDS}: ${step}`)),
      );
    }
    return measurementsOf(rounds);
  },
};

/**
 * Opens streams at a gateway of its own: first few, then many.
 *
 * @param idleMs for how long nothing happens with few, and with many
 * @throws Error if a stream cannot be opened, or misses the question
 */
export async function measureStreams(
  { few, many }: StreamCounts,
  idleMs: number,
  onProgress: OnProgress = () => {},
): Promise<StreamCost> {
  await using stack = new AsyncDisposableStack();
  onProgress("starts a cluster");
  const cluster = await startMinimalCluster(stack, { STAMPEDE_STREAMS_MAX: "20000" });
  const pid = cluster.nodes("api")[0]!.pid()!;
  const baseUrl = cluster.baseUrls[0]!;
  const session = await createSession(baseUrl, 1, { pace: "host" });
  const path = "/api/sessions/{id}/events";
  const request = apiRequest("GET", path, { path: { id: session.id }, query: { events: "brief" } });
  const plan = {
    targets: [targetAt(baseUrl)],
    protocol: "sse" as const,
    request: request({}),
  };
  await using crowd = await StreamCrowd.start(plan, { streams: many });
  const states = [];
  for (const count of [few, many]) {
    onProgress(`${count.toLocaleString("en")} streams`);
    const cpuAtStart = cpuSeconds(pid);
    const { open } = await crowd.open(count - (states.length === 0 ? 0 : few));
    if (open !== count) throw new Error(`Only ${open} of ${count} streams are open`);
    const openingCpu = cpuSeconds(pid) - cpuAtStart;
    await sleep(SETTLE_MS);
    const cpuBefore = cpuSeconds(pid);
    await sleep(idleMs);
    const idleCpu = idleMs > 0 ? (cpuSeconds(pid) - cpuBefore) / (idleMs / 1000) : 0;
    states.push({
      openingCpu,
      idleCpu,
      memoryMiB: memoryMiB(pid)!,
      kernelMiB: machineMemory().kernelObjects,
    });
  }
  onProgress("a question");
  await crowd.watch("question");
  const cpuBefore = cpuSeconds(pid);
  const sentAt = monotonicMs();
  await session.open();
  const { missing, most, skew } = await crowd.delivered(sentAt);
  if (missing > 0) throw new Error(`${missing} of ${many} streams did not get the question`);
  const questionCpu = cpuSeconds(pid) - cpuBefore;
  const [before, after] = states as [(typeof states)[0], (typeof states)[0]];
  const perStream = (name: keyof typeof before) => (after[name] - before[name]) / (many - few);
  return {
    gatewayKiB: perStream("memoryMiB") * 1024,
    kernelKiB: perStream("kernelMiB") * 1024,
    openingMicros: (after.openingCpu / (many - few)) * 1e6,
    idleMicros: perStream("idleCpu") * 1e6,
    questionMicros: (questionCpu / many) * 1e6,
    skewMs: skew,
    lastDeliveryMs: most,
  };
}

function measurementsOf(rounds: readonly StreamCost[]): Measurements {
  const spread = (numberOf: (one: StreamCost) => number) => spreadOf(rounds.map(numberOf));
  const subject = "Stampede";
  return {
    goals: [
      {
        name: "KiB of the gateway's memory for one more stream",
        spread: spread(({ gatewayKiB }) => gatewayKiB),
        digits: 1,
        atMost: 6,
      },
      {
        name: "µs of CPU a second for one more stream, while nothing happens",
        spread: spread(({ idleMicros }) => idleMicros),
        digits: 2,
        atMost: 2.5,
      },
    ],
    measures: [
      {
        subject,
        quantity: "KiB of kernel memory for one more stream, both ends",
        spread: spread(({ kernelKiB }) => kernelKiB),
        digits: 1,
      },
      {
        subject,
        quantity: "µs of CPU for the opening of a stream",
        spread: spread(({ openingMicros }) => openingMicros),
        digits: 0,
      },
      {
        subject,
        quantity: "µs of CPU per stream for a question",
        spread: spread(({ questionMicros }) => questionMicros),
        digits: 1,
      },
      {
        subject,
        quantity: "ms from p1 to p99 of the deliveries (skew)",
        spread: spread(({ skewMs }) => skewMs),
        digits: 0,
      },
      {
        subject,
        quantity: "ms until the last stream has the question",
        spread: spread(({ lastDeliveryMs }) => lastDeliveryMs),
        digits: 0,
      },
    ],
    details: { ...MOST, rounds },
  };
}
