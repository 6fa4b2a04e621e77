import type { Random } from "../harness/random.ts";

const NAMES = [
  "Zoë",
  "Łukasz",
  "أحمد",
  "さくら",
  "O'Brien",
  'Jo "the" Ace',
  "Doe, Jane",
  "=1+1",
  "🦓",
  "Ivan <b>",
];

/** Nicknames as people choose them: with several scripts, quotes, commas and emoji. A number makes each one unique. */
export function randomNicknames(random: Random, count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `${random.pick(NAMES)} ${index + from}`);
}
