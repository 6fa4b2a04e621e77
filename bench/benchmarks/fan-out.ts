import { setTimeout as sleep } from "node:timers/promises";
import { apiRequest } from "../load/api-request.ts";
import { monotonicMs } from "../load/stream-crowd/monotonic.ts";
import { type CrowdPlan, targetAt } from "../load/stream-crowd/plan.ts";
import { StreamCrowd } from "../load/stream-crowd/stream-crowd.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { createSession, QUESTION } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** The number of open connections to one process. */
const SUBSCRIBERS = 15_000;
const WARM_UPS = 2;
const ROUNDS = 5;
/** CPU time and events of a broadcast count until this many ms after the last delivery. */
const SETTLE_MS = 500;
const BASELINE = "Socket.IO";

/** A server that sends an event with a marker to all its subscribers. */
interface Broadcaster {
  pid: number;
  /** How the subscribers connect. */
  plan: CrowdPlan;
  broadcast(round: number): Promise<void>;
  /** What the text of the event `question` contains. */
  marker(round: number): string;
}

interface BroadcastCost {
  memoryKiB: Spread;
  events: Spread;
  microsPerDelivery: Spread;
  microsPerQuestion: Spread;
  /** From the broadcast to the last delivery. */
  lastDeliveryMs: Spread;
  /** p99 − p1 of the deliveries. */
  skewMs: Spread;
}

export const fanOut: Benchmark = {
  name: "fan-out",
  topic: "speed",
  title: `A question opens for ${SUBSCRIBERS.toLocaleString("en")} open streams of one gateway`,

  async run(onProgress) {
    const stampede = await measureStampede(onProgress);
    const socketIo = await measureSocketIo(onProgress);
    return measurementsOf(stampede, socketIo);
  },
};

async function measureStampede(onProgress: OnProgress): Promise<BroadcastCost> {
  await using stack = new AsyncDisposableStack();
  onProgress("starts a cluster");
  const cluster = await startMinimalCluster(stack, { STAMPEDE_STREAMS_MAX: "20000" });
  const baseUrl = cluster.baseUrls[0]!;
  const session = await createSession(baseUrl, WARM_UPS + ROUNDS, { pace: "host" });
  return await measure(onProgress, "Stampede", {
    pid: cluster.nodes("api")[0]!.pid()!,
    plan: {
      targets: [targetAt(baseUrl)],
      protocol: "sse",
      request: apiRequest("GET", "/api/sessions/{id}/events", {
        path: { id: session.id },
        query: { events: "brief" },
      })({}),
    },
    broadcast: async (round) => {
      await (round === 0 ? session.open() : session.next());
    },
    marker: (round) => `"no":${round + 1},"kind"`,
  });
}

async function measureSocketIo(onProgress: OnProgress): Promise<BroadcastCost> {
  await using stack = new AsyncDisposableStack();
  onProgress("starts the baseline");
  const server = stack.adopt(await ServerProcess.baseline("socket-io.ts", {}), (process) => process.stop());
  return await measure(onProgress, BASELINE, {
    pid: server.pid,
    plan: socketIoPlan(server.port),
    broadcast: async (round) => {
      const body = JSON.stringify({ no: round + 1, ...QUESTION });
      await fetch(`${server.baseUrl}/broadcast`, { method: "POST", body });
    },
    marker: (round) => `"no":${round + 1},"kind"`,
  });
}

/** Connects with Engine.IO 4 over a WebSocket and joins the main namespace. */
export function socketIoPlan(port: number): CrowdPlan {
  return {
    targets: [{ host: "127.0.0.1", port }],
    protocol: "socket.io",
    request:
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    // The Socket.IO packet "40" (connect), in a WebSocket frame whose mask is zeros.
    followUp: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]).toString("base64"),
  };
}

async function measure(
  onProgress: OnProgress,
  name: string,
  broadcaster: Broadcaster,
): Promise<BroadcastCost> {
  const { pid, plan, broadcast, marker } = broadcaster;
  await using crowd = await StreamCrowd.start(plan, { streams: SUBSCRIBERS });
  const before = memoryMiB(pid) ?? Number.NaN;
  onProgress(`${name}: ${SUBSCRIBERS.toLocaleString("en")} connect`);
  const { open } = await crowd.open(SUBSCRIBERS);
  if (open !== SUBSCRIBERS) throw new Error(`Only ${open} of ${SUBSCRIBERS} could connect`);
  await sleep(2000);
  const memoryKiB = (((memoryMiB(pid) ?? Number.NaN) - before) * 1024) / SUBSCRIBERS;
  const events: number[] = [];
  const cpuMicros: number[] = [];
  const lastDeliveryMs: number[] = [];
  const skewMs: number[] = [];
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    onProgress(`${name}: ${round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`}`);
    await crowd.resetCounts();
    await crowd.watch("question", marker(round));
    const cpuBefore = cpuSeconds(pid);
    const sentAt = monotonicMs();
    await broadcast(round);
    const { missing, most, skew } = await crowd.delivered(sentAt);
    if (missing > 0) throw new Error(`${missing} of ${SUBSCRIBERS} did not get ${marker(round)}`);
    await sleep(SETTLE_MS);
    if (round < WARM_UPS) continue;
    cpuMicros.push(((cpuSeconds(pid) - cpuBefore) / SUBSCRIBERS) * 1e6);
    const counts = Object.values(await crowd.counts());
    events.push(counts.reduce((sum, { total }) => sum + total, 0) / SUBSCRIBERS);
    lastDeliveryMs.push(most);
    skewMs.push(skew);
  }
  return {
    // A single value, because the streams are opened only once.
    memoryKiB: spreadOf([memoryKiB]),
    events: spreadOf(events),
    microsPerDelivery: spreadOf(cpuMicros.map((spent, round) => spent / events[round]!)),
    microsPerQuestion: spreadOf(cpuMicros),
    lastDeliveryMs: spreadOf(lastDeliveryMs),
    skewMs: spreadOf(skewMs),
  };
}

function measurementsOf(stampede: BroadcastCost, socketIo: BroadcastCost): Measurements {
  const quantities = {
    memoryKiB: "KiB of memory per open stream",
    events: "events per subscriber and question",
    microsPerDelivery: "µs of CPU per delivery of one event to one subscriber",
    microsPerQuestion: "µs of CPU per subscriber and question, all events",
    lastDeliveryMs: "ms from the call of the host to the last delivery",
    skewMs: "ms of skew: p99 − p1 of the deliveries",
  } as const;
  const bounds = { memoryKiB: 20, microsPerDelivery: 12, lastDeliveryMs: 500 } as const;
  const bounded = ["memoryKiB", "microsPerDelivery", "lastDeliveryMs"] as const;
  const keys = Object.keys(quantities) as (keyof typeof quantities)[];
  const subjects = { Stampede: stampede, [BASELINE]: socketIo };
  return {
    goals: bounded.map((key) => ({
      name: quantities[key],
      spread: stampede[key],
      digits: 1,
      atMost: bounds[key],
    })),
    measures: keys.flatMap((key) =>
      Object.entries(subjects).map(([subject, cost]) => ({
        subject,
        quantity: quantities[key],
        spread: cost[key],
        digits: 1,
      })),
    ),
  };
}
