import { count, replaceBetween, table } from "../report/markdown.ts";
import { UTILISATION } from "./assumed.ts";
import { HEARTBEAT_S } from "./behaviour.ts";
import type { Costs } from "./costs.ts";
import { waysFor } from "./larger.ts";
import { type Plan, plan } from "./model.ts";
import { goalText, partsTable, planTable, sharingText, waysTable, waysText } from "./plan-tables.ts";
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

const MARKS = { begin: "<!-- numbers: written by npm run bench:capacity -->", end: "<!-- /numbers -->" };
/** The time in which all players answer. */
const SECONDS = 10;
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];

/** Replaces the numbers between the marks. @throws Error if the document has no marks */
export function withCapacity(document: string, result: CapacityResult): string {
  return replaceBetween(MARKS, document, numbers(result), "docs/capacity.md");
}

function numbers({ costs, rebuildAnswersPerSecond, streamBytes, outcomes }: CapacityResult): string {
  const plans = SIZES.map((players) => plan(costs, { players, seconds: SECONDS }, streamBytes));
  const million = plans[SIZES.indexOf(1_000_000)]!;
  const largest = { players: SIZES.at(-1)!, seconds: SECONDS };
  const ways = waysFor(costs, largest, streamBytes);
  return [
    "## What was measured",
    ...measured(costs, streamBytes),
    `## All players answer within ${SECONDS} s`,
    planTable(plans),
    "## A million players",
    goalText(million),
    partsTable(million),
    sharingText(million),
    "## The nearest limits",
    `How much of each limit a million players use, with one Postgres and one NATS server. 1 is the limit, at ${UTILISATION * 100} % load:`,
    table(
      ["limit", "used"],
      million.limits.map(({ limit, used }) => [limit, used.toFixed(2)]),
    ),
    "## Ten million players",
    waysTable(ways),
    waysText(costs, largest.players, ways),
    ...simulated(outcomes),
    table(["outage at the peak", "what players notice"], otherOutages(million, rebuildAnswersPerSecond)),
  ].join("\n\n");
}

function measured(costs: Costs, streamBytes: number): string[] {
  const { answer, join } = costs;
  const streamKiB = costs.streamKiB.toFixed(1);
  const parts = (name: string, of: Record<string, number>) =>
    Object.entries(of).map(([part, micros]) => [`${name}: ${part}`, micros.toFixed(1)]);
  return [
    table(
      ["request", "CPU time, µs"],
      [
        ...parts("answer", answer),
        ...parts("join", join),
        ["load of the player's page: gateway", costs.pageRead.toFixed(1)],
        ["read of the quiz: gateway", costs.quizRead.toFixed(1)],
        ["read of the stats: gateway", costs.statsRead.toFixed(1)],
        ["a stream opens: gateway", costs.streamOpening.toFixed(1)],
        ["all events of a question to one stream: gateway", costs.streamQuestion.toFixed(1)],
        ["one event to one stream: gateway", costs.delivery.toFixed(1)],
        ["an open stream, per second: gateway", costs.streamSecond.toFixed(2)],
        ["an idle node without others, per second", costs.nodeSecond.toFixed(1)],
        ["a heartbeat: each node that gets it", costs.heartbeat.toFixed(1)],
        ["a heartbeat: NATS, for each node that gets it", costs.natsHeartbeat.toFixed(1)],
      ],
    ),
    `An open event stream takes ${streamKiB} KiB of its gateway's memory and ${costs.streamKernelKiB.toFixed(1)} KiB of the kernel's, and the events of one question are ${count(streamBytes)} bytes, TLS aside, in a session of 100 players.`,
  ];
}

function simulated(outcomes: readonly Outcome[]): string[] {
  return [
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
  ];
}

/** Outages of parts through which no answer passes. */
function otherOutages({ players }: Plan, rebuildAnswersPerSecond: number): string[][] {
  const detectedAfterS = 3 * HEARTBEAT_S;
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
