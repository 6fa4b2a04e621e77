import { hkdfSync } from "node:crypto";
import { createDecoder, createSigner, createVerifier } from "fast-jwt";
import { currentTime } from "../clock.ts";
import { MAX_TOKEN_LIFETIME_MS } from "./tokens.ts";

/** What a receipt proves: this player sent this answer, and it arrived at this time. */
export interface ReceiptClaims {
  sessionNo: number;
  playerNo: number;
  question: number;
  /** An ANSWER_TYPE of the contracts. */
  type: number;
  bits: number;
  response: string | null;
  /** Epoch ms, by the gateway's clock. */
  receivedAt: number;
  /** What is taken off the elapsed time, in ms. */
  creditMs: number;
}

const DAY_MS = 86_400_000;
const AUDIENCE = "stampede-receipt";
/** As long as a player's token may be valid: in pace `self` a question may stay open for months. */
const VALID_DAYS = Math.ceil(MAX_TOKEN_LIFETIME_MS / DAY_MS) + 1;
/** How far ahead another node's clock may be, in ms: there it may already be the next day. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Maximum number of cached verifiers, one per key. Nearly all receipts are from today or yesterday. */
const MAX_CACHED_KEYS = 3;

/**
 * Signs and verifies receipts: HS256 with one key per day, which signs for that day and verifies for as long as
 * a player's token may be valid. The keys
 * are derived from the nodes' shared secret (HKDF, RFC 5869) and identified by `kid`, so all nodes have the same keys
 * without exchanging them.
 */
export class Receipts {
  readonly #secret: string;
  readonly #decode = createDecoder({ complete: true });
  #signer: { kid: string; sign: (claims: object) => string } | undefined;
  readonly #verifiers = new Map<string, (token: string) => Record<string, unknown>>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @param now epoch ms */
  sign(claims: ReceiptClaims, now = currentTime()): string {
    const kid = kidAt(now);
    if (this.#signer?.kid !== kid) {
      this.#signer = {
        kid,
        sign: createSigner({
          key: this.#key(kid),
          algorithm: "HS256",
          kid,
          aud: AUDIENCE,
          noTimestamp: true,
        }),
      };
    }
    const { sessionNo, playerNo, question, type, bits, response, receivedAt, creditMs } = claims;
    const credit = creditMs > 0 ? [creditMs] : [];
    return this.#signer.sign({
      a: [sessionNo, playerNo, question, type, bits, response, receivedAt, ...credit],
    });
  }

  /** The claims of a receipt; null if it is invalid or too old. */
  verify(receipt: string, now = currentTime()): ReceiptClaims | null {
    try {
      const kid = String(this.#decode(receipt).header.kid);
      if (!isValidAt(kid, now)) return null;
      const { a } = this.#verifier(kid)(receipt) as { a: unknown[] };
      const [sessionNo, playerNo, question, type, bits, response, receivedAt, creditMs = 0] = a as [
        number,
        number,
        number,
        number,
        number,
        string | null,
        number,
        number?,
      ];
      return { sessionNo, playerNo, question, type, bits, response, receivedAt, creditMs };
    } catch {
      return null;
    }
  }

  #verifier(kid: string) {
    let verify = this.#verifiers.get(kid);
    if (!verify) {
      verify = createVerifier({
        key: this.#key(kid),
        algorithms: ["HS256"],
        allowedAud: AUDIENCE,
        requiredClaims: ["aud"],
      });
      if (this.#verifiers.size >= MAX_CACHED_KEYS) this.#verifiers.clear();
      this.#verifiers.set(kid, verify);
    }
    return verify;
  }

  #key(kid: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#secret, "", `stampede receipt ${kid}`, 32));
  }
}

const dayAt = (now: number) => Math.floor(now / DAY_MS);
const kidAt = (now: number) => `r${dayAt(now)}`;

function isValidAt(kid: string, now: number): boolean {
  const day = Number(/^r(\d{1,9})$/.exec(kid)?.[1] ?? Number.NaN);
  return day <= dayAt(now + CLOCK_TOLERANCE_MS) && day >= dayAt(now) - VALID_DAYS;
}
