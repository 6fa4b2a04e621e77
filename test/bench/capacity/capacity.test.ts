import { readFile } from "node:fs/promises";
import { measuredCosts, measuredRebuildRate } from "../../../bench/capacity/costs.ts";
import { EventQueue } from "../../../bench/capacity/event-queue.ts";
import { plan } from "../../../bench/capacity/model.ts";
import { exponential } from "../../../bench/capacity/random.ts";
import { capacityPlot, DOCUMENT, RESULT_FILE } from "../../../bench/capacity/report.ts";
import type { Scenario } from "../../../bench/capacity/scenario.ts";
import { simulate } from "../../../bench/capacity/simulation.ts";
import { Station } from "../../../bench/capacity/station.ts";
import { withCapacity } from "../../../bench/capacity/text.ts";
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
    postgresCores: 2,
    gatewayMs: 0.05,
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
    quizRead: 20,
    statsRead: 20,
    streamQuestion: 26,
    streamKiB: 6,
  };
  const STREAM_BYTES = 20_000;

  test("has the nodes that the CPU time needs at 70 % load", () => {
    const { answersPerSecond, gateways, answersNodes, postgresCores } = plan(
      costs,
      { players: 1e6, seconds: 10 },
      STREAM_BYTES,
    );
    // 100,000 answers per second at 5 µs need half a core, but the minimum is two nodes.
    expect({ answersPerSecond, answersNodes, postgresCores }).toEqual({
      answersPerSecond: 100_000,
      answersNodes: 2,
      postgresCores: 2,
    });
    // The CPU time needs 9 gateways (6 cores at 70 % load), but a gateway has at most 20,000 connections.
    expect(gateways).toBe(50);
  });

  test("event streams count with their bytes, their CPU time and their memory", () => {
    const { streamMbit, streamCores, streamMiBPerGateway, gateways } = plan(
      { ...costs, streamQuestion: 700 },
      { players: 1e6, seconds: 10 },
      STREAM_BYTES,
    );
    // 100,000 times a second 20,000 bytes; 700 µs; and 20,000 streams of 6 KiB would be 117 MiB.
    expect(streamMbit).toBeCloseTo(16_000);
    expect(streamCores).toBeCloseTo(70);
    expect(gateways).toBe(Math.ceil((100_000 * (40 + 20 + 700)) / 1e6 / 0.7));
    expect(streamMiBPerGateway).toBeCloseTo((Math.ceil(1e6 / gateways) * 6) / 1024);
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
