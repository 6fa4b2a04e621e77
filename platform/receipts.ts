import { hkdfSync } from "node:crypto";
import { createDecoder, createSigner, createVerifier } from "fast-jwt";

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
/** A receipt is good until 60 s after the close; two days of keys are more than enough to read it. */
const KEYS_KEPT = 2;

/**
 * Signs and reads receipts: HS256 under a set of keys of which each signs for a day and reads for one more. The
 * keys are derived from the nodes' common secret (HKDF, RFC 5869) and named by `kid`, so every node has the same
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
      if (!kidsAt(now).includes(kid)) return null;
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
      if (this.#verifiers.size >= KEYS_KEPT) this.#verifiers.clear();
      this.#verifiers.set(kid, verify);
    }
    return verify;
  }

  #key(kid: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#secret, "", `stampede receipt ${kid}`, 32));
  }
}

const kidAt = (now: number) => `r${Math.floor(now / DAY_MS)}`;
const kidsAt = (now: number) => Array.from({ length: KEYS_KEPT }, (_, age) => kidAt(now - age * DAY_MS));
