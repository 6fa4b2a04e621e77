import { visit } from "jsonc-parser";
import { isStorable } from "../domain/text/storable-text.ts";

/** How far ahead the clock of whoever issued a token may be, in seconds. */
const ISSUED_AHEAD_S = 60;
/** The largest time that a `Date` can hold, in seconds. */
const MAX_TIME_S = 8.64e12;

/** The times of a token (RFC 7519, 4.1.4 to 4.1.6), in seconds since the epoch, as they were sent. */
export interface TokenTimes {
  iat?: unknown;
  nbf?: unknown;
  exp?: unknown;
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= MAX_TIME_S;

/**
 * Whether a token is valid at this time. `exp` is needed; `iat` and `nbf` must be times as well if they are there. The
 * libraries accept 1e400, which JSON makes infinite, and do not look at `iat`.
 *
 * @param now epoch ms
 * @param toleranceS how much earlier or later than `nbf` and `exp` say, in seconds
 */
export function isValidAt({ iat, nbf, exp }: TokenTimes, now: number, toleranceS = 0): boolean {
  const nowS = now / 1000;
  if (!isTime(exp) || nowS > exp + toleranceS) return false;
  if (nbf !== undefined && !(isTime(nbf) && nowS >= nbf - toleranceS)) return false;
  return iat === undefined || (isTime(iat) && iat <= nowS + ISSUED_AHEAD_S && iat <= exp);
}

/** A name that a host may have: 1 to 200 characters that the database can store. */
export function isHostName(name: unknown): name is string {
  return typeof name === "string" && name.length >= 1 && name.length <= 200 && isStorable(name);
}

/**
 * Whether header and claims of a token can be understood in one way only: no name occurs twice (RFC 7519, 4), and no
 * extension must be understood (`crit`; RFC 7515, 4.1.11).
 *
 * @param token well-formed, its signature is verified
 */
export function isUnambiguous(token: string): boolean {
  const [header = "", claims = ""] = token
    .split(".", 2)
    .map((part) => Buffer.from(part, "base64url").toString());
  return hasUniqueNames(header) && hasUniqueNames(claims) && !("crit" in JSON.parse(header));
}

/** @param json valid JSON */
function hasUniqueNames(json: string): boolean {
  // A name that occurs twice is written once.
  if (JSON.stringify(JSON.parse(json)) === json) return true;
  const objects: Set<string>[] = [];
  let isUnique = true;
  visit(json, {
    onObjectBegin: () => void objects.push(new Set()),
    onObjectEnd: () => void objects.pop(),
    onObjectProperty(name) {
      const names = objects.at(-1);
      if (names?.has(name)) isUnique = false;
      names?.add(name);
    },
  });
  return isUnique;
}
