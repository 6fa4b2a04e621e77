import { pointsFor } from "../../services/answers/scoring.ts";
import { placesOf, wrongPairs } from "./order.ts";
import { answerQuestion, type Players } from "./players.ts";
import type { Skew } from "./skew.ts";

const POINTS = 1000;
/** The first places, of which a leaderboard shows this many. */
const TOP = 10;

export interface Scenario extends Players {
  skew: Skew;
  fairness: "arrival" | "delivery";
  questions: number;
  seed: number;
}

/** What the measured times make of the real order; means over all questions. */
export interface Outcome {
  /** The share of pairs of honest players in the wrong order, from 0 to 1. */
  wrongPairs: number;
  /** How far honest players are from their real place, as a share of all places, from 0 to 1. */
  misplaced: number;
  /** How many of the ten fastest are not among the first ten. */
  missingInTop: number;
  /** By how many of 1,000 points an honest player's right answer is off. */
  pointsOff: number;
  /** The share of all places that a cheat gains, from 0 to 1; null if there are none. */
  cheatGain: number | null;
}

/** The same scenario gives the same outcome. */
export function simulate(scenario: Scenario): Outcome {
  const all = Array.from({ length: scenario.questions }, (_, question) => outcomeOf(scenario, question));
  const meanOf = (name: keyof Outcome) =>
    all.reduce((sum, outcome) => sum + (outcome[name] ?? 0), 0) / all.length;
  return {
    wrongPairs: meanOf("wrongPairs"),
    misplaced: meanOf("misplaced"),
    missingInTop: meanOf("missingInTop"),
    pointsOff: meanOf("pointsOff"),
    cheatGain: scenario.cheats === 0 ? null : meanOf("cheatGain"),
  };
}

function outcomeOf(scenario: Scenario, question: number): Outcome {
  const { skew, fairness, timeLimitMs, seed } = scenario;
  const players = answerQuestion(scenario, skew, 1000 * seed + question);
  const { real, isCheat } = players;
  const measured = players[fairness];
  const [realPlaces, places] = [placesOf(real), placesOf(measured)];
  const honest = [...real.keys()].filter((player) => !isCheat[player]);
  const cheats = [...real.keys()].filter((player) => isCheat[player]);
  const only = (values: Float64Array) => Float64Array.from(honest, (player) => values[player]!);
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
  const gained = (player: number) => (realPlaces[player]! - places[player]!) / real.length;
  const points = (ms: number) => pointsFor(1, "speed", POINTS, timeLimitMs, Math.round(ms));
  return {
    wrongPairs: wrongPairs(only(real), only(measured)),
    misplaced: mean(honest.map((player) => Math.abs(gained(player)))),
    missingInTop: real.reduce(
      (missing, _, player) => missing + Number(realPlaces[player]! < TOP && places[player]! >= TOP),
      0,
    ),
    pointsOff: mean(honest.map((player) => Math.abs(points(measured[player]!) - points(real[player]!)))),
    cheatGain: mean(cheats.map(gained)),
  };
}
