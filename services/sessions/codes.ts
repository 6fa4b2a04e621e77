import { randomInt } from "node:crypto";

/** Without vowels, so that no code is a word. Without 0, 1, I, L, O and U, which are easily misread on a screen. */
const ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789";
const LENGTH = 6;

/** A random join code: six characters out of 27, so one of 387 million. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

const CODE_PATTERN = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** Turns a code as a person types it into its stored form. Returns "", which is never a code, if it cannot be one. */
export function normalizeCode(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return CODE_PATTERN.test(code) ? code : "";
}
