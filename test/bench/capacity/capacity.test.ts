import { readFile } from "node:fs/promises";
import { measuredCosts, measuredRebuild } from "../../../bench/capacity/costs.ts";
import { EventQueue } from "../../../bench/capacity/event-queue.ts";
import { plan } from "../../../bench/capacity/model.ts";
import { exponential, seeded } from "../../../bench/capacity/random.ts";
import { capacityPlot, DOCUMENT, KEPT } from "../../../bench/capacity/report.ts";
import type { Scenario } from "../../../bench/capacity/scenario.ts";
import { simulate } from "../../../bench/capacity/simulation.ts";
import { Station } from "../../../bench/capacity/station.ts";
import { withCapacity } from "../../../bench/capacity/text.ts";
import { RESULTS } from "../../../bench/report/results.ts";

/** The mean wait before service of customers who come at random to one server. */
function meanWait(rate: number, service: (random: () => number) => number, customers: number): number {
  const events = new EventQueue();
  const random = seeded(7);
  const station = new Station(events);
  let waited = 0;
  let arrivesAt = 0;
  for (let customer = 0; customer < customers; customer++) {
    arrivesAt += exponential(random, 1 / rate);
    const takes = service(random);
    events.in(arrivesAt, () => {
      const at = events.now;
      station.add(takes, () => {
        waited += events.now - at - takes;
      });
    });
  }
  events.run();
  return waited / customers;
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

  test("what waits at a station that dies fails; it serves again once it is back", () => {
    const events = new EventQueue();
    const station = new Station(events);
    const told: string[] = [];
    const add = (name: string) =>
      station.add(
        10,
        () => told.push(`${name} done at ${events.now}`),
        () => told.push(`${name} failed at ${events.now}`),
      );
    events.in(0, () => ["a", "b"].forEach(add));
    events.in(15, () => station.die());
    events.in(16, () => add("c"));
    events.in(20, () => station.comeBack());
    events.in(21, () => add("d"));
    events.run();
    expect(told).toEqual(["a done at 10", "b failed at 15", "c failed at 16", "d done at 31"]);
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

  test("loses nobody's answer and says the same for the same seed", () => {
    const outcome = simulate(scenario);
    expect(outcome).toMatchObject({ accepted: 5000, lost: 0, putOff: 0, cutOff: 0 });
    expect(outcome.latencyMs.p50).toBeGreaterThan(2);
    expect(outcome.latencyMs.p99).toBeLessThan(100);
    expect(simulate(scenario)).toEqual(outcome);
  });

  test.each([
    "gateway",
    "answers",
    "postgres",
    "nats",
  ] as const)("whatever dies, %s, all come in in the end", (what) => {
    const calm = simulate(scenario);
    const outcome = simulate({ ...scenario, dies: { what, atMs: 500, backAfterMs: 1000 } });
    expect(outcome).toMatchObject({ accepted: 5000, lost: 0 });
    expect(outcome.latencyMs.max).toBeGreaterThan(calm.latencyMs.max);
  });
});

describe("the plan", () => {
  const costs = {
    answer: { gateway: 40, answers: 5, stats: 1, NATS: 2, Postgres: 10 },
    quizRead: 20,
    statsRead: 20,
  };

  test("has as many nodes as the CPU time asks for at 70 %", () => {
    const { answersPerSecond, gateways, answersNodes, postgresCores } = plan(costs, {
      players: 1e6,
      seconds: 10,
    });
    // 100,000 answers a second of 5 µs are half a core; fewer than two nodes of a kind there never are.
    expect({ answersPerSecond, answersNodes, postgresCores }).toEqual({
      answersPerSecond: 100_000,
      answersNodes: 2,
      postgresCores: 2,
    });
    // 6 cores at 70 % would be 9; but a gateway holds 20,000 connections at the most.
    expect(gateways).toBe(50);
  });

  test("CPU time grows as players do", () => {
    const [one, ten] = [1e6, 1e7].map((players) => plan(costs, { players, seconds: 10 }));
    expect(ten!.coreSeconds).toBeCloseTo(10 * one!.coreSeconds);
  });
});

describe("docs/capacity.md", () => {
  test("says what the program computes from the results that are kept", async () => {
    const kept = JSON.parse(await readFile(KEPT, "utf8"));
    expect(kept.costs).toEqual(await measuredCosts());
    expect(kept.rebuiltPerSecond).toBe(await measuredRebuild());
    const document = await readFile(DOCUMENT, "utf8");
    expect(document).toBe(withCapacity(document, kept));
    expect(await readFile(new URL("capacity.svg", RESULTS), "utf8")).toBe(capacityPlot(kept));
  });
});
