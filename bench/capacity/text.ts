import { readEnvironment } from "../../platform/environment.ts";
import type { Costs } from "./costs.ts";
import { LIMITS, type Limit, type Plan, plan, UTILISATION } from "./model.ts";
import type { Outcome } from "./scenario.ts";

export interface CapacityResult {
  costs: Costs;
  /** Of the benchmark "rebuild". */
  rebuildAnswersPerSecond: number;
  /** The bytes of the events of one question to one stream. */
  streamBytes: number;
  outcomes: Outcome[];
  commit: string;
  date: string;
}

const BEGIN = "<!-- numbers: written by npm run bench:capacity -->";
const END = "<!-- /numbers -->";
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];

/** Replaces the numbers between the marks. @throws Error if the document has no marks */
export function withCapacity(document: string, result: CapacityResult): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("docs/capacity.md has no marks around its numbers");
  return `${document.slice(0, begin)}${BEGIN}\n\n${numbers(result)}\n\n${document.slice(end)}`;
}

function numbers({ costs, rebuildAnswersPerSecond, streamBytes, outcomes }: CapacityResult): string {
  const plans = SIZES.map((players) => plan(costs, { players, seconds: 10 }, streamBytes));
  const million = plans[SIZES.indexOf(1_000_000)]!;
  return [
    "## What was measured",
    table(
      ["request", "CPU time, µs"],
      [
        ...Object.entries(costs.answer).map(([part, micros]) => [`answer: ${part}`, micros.toFixed(1)]),
        ["read of the quiz: gateway", costs.quizRead.toFixed(1)],
        ["read of the stats: gateway", costs.statsRead.toFixed(1)],
        ["all events of a question to one stream: gateway", costs.streamQuestion.toFixed(1)],
      ],
    ),
    `An open event stream takes ${costs.streamKiB.toFixed(1)} KiB of its gateway's memory, and the events of one question are ${count(streamBytes)} bytes, TLS aside, in a session of 100 players.`,
    "## All players answer within 10 s",
    table(["", ...SIZES.map((players) => `${count(players)} players`)], rowsOf(plans)),
    "## The nearest limits",
    `How much of each limit a million players use, with one Postgres and one NATS server. 1 is the limit, at ${UTILISATION * 100} % load:`,
    table(
      ["limit", "used"],
      million.limits.map(({ limit, used }) => [limit, used.toFixed(2)]),
    ),
    "## Simulation",
    table(
      [
        "a million players",
        "accepted",
        "lost",
        "503 with a receipt",
        "broken connections",
        "p50 ms",
        "p99 ms",
        "max ms",
        "last reply at s",
      ],
      outcomes.map(({ name, accepted, lost, putOff, disconnected, latencyMs, lastMs }) => [
        name,
        ...[accepted, lost, putOff, disconnected, latencyMs.p50, latencyMs.p99, latencyMs.max].map(count),
        (lastMs / 1000).toFixed(1),
      ]),
    ),
    "![Acknowledged answers per second](../bench/results/capacity.svg)",
    "Answers do not pass through the other kinds of nodes, nor through Redis. If one of them fails:",
    table(["outage at the peak", "what players notice"], otherOutages(million, rebuildAnswersPerSecond)),
  ].join("\n\n");
}

/** Outages of parts through which no answer passes. */
function otherOutages({ players }: Plan, rebuildAnswersPerSecond: number): string[][] {
  const detectedAfterS = 3 * readEnvironment({}).STAMPEDE_HEARTBEAT_S;
  const readS = players / 2 / rebuildAnswersPerSecond;
  return [
    [
      "the stats node that owns the board crashes",
      `Stats do not change; gateways serve the last ones. After three missed heartbeats (${detectedAfterS} s: three times \`STAMPEDE_HEARTBEAT_S\`) another node reads the half million answers that are stored by then (${readS.toFixed(1)} s). Until then \`me\` and reports get 503; after the first seconds they get it immediately.`,
    ],
    [
      "a sessions node crashes",
      "Joins and calls of hosts that wait for it take longer, up to their timeout. Gateways have the session in their caches.",
    ],
    ["a quiz node crashes", "Nothing. Gateways have the quiz in their caches."],
    ["Redis crashes", "First reads are slower. Gateways and the owner of the board have copies of its data."],
  ];
}

function rowsOf(plans: readonly Plan[]): string[][] {
  const row = (name: string, value: (plan: Plan) => string) => [name, ...plans.map(value)];
  return [
    row("answers per second", (plan) => count(plan.answersPerSecond)),
    row("gateways (one core each)", (plan) => supported(plan, LIMITS.nodes, count(plan.gateways))),
    row("answers nodes (one core each)", (plan) => supported(plan, LIMITS.nodes, count(plan.answersNodes))),
    row("Postgres, cores", (plan) => supported(plan, LIMITS.postgresCores, count(plan.postgresCores))),
    row("NATS, cores", (plan) => supported(plan, LIMITS.natsCores, count(plan.natsCores))),
    row("the stats node that owns the board, cores", (plan) =>
      supported(plan, LIMITS.statsLoad, plan.statsLoad.toFixed(2)),
    ),
    row("CPU of event streams, cores of all gateways", (plan) => plan.streamCores.toFixed(2)),
    row("memory of the streams of a gateway, MiB", (plan) => count(plan.streamMiBPerGateway)),
    row("connections of players", (plan) => count(plan.connections)),
    row("connections of players per gateway", (plan) => count(plan.connectionsPerGateway)),
    row("connections to PgBouncer", (plan) => count(plan.databaseConnections)),
    row("Mbit/s in", (plan) => count(plan.inMbit)),
    row("Mbit/s out, replies", (plan) => count(plan.outMbit)),
    row("Mbit/s out, events", (plan) => count(plan.streamMbit)),
    row("write-ahead log, MB/s", (plan) => supported(plan, LIMITS.wal, count(plan.walMBPerSecond))),
    row("total CPU time, core seconds", (plan) => count(plan.coreSeconds)),
    row("nearest limit", ({ limits: [first] }) => {
      const text = `${first!.limit} (${first!.used.toFixed(2)})`;
      return first!.used > 1 ? `**not supported**: ${text}` : text;
    }),
  ];
}

/** A value of the plan, marked if its limit is passed. */
function supported({ limits }: Plan, name: Limit, value: string): string {
  const { used } = limits.find(({ limit }) => limit === name)!;
  return used > 1 ? `not supported (${value})` : value;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
