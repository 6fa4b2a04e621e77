import { readFile } from "node:fs/promises";
import { STREAMS_MAX } from "../../../bench/capacity/behaviour.ts";
import { idleCosts, measuredCosts, measuredRebuildRate, streamCosts } from "../../../bench/capacity/costs.ts";
import { EventQueue } from "../../../bench/capacity/event-queue.ts";
import { streamsOfACore, waysFor } from "../../../bench/capacity/larger.ts";
import { LIMITS, type Plan, partOf, plan } from "../../../bench/capacity/model.ts";
import { goalText } from "../../../bench/capacity/plan-tables.ts";
import { exponential } from "../../../bench/capacity/random.ts";
import { capacityPlot, DOCUMENT, RESULT_FILE } from "../../../bench/capacity/report.ts";
import type { Scenario } from "../../../bench/capacity/scenario.ts";
import { simulate } from "../../../bench/capacity/simulation.ts";
import { Station } from "../../../bench/capacity/station.ts";
import { withCapacity } from "../../../bench/capacity/text.ts";
import { spreadOf } from "../../../bench/measuring/spread.ts";
import { RESULTS } from "../../../bench/report/results.ts";
import { seeded } from "../../../rehearsal/people/random.ts";

/** The mean wait of customers with random arrivals at one server. */
function meanWait(rate: number, service: (random: () => number) => number, customers: number): number {
  const events = new EventQueue();
  const random = seeded(7);
  const station = new Station(events);
  let totalWait = 0;
  let arrivesAt = 0;
  for (let customer = 0; customer < customers; customer++) {
    arrivesAt += exponential(random, 1 / rate);
    const serviceTime = service(random);
    events.schedule(arrivesAt, () => {
      const arrivedAt = events.now;
      station.add(serviceTime, () => {
        totalWait += events.now - arrivedAt - serviceTime;
      });
    });
  }
  events.run();
  return totalWait / customers;
}

describe("a simulated queue", () => {
  const rho = 0.7;

  test("M/M/1 waits rho / (1 - rho) service times on average", () => {
    const wait = meanWait(rho, (random) => exponential(random, 1), 300_000);
    expect(Math.abs(wait / (rho / (1 - rho)) - 1)).toBeLessThan(0.05);
  });

  test("M/D/1 waits half as long (Pollaczek and Khinchine)", () => {
    const wait = meanWait(rho, () => 1, 300_000);
    expect(Math.abs(wait / (rho / (2 * (1 - rho))) - 1)).toBeLessThan(0.05);
  });

  test("all jobs of a station that crashes fail; after a restart it serves again", () => {
    const events = new EventQueue();
    const station = new Station(events);
    const outcomes: string[] = [];
    const add = (name: string) =>
      station.add(
        10,
        () => outcomes.push(`${name} done at ${events.now}`),
        () => outcomes.push(`${name} failed at ${events.now}`),
      );
    events.schedule(0, () => ["a", "b"].forEach(add));
    events.schedule(15, () => station.crash());
    events.schedule(16, () => add("c"));
    events.schedule(20, () => station.restart());
    events.schedule(21, () => add("d"));
    events.run();
    expect(outcomes).toEqual(["a done at 10", "b failed at 15", "c failed at 16", "d done at 31"]);
  });
});

describe("a simulated game", () => {
  const scenario: Scenario = {
    name: "small",
    players: 5000,
    withinMs: 1000,
    gateways: 2,
    answersNodes: 2,
    nodeCores: 4,
    postgresCores: 2,
    gatewayMs: 0.05,
    retryMs: 0.02,
    answersMs: 0.01,
    postgresMs: 0.02,
    seed: 3,
  };

  test("loses no answer, and has the same outcome for the same seed", () => {
    const outcome = simulate(scenario);
    expect(outcome).toMatchObject({ accepted: 5000, lost: 0, putOff: 0, disconnected: 0 });
    expect(outcome.latencyMs.p50).toBeGreaterThan(2);
    expect(outcome.latencyMs.p99).toBeLessThan(100);
    expect(simulate(scenario)).toEqual(outcome);
  });

  test.each([
    "gateway",
    "answers",
    "postgres",
    "nats",
  ] as const)("after an outage of %s all answers are accepted", (part) => {
    const withoutOutage = simulate(scenario);
    const outcome = simulate({ ...scenario, outage: { part, atMs: 500, backAfterMs: 1000 } });
    expect(outcome).toMatchObject({ accepted: 5000, lost: 0 });
    expect(outcome.latencyMs.max).toBeGreaterThan(withoutOutage.latencyMs.max);
  });
});

