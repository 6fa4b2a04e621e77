import type { Scenario } from "./simulation.ts";
import type { Skew } from "./skew.ts";

const PLAYERS = 1000;
const QUESTIONS = 100;
/** A usual question, and a fast one, in which delays matter most. */
export const TIME_LIMITS_MS = [20_000, 5000];

/** What the sessions are measured with, by name. */
const VARIANTS: Record<string, Pick<Scenario, "fairness" | "cheats" | "unseen">> = {
  arrival: { fairness: "arrival", cheats: 0, unseen: 0 },
  delivery: { fairness: "delivery", cheats: 0, unseen: 0 },
  "delivery, no round trip known": { fairness: "delivery", cheats: 0, unseen: 1 },
  "arrival, 5 % cheat": { fairness: "arrival", cheats: 0.05, unseen: 0 },
  "delivery, 5 % cheat": { fairness: "delivery", cheats: 0.05, unseen: 0 },
};

export interface NamedScenario extends Scenario {
  name: string;
}

export function scenarios(skews: readonly Skew[], players = PLAYERS, questions = QUESTIONS): NamedScenario[] {
  return TIME_LIMITS_MS.flatMap((timeLimitMs) =>
    skews.flatMap((skew) =>
      Object.entries(VARIANTS).map(([name, variant]) => ({
        name,
        ...variant,
        skew,
        timeLimitMs,
        count: players,
        questions,
        seed: 1,
      })),
    ),
  );
}
