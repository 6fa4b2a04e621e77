import { readEnvironment } from "../../platform/environment.ts";
import type { Costs } from "./costs.ts";
import { type Plan, plan, UTILISATION } from "./model.ts";
import type { Outcome } from "./scenario.ts";

export interface CapacityResult {
  costs: Costs;
  /** Stored answers a second at which a board was rebuilt. */
  rebuiltPerSecond: number;
  outcomes: Outcome[];
  commit: string;
  date: string;
}

const BEGIN = "<!-- numbers: written by npm run bench:capacity -->";
const END = "<!-- /numbers -->";
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];

/** Puts the numbers between their marks. @throws Error where the document has lost them */
export function withCapacity(document: string, result: CapacityResult): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("docs/capacity.md has lost the marks around its numbers");
  return `${document.slice(0, begin)}${BEGIN}\n\n${numbers(result)}\n\n${document.slice(end)}`;
}

function numbers({ costs, rebuiltPerSecond, outcomes }: CapacityResult): string {
  const plans = SIZES.map((players) => plan(costs, { players, seconds: 10 }));
  const million = plans[SIZES.indexOf(1_000_000)]!;
  return [
    "## What was measured",
    table(
      ["request", "CPU time, µs"],
      [
        ...Object.entries(costs.answer).map(([part, micros]) => [`an answer: ${part}`, micros.toFixed(1)]),
        ["a read of the quiz: gateway", costs.quizRead.toFixed(1)],
        ["a read of the figures: gateway", costs.statsRead.toFixed(1)],
      ],
    ),
    "## Everyone answers within 10 s",
    table(["", ...SIZES.map((players) => `${count(players)} players`)], rowsOf(plans)),
    "## What breaks first",
    `How near each limit a million players come, on one Postgres and one NATS server (1 is the limit, at ${UTILISATION * 100} % load):`,
    table(
      ["limit", "strain"],
      million.strains.map(({ limit, strain }) => [limit, strain.toFixed(2)]),
    ),
    "## The same, simulated",
    table(
      [
        "a million players",
        "accepted",
        "acknowledged and lost",
        "503 with a receipt",
        "connections cut",
        "p50 ms",
        "p99 ms",
        "longest ms",
        "last at s",
      ],
      outcomes.map(({ name, accepted, lost, putOff, cutOff, latencyMs, lastMs }) => [
        name,
        ...[accepted, lost, putOff, cutOff, latencyMs.p50, latencyMs.p99, latencyMs.max].map(count),
        (lastMs / 1000).toFixed(1),
      ]),
    ),
    "![Acknowledged answers a second](../bench/results/capacity.svg)",
    "The other kinds are on no answer's way:",
    table(["at the peak", "what players notice"], bystanders(million, rebuiltPerSecond)),
  ].join("\n\n");
}

/** What comes of the death of a node that no answer passes through. */
function bystanders({ players }: Plan, rebuiltPerSecond: number): string[][] {
  const missedS = 3 * readEnvironment({}).STAMPEDE_HEARTBEAT_S;
  const readS = players / 2 / rebuiltPerSecond;
  return [
    [
      "the stats node that owns the board dies",
      `figures stand still, and the last ones are served, until its third heartbeat is missed (${missedS} s: three times \`STAMPEDE_HEARTBEAT_S\`) and another has read the half million answers that are stored by then (${readS.toFixed(1)} s); \`me\` and reports say 503 meanwhile, after the first seconds at once`,
    ],
    [
      "a sessions node dies",
      "joins and hosts' calls that wait for it, up to their time-out; gateways know the session",
    ],
    ["a quiz node dies", "nothing: gateways have the quiz as bytes"],
    ["Redis dies", "slower first reads: gateways and the board's owner have what it holds"],
  ];
}

function rowsOf(plans: readonly Plan[]): string[][] {
  const row = (name: string, value: (plan: Plan) => string) => [name, ...plans.map(value)];
  return [
    row("answers a second", (plan) => count(plan.answersPerSecond)),
    row("gateways (a core each)", (plan) => count(plan.gateways)),
    row("answers nodes (a core each)", (plan) => count(plan.answersNodes)),
    row("Postgres, cores", (plan) => count(plan.postgresCores)),
    row("NATS, cores", (plan) => count(plan.natsCores)),
    row("the stats node, share of a core", (plan) => plan.statsLoad.toFixed(2)),
    row("connections of players", (plan) => count(plan.connections)),
    row("connections of players at one gateway", (plan) => count(plan.connectionsPerGateway)),
    row("connections to PgBouncer", (plan) => count(plan.databaseConnections)),
    row("Mbit/s in", (plan) => count(plan.inMbit)),
    row("Mbit/s out", (plan) => count(plan.outMbit)),
    row("write-ahead log, MB/s", (plan) => count(plan.walMBPerSecond)),
    row("CPU time in all, core seconds", (plan) => count(plan.coreSeconds)),
    row("nearest limit", ({ strains: [first] }) => `${first!.limit} (${first!.strain.toFixed(2)})`),
  ];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
