import { between, pick, type Random, randomOf } from "./random.ts";
import { slownessOf, type ThoughtAbout, thinkingTimeMs } from "./thinking-time.ts";

/** What share of the answers is wrong, comes too late, or meets a lost connection: 0 to 1 each. */
export interface Habits {
  wrong: number;
  late: number;
  lost: number;
}

/**
 * What happens to a player's connection while a question is open.
 * `lost-reply`: the answer arrives, its reply does not. `reset`: the connection breaks `ms` after the answer was sent.
 * `away`: `ms` without any network, the event stream included; it begins after `share` of the thinking time.
 */
export type Mishap =
  | { kind: "lost-reply" }
  | { kind: "reset"; ms: number }
  | { kind: "away"; ms: number; share: number };

/** What one player does with one question. */
export interface Intent {
  /** From when the question is seen and open to the answer. */
  thinkMs: number;
  isWrong: boolean;
  /** The answer waits until so long after the question has closed; undefined for an answer in time. */
  lateByMs: number | undefined;
  mishap: Mishap | undefined;
  /** For what else is left to chance, such as which wrong answer. */
  random: Random;
}

const AWAY_MS = [500, 4000] as const;
const RESET_MS = [0, 30] as const;
const LATE_MS = [300, 1500] as const;
/** The seed of what holds for a player in all questions. */
const EVERY_QUESTION = 0;

/** One simulated person. The same seed and number give the same person, whatever else happens. */
export class Person {
  readonly #seed: number;
  readonly #no: number;
  readonly #habits: Habits;
  readonly #slowness: number;

  constructor(seed: number, no: number, habits: Habits) {
    this.#seed = seed;
    this.#no = no;
    this.#habits = habits;
    this.#slowness = slownessOf(randomOf(seed, no, EVERY_QUESTION));
  }

  /** @param question its `no` counts from 1 */
  intentFor(question: ThoughtAbout & { no: number }): Intent {
    const random = randomOf(this.#seed, this.#no, question.no);
    const { wrong, late, lost } = this.#habits;
    // Every number is drawn, needed or not: so the other numbers stay the same if a share changes.
    const [wrongDraw, lateDraw, lostDraw, lateMs] = [
      random(),
      random(),
      random(),
      between(random, ...LATE_MS),
    ];
    const mishap = mishapOf(random);
    return {
      thinkMs: thinkingTimeMs(question, this.#slowness, random),
      isWrong: wrongDraw < wrong,
      lateByMs: lateDraw < late ? lateMs : undefined,
      mishap: lostDraw < lost ? mishap : undefined,
      random,
    };
  }
}

function mishapOf(random: Random): Mishap {
  const mishaps: Mishap[] = [
    { kind: "lost-reply" },
    { kind: "reset", ms: between(random, ...RESET_MS) },
    { kind: "away", ms: between(random, ...AWAY_MS), share: random() },
  ];
  return pick(random, mishaps)!;
}