describe("the plan", () => {
  const costs = {
    answer: { gateway: 40, answers: 5, stats: 1, NATS: 2, Postgres: 10 },
    join: { gateway: 30, sessions: 5, Postgres: 8 },
    pageRead: 40,
    quizRead: 20,
    statsRead: 20,
    streamQuestion: 26,
    delivery: 4,
    streamOpening: 200,
    streamSecond: 1,
    nodeSecond: 3000,
    heartbeat: 100,
    natsHeartbeat: 20,
    streamKiB: 6,
    streamKernelKiB: 4,
    memoryMiB: { gateway: 500, answers: 200 },
  };
  const STREAM_BYTES = 20_000;
  const MILLION = { players: 1e6, seconds: 10 };
  const part = ({ parts }: Plan, name: Parameters<typeof partOf>[1]) => partOf(parts, name);

  test("has the nodes that the CPU time needs at 70 % load", () => {
    const planned = plan(costs, MILLION, STREAM_BYTES);
    // 100,000 answers per second at 5 µs need half a core, but the minimum is two nodes.
    expect(planned.answersPerSecond).toBe(100_000);
    expect(part(planned, "answers").processes).toBe(2);
    expect(part(planned, "Postgres").cores).toBeCloseTo(1 / 0.7);
    // A gateway has at most 20,000 streams.
    expect(part(planned, "gateway").processes).toBe(50);
  });

  test("cores follow the CPU time, and not the number of processes", () => {
    const planned = plan(costs, MILLION, STREAM_BYTES);
    const { processes, cores, millicores } = part(planned, "gateway");
    // Answers and reads, 100,000 times a second; a million open streams; 50 idle gateways that hear 57 other nodes.
    const used = 0.1 * (40 + 20 + 20 + 26) + 1 + (50 * (3000 + (100 * 57) / 5)) / 1e6;
    expect(planned.nodes).toBe(58);
    expect(cores).toBeCloseTo(used / 0.7);
    expect(millicores).toBe(Math.ceil((cores * 100) / processes) * 10);
    expect(planned.cores).toBeCloseTo(planned.parts.reduce((sum, one) => sum + one.cores, 0));
    expect(planned.requestedCores).toBeGreaterThanOrEqual(planned.cores);
  });

  test("a plan within the goal says so, and one that is not says so too", () => {
    expect(goalText(plan(costs, MILLION, STREAM_BYTES))).toMatch(/at most 16 cores, is missed\.$/);
    const cheaper = { ...costs, quizRead: 0, statsRead: 0, streamQuestion: 10 };
    expect(goalText(plan(cheaper, MILLION, STREAM_BYTES))).toMatch(/at most 16 cores, is reached\.$/);
  });

  test("a gateway uses at most one core", () => {
    const planned = plan({ ...costs, streamQuestion: 700 }, MILLION, STREAM_BYTES);
    const { processes, millicores } = part(planned, "gateway");
    expect(processes).toBeGreaterThan(50);
    expect(millicores).toBeLessThanOrEqual(1000);
    expect(plan({ ...costs, streamQuestion: 700 }, { ...MILLION, streamsPerGateway: 1e6 }, 0).nodes).toBe(
      planned.nodes,
    );
  });

  test("the stats node that owns the board bears the whole session, so each requests as much", () => {
    const planned = plan(costs, MILLION, STREAM_BYTES);
    const stats = part(planned, "stats");
    expect(stats.millicores / 1000).toBeGreaterThanOrEqual(planned.statsLoad / 0.7);
    expect(plan(costs, { ...MILLION, sessions: 4 }, 0).statsLoad).toBeCloseTo(planned.statsLoad / 4);
  });

  test("arrivals decide if they cost more than the question", () => {
    const planned = plan({ ...costs, streamOpening: 10_000 }, MILLION, STREAM_BYTES);
    expect(planned.arrivalCores).toBeGreaterThan(planned.questionCores);
    expect(part(planned, "gateway").cores).toBeGreaterThan((1e6 * 10_000) / 120 / 1e6 / 0.7);
    expect(part(planned, "sessions").cores).toBeGreaterThan((1e6 * 5) / 120 / 1e6 / 0.7);
  });

  test("event streams count with their bytes, their CPU time and their memory", () => {
    const planned = plan({ ...costs, streamQuestion: 700 }, MILLION, STREAM_BYTES);
    const { streamMbit, streamCores, connectionsPerGateway } = planned;
    // 100,000 times a second 20,000 bytes; 700 µs.
    expect(streamMbit).toBeCloseTo(16_000);
    expect(streamCores).toBeCloseTo(70);
    expect(part(planned, "gateway").processes).toBeGreaterThanOrEqual(
      Math.ceil((100_000 * (40 + 20 + 20 + 700)) / 1e6 / 0.7),
    );
    expect(part(planned, "gateway").memoryMiB).toBe(Math.ceil(500 + (connectionsPerGateway * 10) / 1024));
  });

  test("an event takes longer to all streams where gateways share cores", () => {
    const planned = plan(costs, MILLION, STREAM_BYTES);
    expect(planned.eventAloneMs).toBeCloseTo(80);
    expect(planned.eventSharedMs).toBeCloseTo(4000 / part(planned, "gateway").cores);
  });

  test("heartbeats grow with the square of the nodes; too many leave no time for anything else", () => {
    const [one, ten] = [1e6, 1e7].map((players) => plan(costs, { players, seconds: 10 }, 0));
    expect(ten!.heartbeatCores / one!.heartbeatCores).toBeCloseTo(
      (ten!.nodes * (ten!.nodes - 1)) / (one!.nodes * (one!.nodes - 1)),
    );
    expect(() => plan({ ...costs, heartbeat: 1e5 }, MILLION, 0)).toThrow("leave no time");
  });

  test("several sessions with more streams at a gateway, and several clusters, carry ten million players", () => {
    const [usual, split, clusters] = waysFor(costs, { players: 1e7, seconds: 10 }, 0);
    expect(usual!.plan.limits[0]!.used).toBeGreaterThan(1);
    const statsOf = ({ plan }: { plan: Plan }) =>
      plan.limits.find(({ limit }) => limit === LIMITS.statsLoad)!.used;
    expect(statsOf(usual!)).toBeGreaterThan(1);
    expect(statsOf(split!)).toBeLessThanOrEqual(1);
    expect(split!.plan.connectionsPerGateway).toBeGreaterThan(STREAMS_MAX);
    expect(split!.plan.nodes).toBeLessThan(usual!.plan.nodes);
    expect(clusters!.plan.limits[0]!.used).toBeLessThanOrEqual(1);
    const fewer = Math.ceil(1e7 / (clusters!.clusters - 1));
    expect(plan(costs, { players: fewer, seconds: 10 }, 0).limits[0]!.used).toBeGreaterThan(1);
    expect(streamsOfACore(costs, { players: 1e7, seconds: 10 }) % 1000).toBe(0);
  });

  test("ten million players pass the limits, and docs/capacity.md says so", async () => {
    const saved = JSON.parse(await readFile(RESULT_FILE, "utf8"));
    const { limits } = plan(saved.costs, { players: 1e7, seconds: 10 }, saved.streamBytes);
    expect(limits[0]!.used).toBeGreaterThan(1);
    const rows = (await readFile(DOCUMENT, "utf8")).split("\n");
    const nearest = rows.find((row) => row.startsWith("| nearest limit"))!.split(" | ");
    expect(nearest.at(-1)).toContain("not supported");
    expect(nearest.at(-2)).not.toContain("not supported");
  });

  test("CPU time is proportional to the number of players", () => {
    const [one, ten] = [1e6, 1e7].map((players) => plan(costs, { players, seconds: 10 }, STREAM_BYTES));
    expect(ten!.coreSeconds).toBeCloseTo(10 * one!.coreSeconds);
  });
});

