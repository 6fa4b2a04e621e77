import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { orderOf, placesOf, wrongPairs } from "../../../bench/fairness/order.ts";
import { answerQuestion, type Players } from "../../../bench/fairness/players.ts";
import { DOCUMENT, RESULT_FILE } from "../../../bench/fairness/report.ts";
import { scenarios } from "../../../bench/fairness/scenarios.ts";
import { type Scenario, simulate } from "../../../bench/fairness/simulation.ts";
import { latenessAt, measuredSkews, type Skew } from "../../../bench/fairness/skew.ts";
import { withFairness } from "../../../bench/fairness/text.ts";

const SKEW: Skew = {
  name: "even",
  source: "none",
  quantiles: [
    [0, 0],
    [0.5, 50],
    [1, 200],
  ],
};
const PLAYERS: Players = { count: 300, cheats: 0, unseen: 0, timeLimitMs: 5000 };
const scenario = (changes: Partial<Scenario> = {}): Scenario => ({
  ...PLAYERS,
  skew: SKEW,
  fairness: "arrival",
  questions: 10,
  seed: 3,
  ...changes,
});

describe("orders", () => {
  test("equal values are in the order of their numbers", () => {
    expect([...orderOf([30, 10, 20, 10])]).toEqual([1, 3, 2, 0]);
    expect([...placesOf([30, 10, 20, 10])]).toEqual([3, 0, 2, 1]);
  });

  test("the wrong pairs are those that two loops count", () => {
    const distinct = fc.uniqueArray(fc.integer(), { maxLength: 40 });
    fc.assert(
      fc.property(distinct, fc.infiniteStream(fc.double({ noNaN: true })), (real, numbers) => {
        const measured = real.map(() => numbers.next().value as number);
        const places = placesOf(measured);
        let wrong = 0;
        let pairs = 0;
        for (const [one, value] of real.entries()) {
          for (const [other, otherValue] of real.entries()) {
            if (value >= otherValue) continue;
            pairs++;
            if (places[one]! > places[other]!) wrong++;
          }
        }
        expect(wrongPairs(real, measured)).toBeCloseTo(pairs === 0 ? 0 : wrong / pairs, 12);
      }),
    );
  });
});

test("between two known shares the lateness is interpolated", () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => latenessAt(SKEW, share))).toEqual([0, 25, 50, 125, 200]);
});

describe("the simulation", () => {
  test("is the same for the same seed, and another for another one", () => {
    expect(simulate(scenario())).toEqual(simulate(scenario()));
    expect(simulate(scenario())).not.toEqual(simulate(scenario({ seed: 4 })));
  });

  test("nothing that is measured is before the real time, unless a cheat's or that of a lucky estimate", () => {
    const { real, arrival, delivery } = answerQuestion(PLAYERS, SKEW, 1);
    for (const player of real.keys()) {
      expect(arrival[player]).toBeGreaterThan(real[player]!);
      expect(arrival[player]! - delivery[player]!).toBeGreaterThanOrEqual(0);
      expect(arrival[player]! - delivery[player]!).toBeLessThanOrEqual(300);
    }
  });

  test("where nothing exceeds what is credited, delivery puts fewer pairs in the wrong order", () => {
    const [arrival, delivery] = (["arrival", "delivery"] as const).map((fairness) =>
      simulate(scenario({ fairness })),
    );
    expect(delivery!.wrongPairs).toBeLessThan(arrival!.wrongPairs / 2);
    expect(delivery!.pointsOff).toBeLessThan(arrival!.pointsOff / 2);
    expect([arrival!.cheatGain, delivery!.cheatGain]).toEqual([null, null]);
  });

  test("who pauses between readings of the time gains places with delivery only", () => {
    const [arrival, delivery] = (["arrival", "delivery"] as const).map((fairness) =>
      simulate(scenario({ fairness, cheats: 0.1 })),
    );
    expect(delivery!.cheatGain).toBeGreaterThan(0.01);
    expect(Math.abs(arrival!.cheatGain!)).toBeLessThan(0.01);
  });
});

describe("docs/fairness.md", () => {
  test("has exactly the numbers of the saved result, with the skews of bench/results", async () => {
    const saved = JSON.parse(await readFile(RESULT_FILE, "utf8"));
    expect(saved.skews).toEqual(await measuredSkews());
    const document = await readFile(DOCUMENT, "utf8");
    expect(document).toBe(withFairness(document, saved));
  });

  test("its numbers come again from the same skews", async () => {
    const saved = JSON.parse(await readFile(RESULT_FILE, "utf8"));
    const [first] = scenarios(saved.skews);
    expect(simulate(first!)).toEqual(saved.outcomes[0].outcome);
  });
});
