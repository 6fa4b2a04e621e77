import { count, table } from "../report/markdown.ts";
import { ASSUMED } from "./assumed.ts";
import type { Costs } from "./costs.ts";
import { secondsForOneBoard, type Way } from "./larger.ts";
import { LIMITS, type Limit, type Plan, partOf } from "./model.ts";
import type { Part } from "./parts.ts";

/** What a million players may need, in cores. */
export const GOAL_CORES = 16;

/** The plans for several numbers of players, one column each. */
export function planTable(plans: readonly Plan[]): string {
  return table(["", ...plans.map(({ players }) => `${count(players)} players`)], rowsOf(plans));
}

function rowsOf(plans: readonly Plan[]): string[][] {
  const row = (name: string, value: (plan: Plan) => string) => [name, ...plans.map(value)];
  const part = (name: Part) => (plan: Plan) => partOf(plan.parts, name);
  const cores = (name: string, of: Part, limit: Limit) =>
    row(`${name}, cores`, (plan) => supported(plan, limit, part(of)(plan).cores.toFixed(2)));
  return [
    row("answers per second", (plan) => count(plan.answersPerSecond)),
    row("**cores in all**", (plan) => `**${plan.cores.toFixed(1)}**`),
    row("cores while they answer, without idle nodes", (plan) => plan.questionCores.toFixed(1)),
    row("cores while they arrive, without idle nodes", (plan) => plan.arrivalCores.toFixed(1)),
    row("of these: open streams to which nothing happens", (plan) => plan.openStreamCores.toFixed(1)),
    row("cores for heartbeats", (plan) => plan.heartbeatCores.toFixed(2)),
    row("gateways, cores", (plan) => part("gateway")(plan).cores.toFixed(1)),
    row("gateways, processes", (plan) =>
      supported(plan, LIMITS.nodes, count(part("gateway")(plan).processes)),
    ),
    row("all nodes", (plan) => supported(plan, LIMITS.nodes, count(plan.nodes))),
    row("answers nodes, processes", (plan) => count(part("answers")(plan).processes)),
    cores("Postgres", "Postgres", LIMITS.postgresCores),
    cores("NATS", "NATS", LIMITS.natsCores),
    row("the stats node that owns the board, cores", (plan) =>
      supported(plan, LIMITS.statsLoad, plan.statsLoad.toFixed(2)),
    ),
    row("events of a question to all streams, cores", (plan) => plan.streamCores.toFixed(2)),
    row("memory of all processes, GiB", (plan) => count(plan.memoryGiB)),
    row("connections of players", (plan) => count(plan.connections)),
    row("connections of players per gateway", (plan) => count(plan.connectionsPerGateway)),
    row("connections to PgBouncer", (plan) => count(plan.databaseConnections)),
    row("Mbit/s in", (plan) => count(plan.inMbit)),
    row("Mbit/s out, replies", (plan) => count(plan.outMbit)),
    row("Mbit/s out, events", (plan) => count(plan.streamMbit)),
    row("write-ahead log, MB/s", (plan) => supported(plan, LIMITS.wal, count(plan.walMBPerSecond))),
    row("total CPU time, core seconds", (plan) => count(plan.coreSeconds)),
    row("nearest limit", nearestLimit),
  ];
}

function nearestLimit({ limits: [first] }: Plan): string {
  const text = `${first!.limit} (${first!.used.toFixed(2)})`;
  return first!.used > 1 ? `**not supported**: ${text}` : text;
}

/** A value of the plan, marked if its limit is passed. */
function supported({ limits }: Plan, name: Limit, value: string): string {
  const { used } = limits.find(({ limit }) => limit === name)!;
  return used > 1 ? `not supported (${value})` : value;
}

