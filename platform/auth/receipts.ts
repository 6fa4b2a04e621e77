import { hkdfSync } from "node:crypto";
import { createDecoder, createSigner, createVerifier } from "fast-jwt";
import { TOKEN_LIFE_MS } from "./tokens.ts";

/** What a receipt attests: this player sent this answer, and it arrived then. */
export interface Receipted {
  sessionNo: number;
  playerNo: number;
  question: number;
  form: number;
  bits: number;
  response: string | null;
  /** Epoch ms by the gateway's clock. */
  receivedAt: number;
}

const DAY_MS = 86_400_000;
const AUDIENCE = "stampede-receipt";
/** As long as a player's token: in pace `self` a question may stay open for weeks. */
const READ_FOR_DAYS = TOKEN_LIFE_MS / DAY_MS + 1;
/** Another node may have begun the next day, by so much, in ms. */
const CLOCKS_DIFFER_MS = 60_000;
/** The most keys that are kept ready; nearly all receipts are of this day or the one before. */
const KEYS_AT_HAND = 3;

/**
 * Signs and reads receipts: HS256 under a set of keys of which each signs for a day and reads for 31 more. The keys
 * are derived from the nodes' common secret (HKDF, RFC 5869) and named by `kid`, so every node has the same
 * ones without asking any other.
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
  sign(receipted: Receipted, now = Date.now()): string {
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
    const { sessionNo, playerNo, question, form, bits, response, receivedAt } = receipted;
    return this.#signer.sign({ a: [sessionNo, playerNo, question, form, bits, response, receivedAt] });
  }

  /** What a receipt says; null where it is not one of ours, or too old. */
  read(receipt: string, now = Date.now()): Receipted | null {
    try {
      const kid = String(this.#decode(receipt).header.kid);
      if (!isReadAt(kid, now)) return null;
      const { a } = this.#verifier(kid)(receipt) as { a: unknown[] };
      const [sessionNo, playerNo, question, form, bits, response, receivedAt] = a as [
        number,
        number,
        number,
        number,
        number,
        string | null,
        number,
      ];
      return { sessionNo, playerNo, question, form, bits, response, receivedAt };
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
      if (this.#verifiers.size >= KEYS_AT_HAND) this.#verifiers.clear();
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

function isReadAt(kid: string, now: number): boolean {
  const day = Number(/^r(\d{1,9})$/.exec(kid)?.[1] ?? Number.NaN);
  return day <= dayAt(now + CLOCKS_DIFFER_MS) && day >= dayAt(now) - READ_FOR_DAYS;
}
