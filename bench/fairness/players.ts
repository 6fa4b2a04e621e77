import { normal, type Random, randomOf } from "../../rehearsal/people/random.ts";
import { slownessOf, thinkingTimeMs } from "../../rehearsal/people/thinking-time.ts";
import { creditOf } from "../../services/api/fairness/credits.ts";
import { addGap, type GapStats, NO_GAPS, roundTripMs } from "../../services/api/fairness/round-trip.ts";
import { exponential } from "../capacity/random.ts";
import { latenessAt, type Skew } from "./skew.ts";

/** The round trip of half of the players is shorter, in ms, and the standard deviation of its logarithm. Our assumption. */
export const ROUND_TRIP = { medianMs: 50, deviation: 0.7 };
/** Each way takes longer than half a round trip by this share of it on average, with the exponential distribution. Our assumption. */
export const JITTER_SHARE = 0.1;
/** What a page takes between two readings of the time, on average, in ms. Our assumption. */
const PAGE_MS = 2;
/** The client reads the time five times at its start. */
const GAPS = 4;
/** A cheat waits so long between two readings, in ms: more than the most that is credited. */
export const CHEAT_PAUSE_MS = 400;

export interface Players {
  count: number;
  /** The share of the players who pause between their readings of the time, from 0 to 1. */
  cheats: number;
  /** The share of the players whose round trip the gateway cannot see, from 0 to 1. */
  unseen: number;
  timeLimitMs: number;
}

/** One question, by player: how long each really took, and what was measured; all in ms. */
export interface Measured {
  real: Float64Array;
  arrival: Float64Array;
  delivery: Float64Array;
  isCheat: boolean[];
}

/** Players answer one question, each with their own delays. The same seed gives the same times. */
export function answerQuestion(players: Players, skew: Skew, seed: number): Measured {
  const { count, cheats, unseen, timeLimitMs } = players;
  const column = () => new Float64Array(count);
  const measured: Measured = { real: column(), arrival: column(), delivery: column(), isCheat: [] };
  for (let player = 0; player < count; player++) {
    const random = randomOf(seed, player);
    const isCheat = random() < cheats;
    const isUnseen = random() < unseen;
    const realMs = thinkingTimeMs({ kind: "single", timeLimitMs }, slownessOf(random), random);
    const lateMs = latenessAt(skew, random());
    const tripMs = ROUND_TRIP.medianMs * Math.exp(ROUND_TRIP.deviation * normal(random));
    const oneWay = () => tripMs / 2 + exponential(random, JITTER_SHARE * tripMs);
    const arrivalMs = lateMs + oneWay() + realMs + oneWay();
    const gaps = gapsOf(random, oneWay, isCheat);
    const credit = creditOf(lateMs, 0, isUnseen && !isCheat ? 0 : roundTripMs(gaps));
    measured.real[player] = realMs;
    measured.arrival[player] = arrivalMs;
    measured.delivery[player] = Math.max(0, arrivalMs - credit);
    measured.isCheat.push(isCheat);
  }
  return measured;
}

function gapsOf(random: Random, oneWay: () => number, isCheat: boolean): GapStats {
  let stats = NO_GAPS;
  for (let n = 0; n < GAPS; n++) {
    const pauseMs = exponential(random, PAGE_MS) + (isCheat ? CHEAT_PAUSE_MS : 0);
    stats = addGap(stats, oneWay() + oneWay() + pauseMs);
  }
  return stats;
}