/** Processes, cores and memory of each part of one plan. */
export function partsTable({ parts, cores, requestedCores, memoryGiB }: Plan): string {
  const processes = parts.reduce((sum, part) => sum + part.processes, 0);
  return table(
    [
      "part",
      "processes",
      "cores in all, at 70 % load",
      "CPU request of a process, m",
      "memory of a process, MiB",
    ],
    [
      ...parts.map((part) => [
        part.part,
        count(part.processes),
        part.cores.toFixed(2),
        count(part.millicores),
        count(part.memoryMiB),
      ]),
      [
        "**all**",
        `**${count(processes)}**`,
        `**${cores.toFixed(2)}**`,
        `${count(requestedCores * 1000)} in all`,
        `${count(memoryGiB)} GiB in all`,
      ],
    ],
  );
}

/** Whether the plan for a million players is within the goal, in words. */
export function goalText({ players, cores, requestedCores }: Plan): string {
  const most = Math.max(cores, requestedCores);
  const verdict = most <= GOAL_CORES ? "reached" : "missed";
  return `${count(players)} players need ${cores.toFixed(1)} cores, and their processes request ${requestedCores.toFixed(1)}. The goal, at most ${GOAL_CORES} cores, is ${verdict}.`;
}

/** What sharing cores does to the time in which an event reaches everyone, in words. */
export function sharingText({ parts, connectionsPerGateway, eventAloneMs, eventSharedMs }: Plan): string {
  const { processes, cores } = partOf(parts, "gateway");
  return `${count(processes)} gateways share ${cores.toFixed(1)} cores. What an answer waits for a core is in the simulation: its first two rows differ in nothing else. An event goes to all streams at the same time: a gateway with a core of its own needs at least ${count(eventAloneMs)} ms for ${count(connectionsPerGateway)} streams, and all gateways together at least ${count(eventSharedMs)} ms. So the last player sees a question at least ${count(eventSharedMs - eventAloneMs)} ms later than with a core for each gateway.`;
}

/** What more players need than one session can carry. */
export function waysTable(ways: readonly Way[]): string {
  const row = (name: string, value: (way: Way) => string) => [name, ...ways.map(value)];
  const limit = (name: Limit) =>
    row(`used: ${name}`, ({ plan }) => plan.limits.find((one) => one.limit === name)!.used.toFixed(2));
  return table(
    ["", ...ways.map(({ name }) => name)],
    [
      row("players of a session", ({ plan }) => count(plan.players / (plan.sessions ?? 1))),
      row("gateways of a cluster", ({ plan }) => count(partOf(plan.parts, "gateway").processes)),
      row("streams of a gateway", ({ plan }) => count(plan.connectionsPerGateway)),
      row("nodes of a cluster", ({ plan }) => count(plan.nodes)),
      row("cores in all", ({ clusters, plan }) => (clusters * plan.cores).toFixed(1)),
      row("memory in all, GiB", ({ clusters, plan }) => count(clusters * plan.memoryGiB)),
      ...Object.values(LIMITS).map(limit),
      row("nearest limit", ({ plan }) => nearestLimit(plan)),
    ],
  );
}

/** Which limit each measure lifts, in words. */
export function waysText(costs: Costs, players: number, [usual, split, clusters]: readonly Way[]): string {
  const seconds = secondsForOneBoard(costs, players);
  const passed = usual!.plan.limits.filter(({ used }) => used > 1).map(({ limit }) => `"${limit}"`);
  return [
    `${count(players)} players in one session pass ${passed.length === 0 ? "no limit" : passed.join(" and ")}.`,
    `"${LIMITS.statsLoad}" is lifted by several sessions of the same quiz (${split!.plan.sessions}, each with a leaderboard of its own), or by more time: one stats node can own the board of all if they answer within ${seconds} s.`,
    `"${LIMITS.nodes}" is lifted by more streams at a gateway: with \`STAMPEDE_STREAMS_MAX=${split!.plan.streamsPerGateway}\` a gateway uses one core, and ${count(partOf(split!.plan.parts, "gateway").processes)} gateways instead of ${count(partOf(usual!.plan.parts, "gateway").processes)} are enough. It must be able to open as many files (\`ulimit -n\`).`,
    `${clusters!.clusters} clusters, for example one per region, each with its own Postgres, NATS and Redis and a session of ${count(clusters!.plan.players)} players, lift both without another setting. Heartbeats stay within a cluster of at most ${ASSUMED.maxNodes} nodes.`,
  ].join(" ");
}
