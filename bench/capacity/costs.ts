import type { IdleNodesDetails } from "../benchmarks/idle-nodes.ts";
import type { Result } from "../measuring/benchmark.ts";
import { loadMillion } from "../million/result.ts";
import { loadResult } from "../report/results.ts";

/** CPU time in µs and memory, from the results in bench/results. */
export interface Costs {
  /** Of an answer, by part: gateway, answers, stats, NATS, PgBouncer, Postgres… */
  answer: Record<string, number>;
  /** Of a join, by part. */
  join: Record<string, number>;
  /** At the gateway: a load of the player's page, reads of the quiz and of the stats. */
  pageRead: number;
  quizRead: number;
  statsRead: number;
  /** Of all events of one question to one event stream. */
  streamQuestion: number;
  /** Of one event to one stream. */
  delivery: number;
  /** Of a stream that opens, at its gateway. */
  streamOpening: number;
  /** Of an open stream to which nothing happens, per second. */
  streamSecond: number;
  /** Of a node to which nothing happens, per second, without the heartbeats of other nodes. */
  nodeSecond: number;
  /** Of a heartbeat at each node that gets it, and at NATS for each of these. */
  heartbeat: number;
  natsHeartbeat: number;
  /** The memory of an open event stream, in KiB: of its gateway's process, and of the kernel. */
  streamKiB: number;
  streamKernelKiB: number;
  /** The most memory of a process of each part in a game with a million players without open streams, in MiB. */
  memoryMiB: Record<string, number>;
}

/** The medians of Stampede. @throws Error if a benchmark has no result */
export async function measuredCosts(): Promise<Costs> {
  const names = [
    "cluster-answers",
    "joins",
    "page-reads",
    "quiz-reads",
    "stats-reads",
    "fan-out",
    "idle-nodes",
    "streams",
  ];
  const [answers, joins, pages, quiz, stats, fanOut, idle, streams] = await Promise.all(
    names.map(loadResult),
  );
  const million = required(await loadMillion(), "npm run bench:million");
  const nodes = idleCosts(idle!.details as IdleNodesDetails);
  return {
    answer: partsOf(answers!),
    join: partsOf(joins!),
    pageRead: total(partsOf(pages!)),
    quizRead: total(partsOf(quiz!)),
    statsRead: total(partsOf(stats!)),
    streamQuestion: medianOf(fanOut!, "µs of CPU per subscriber and question, all events"),
    delivery: medianOf(fanOut!, "µs of CPU per delivery of one event to one subscriber"),
    ...nodes,
    ...streamCosts(streams!),
    memoryMiB: million.maxMemoryMiB,
  };
}

/** What the fit of the benchmark `idle-nodes` gives. */
type IdleCosts = Pick<Costs, "nodeSecond" | "heartbeat" | "natsHeartbeat">;

/**
 * Fits straight lines to what idle clusters of several sizes use (least squares). Each of n nodes gets n − 1 heartbeats
 * in each interval, so a gateway's CPU time grows with n − 1, and that of NATS with n (n − 1).
 *
 * @throws Error if fewer than two sizes were measured
 */
export function idleCosts({ heartbeatS, points }: IdleNodesDetails): IdleCosts {
  if (points.length < 2) throw new Error("The result of idle-nodes has fewer than two numbers of nodes");
  const received = (nodes: number) => (nodes - 1) / heartbeatS;
  const gateway = line(points.map(({ nodes, gatewayMs }) => [received(nodes), gatewayMs * 1000]));
  const nats = line(points.map(({ nodes, natsMs }) => [nodes * received(nodes), natsMs * 1000]));
  return {
    nodeSecond: tenths(gateway.intercept),
    heartbeat: tenths(gateway.slope),
    natsHeartbeat: tenths(nats.slope),
  };
}

/** The line with the least squares; neither its slope nor its start is below 0, as CPU time is not. */
function line(points: readonly (readonly [x: number, y: number])[]): { slope: number; intercept: number } {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const products = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const squares = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = Math.max(0, products / squares);
  return { slope, intercept: Math.max(0, meanY - slope * meanX) };
}

/** What a stream costs, from the benchmark `streams`. The kernel's memory there is that of both ends of a connection. */
export function streamCosts(
  streams: Pick<Result, "name" | "goals" | "measures">,
): Pick<Costs, "streamOpening" | "streamSecond" | "streamKiB" | "streamKernelKiB"> {
  const goalOf = (text: string) =>
    required(
      streams.goals.find(({ name }) => name.startsWith(text)),
      `npm run bench -- streams (${text})`,
    ).spread.median;
  return {
    streamOpening: tenths(medianOf(streams, "µs of CPU for the opening of a stream")),
    streamSecond: hundredths(goalOf("µs of CPU a second for one more stream")),
    streamKiB: tenths(goalOf("KiB of the gateway's memory")),
    streamKernelKiB: tenths(medianOf(streams, "KiB of kernel memory for one more stream, both ends") / 2),
  };
}

function partsOf({ measures }: Result): Record<string, number> {
  const parts = measures[0]?.parts?.values ?? {};
  return Object.fromEntries(Object.entries(parts).map(([part, { median }]) => [part, tenths(median)]));
}

/** The median of Stampede's measure. @throws Error if the benchmark has no such measure */
function medianOf({ name, measures }: Pick<Result, "name" | "measures">, quantity: string): number {
  const measure = measures.find((one) => one.subject === "Stampede" && one.quantity === quantity);
  return tenths(required(measure, `${name}, "${quantity}"`).spread.median);
}

/** @throws Error if there is no value */
function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`There is no result of ${what}`);
  return value;
}

function total(parts: Record<string, number>): number {
  return Object.values(parts).reduce((sum, micros) => sum + micros, 0);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Answers per second of the benchmark `rebuild`. @throws Error if it has no result */
export async function measuredRebuildRate(): Promise<number> {
  const { measures, details } = await loadResult("rebuild");
  const { players, questions } = details as { players: number; questions: number };
  return Math.round((players * questions) / measures[0]!.spread.median);
}
