import { CrowdProcess } from "./crowd-process.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";
import { mergeCounts } from "./event-counts.ts";
import { allowOpenSockets } from "./open-files.ts";
import type { Arrivals, CrowdPlan, CrowdStatus, CrowdTarget, EventCount } from "./plan.ts";
import { loopbackSources } from "./sources.ts";

/** How long a delivery may take by default, in ms. */
const DELIVERY_TIMEOUT_MS = 20_000;
/** Connections of one process that are not open yet, at most: what a listening socket's queue holds by default. */
const MAX_CONNECTING = 500;
/**
 * The same for all processes together. Where many share a few cores, more would fill the queues of gateways that wait for
 * their turn, and the kernel would try again after longer and longer pauses.
 */
const MAX_CONNECTING_IN_ALL = 2000;

export interface CrowdOptions {
  /** The most streams that the crowd may have. */
  streams: number;
  /** Processes that the streams are divided among; 1 by default. */
  processes?: number;
  /**
   * Each process connects to a target of its own, the first to the first target, and so many of them open streams at the
   * same time. By default all do, and every process connects to all targets.
   */
  pairsAtOnce?: number;
}

/**
 * Very many open streams, in processes of their own. A stream costs these about 3 KiB of memory, and the kernel 4 KiB more.
 *
 *     await using crowd = await StreamCrowd.start(plan, { streams: 40_000 });
 *     await crowd.open(40_000, 5000);
 *     await crowd.watch("question", '"no":1');
 *     const sentAt = monotonicMs();
 *     await session.open();
 *     const { p99, skew, missing } = await crowd.delivered(sentAt);
 */
export class StreamCrowd {
  readonly #processes: readonly CrowdProcess[];
  readonly #atOnce: number;
  #begun = 0;
  #isStopped = false;