describe("costs", () => {
  test("of idle nodes: a line for gateways, and one for NATS", () => {
    const points = [10, 30, 60].map((nodes) => ({
      nodes,
      gatewayMs: 3 + ((nodes - 1) / 5) * 0.1,
      natsMs: 2 + ((nodes * (nodes - 1)) / 5) * 0.02,
    }));
    expect(idleCosts({ heartbeatS: 5, points })).toEqual({
      nodeSecond: 3000,
      heartbeat: 100,
      natsHeartbeat: 20,
    });
    expect(() => idleCosts({ heartbeatS: 5, points: points.slice(1, 2) })).toThrow("fewer than two");
  });

  test("of open streams: those of the benchmark, with the kernel's memory of one end", () => {
    const spread = (median: number) => spreadOf([median]);
    const goal = (name: string, median: number) => ({ name, spread: spread(median), digits: 1 });
    const measure = (quantity: string, median: number) => ({
      subject: "Stampede",
      quantity,
      spread: spread(median),
      digits: 1,
    });
    const costs = streamCosts({
      name: "streams",
      goals: [
        goal("KiB of the gateway's memory for one more stream", 5),
        goal("µs of CPU a second for one more stream, while nothing happens", 1),
      ],
      measures: [
        measure("KiB of kernel memory for one more stream, both ends", 8),
        measure("µs of CPU for the opening of a stream", 100),
      ],
    });
    expect(costs).toEqual({ streamOpening: 100, streamSecond: 1, streamKiB: 5, streamKernelKiB: 4 });
  });
});

describe("docs/capacity.md", () => {
  test("has the numbers that the program computes from the saved results", async () => {
    const saved = JSON.parse(await readFile(RESULT_FILE, "utf8"));
    expect(saved.costs).toEqual(await measuredCosts());
    expect(saved.rebuildAnswersPerSecond).toBe(await measuredRebuildRate());
    const document = await readFile(DOCUMENT, "utf8");
    expect(document).toBe(withCapacity(document, saved));
    expect(await readFile(new URL("capacity.svg", RESULTS), "utf8")).toBe(await capacityPlot(saved));
  });
});
