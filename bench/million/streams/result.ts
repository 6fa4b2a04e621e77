import { readFile, writeFile } from "node:fs/promises";
import type { Delivery } from "../../load/stream-crowd/delivery.ts";
import type { CrowdStatus, EventCount } from "../../load/stream-crowd/plan.ts";
import type { Curve } from "../../measuring/benchmark.ts";
import type { MachineInfo } from "../../measuring/machine.ts";
import { RESULTS } from "../../report/results.ts";
import type { CpuSeconds, MemoryPoint } from "./meters.ts";

/** One step of the game, with what it took. */
export interface StreamsStep {
  name: string;
  seconds: number;
  cpu: CpuSeconds;
  /** How the event of this step reached the streams. */
  delivery?: Delivery;
}

export interface StreamsResult {
  /** How many were to be opened. */
  wanted: number;
  /** How many were open when the question was asked. */
  open: number;
  /** Why it were no more; undefined if all were open. */
  limit?: string;
  /** Each had a process of the crowd of its own. */
  gateways: number;
  /** How many players joined, and streamed with their own tokens. The other streams had none. */
  players: number;
  /** How many players answered the question. */
  answers: number;
  steps: StreamsStep[];
  /** Events by name, from the question to the end. */
  events: Record<string, EventCount>;
  /** Of the streams at the end. */
  status: CrowdStatus;
  memory: MemoryPoint[];
  /** The least memory of the machine that was free at any time, in MiB. */
  leastAvailableMiB: number;
  /** Of all, from the start of the servers on. */
  seconds: number;
  /** Of the gateways, besides those that lift the limits for loads from one address. */
  settings: Record<string, string>;
  machine: MachineInfo;
}

const FILE = new URL("million-streams.json", RESULTS);
export const STREAMS_PLOT = new URL("million-streams.svg", RESULTS);

export async function saveStreams(result: StreamsResult): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** The saved result; undefined if there is none. */
export async function loadStreams(): Promise<StreamsResult | undefined> {
  const text = await readFile(FILE, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as StreamsResult);
}

/** Memory over open streams, from the number of streams at which each was measured. */
export function memoryCurve({ memory }: Pick<StreamsResult, "memory">): Curve {
  const line = (name: string, of: (point: MemoryPoint) => number) => ({
    name,
    points: memory.map((point) => [point.streams, of(point) / 1024] as const),
  });
  return {
    title: "Memory while streams are open",
    x: "open streams",
    y: "GiB",
    lines: [
      line("gateways", ({ gateways }) => gateways),
      line("the crowd's processes", ({ crowd }) => crowd),
      line("kernel, both ends", ({ kernel }) => kernel),
      line("free", ({ available }) => available),
    ],
  };
}
