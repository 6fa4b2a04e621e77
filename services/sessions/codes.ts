import { randomInt } from "node:crypto";

/** No vowels, so no words; no 0, 1, I, L, O, U, so nothing that is misread from a screen. */
const LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789";
const LENGTH = 6;

/** A join code: six letters of 27, one of 387 million. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** A code as a person types it, brought to the form in which it is stored; what cannot be one is "", which none is. */
export function normalCode(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return CODE.test(code) ? code : "";
}