  /** @throws Error if this process may not open as many files: 20,000 streams and more usually need root */
  static async start(
    plan: CrowdPlan,
    { streams, processes = 1, pairsAtOnce }: CrowdOptions,
  ): Promise<StreamCrowd> {
    const capacity = Math.ceil(streams / processes);
    allowOpenSockets(capacity);
    const atOnce = Math.min(processes, pairsAtOnce ?? processes);
    const crowd = new StreamCrowd(processes, atOnce);
    const maxConnecting = Math.min(MAX_CONNECTING, Math.ceil(MAX_CONNECTING_IN_ALL / atOnce));
    const sources = loopbackSources(streams);
    const { tokenOf, ...common } = plan;
    const targetsOf = (index: number) =>
      pairsAtOnce === undefined ? plan.targets : [plan.targets[index % plan.targets.length]!];
    await crowd.#all((process, index) => {
      const tokens = tokenOf && tokensOf(tokenOf, index, streams, processes);
      return process.send({
        name: "setUp",
        part: {
          ...common,
          targets: targetsOf(index),
          capacity,
          maxConnecting,
          firstTarget: index,
          sources,
          ...(tokens && { tokens }),
        },
      });
    });
    return crowd;
  }

  private constructor(processes: number, atOnce: number) {
    this.#atOnce = atOnce;
    this.#processes = Array.from({ length: processes }, () => new CrowdProcess());
  }

  /** Ids of the processes, for their memory and CPU time. */
  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /**
   * Opens so many streams more, and resolves when each is open or has failed.
   *
   * @param perSecond as fast as it goes by default
   * @throws Error if nothing happens for 30 s
   */
  async open(count: number, perSecond = Number.POSITIVE_INFINITY): Promise<CrowdStatus> {
    const { length } = this.#processes;
    const before = this.#begun;
    this.#begun += count;
    this.#isStopped = false;
    // Stream n is of process n mod length.
    const upTo = (streams: number, index: number) => Math.floor((streams + length - 1 - index) / length);
    const turns = this.#processes.entries();
    const takeTurns = async () => {
      for (const [index, process] of turns) {
        if (this.#isStopped) return;
        await process.send({
          name: "open",
          count: upTo(before + count, index) - upTo(before, index),
          perSecond: perSecond / this.#atOnce,
        });
      }
    };
    await Promise.all(Array.from({ length: this.#atOnce }, takeTurns));
    return this.status();
  }

  /** `open` opens no more, and resolves. */
  async stopOpening(): Promise<void> {
    this.#isStopped = true;
    await this.#all((process) => process.send({ name: "stopOpening" }));
  }

  /** From now on streams that connect do so to these. */
  async retarget(targets: readonly CrowdTarget[]): Promise<void> {
    await this.#all((process) => process.send({ name: "retarget", targets }));
  }

  /** From now on notes when each stream gets this event for the first time. @param text what its text contains */
  async watch(event: string, text = ""): Promise<void> {
    await this.#all((process) => process.send({ name: "watch", event, text }));
  }

  /**
   * Waits until every open stream has got the event that is watched, but no longer than `timeoutMs`.
   *
   * @param sentAt when it was sent, by `monotonicMs`
   */
  async delivered(sentAt: number, timeoutMs = DELIVERY_TIMEOUT_MS): Promise<Delivery> {
    const arrivals = await this.#all((process) => process.send<Arrivals>({ name: "arrivals", timeoutMs }));
    return deliveryOf(arrivals, sentAt);
  }

  /** Events by name since the start or the last `resetCounts`. */
  async counts(): Promise<Record<string, EventCount>> {
    return mergeCounts(await this.#all((process) => process.send({ name: "counts" })));
  }

  async resetCounts(): Promise<void> {
    await this.#all((process) => process.send({ name: "resetCounts" }));
  }

  async status(): Promise<CrowdStatus> {
    return mergeStatus(await this.#all((process) => process.send<CrowdStatus>({ name: "status" })));
  }

  /** For how long each stream was away that was lost and came back, in ms, ascending. */
  async downtimesMs(): Promise<number[]> {
    const parts = await this.#all((process) => process.send<Float64Array>({ name: "downtimes" }));
    return parts.flatMap((part) => [...part]).sort((one, other) => one - other);
  }

  /** Closes all streams, and ends the processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#processes.map((process) => process.send({ name: "close" })));
    for (const process of this.#processes) process.kill();
  }

  #all<T>(send: (process: CrowdProcess, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#processes.map(send));
  }
}

/** The tokens of the streams of one process. Streams are dealt to the processes in turn, as `open` does. */
function tokensOf(
  tokenOf: (stream: number) => string,
  process: number,
  streams: number,
  processes: number,
): Uint8Array {
  const tokens: string[] = [];
  for (let stream = process; stream < streams; stream += processes) tokens.push(tokenOf(stream));
  return Buffer.from(tokens.join("\n"), "latin1");
}

function mergeStatus(parts: readonly CrowdStatus[]): CrowdStatus {
  const sum = (
    key: "open" | "connecting" | "waiting" | "failed" | "attempts" | "reconnected" | "receivedBytes",
  ) => parts.reduce((total, part) => total + part[key], 0);
  const sumBy = (key: "refused" | "lost" | "unreachable") => {
    const totals: Record<string, number> = {};
    for (const part of parts)
      for (const [name, count] of Object.entries(part[key])) totals[name] = (totals[name] ?? 0) + count;
    return totals;
  };
  return {
    open: sum("open"),
    connecting: sum("connecting"),
    waiting: sum("waiting"),
    failed: sum("failed"),
    attempts: sum("attempts"),
    reconnected: sum("reconnected"),
    receivedBytes: sum("receivedBytes"),
    refused: sumBy("refused"),
    lost: sumBy("lost"),
    unreachable: sumBy("unreachable"),
    maxDowntimeMs: Math.max(...parts.map(({ maxDowntimeMs }) => maxDowntimeMs)),
  };
}
