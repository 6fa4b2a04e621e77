import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** A new opaque id of 96 random bits, safe in URLs. */
export function newId(): string {
  return randomBytes(12).toString("base64url");
}

/** Whether a text has the format of an id. No other text is looked up: Postgres rejects some texts with an error. */
export function isId(text: string): boolean {
  return /^[\w-]{16}$/.test(text);
}

/** The random part of a session's id, in base64url characters: 60 bits. */
const RANDOM_LENGTH = 10;
/** The tag after it, in base64url characters: 36 bits, so one in 69 billion made-up ids has the right tag. */
const TAG_LENGTH = 6;

/**
 * Session ids that prove themselves: ten random characters, then a tag, which is a truncated HMAC-SHA-256 of them. Who
 * has the key tells a made-up id from a real one without a look-up. The key is derived (HKDF, RFC 5869) from the nodes'
 * shared secret, so all nodes have the same one. An id has the format of every other id.
 */
export class SessionIds {
  readonly #key: KeyObject;
  /** Tells this key from others and does not reveal it. It is stored with each session. */
  readonly keyName: string;

  /** @param secret the nodes' shared secret */
  constructor(secret: string) {
    this.#key = createSecretKey(derive(secret, "stampede session id", 32));
    this.keyName = derive(secret, "stampede name of the session id key", 9).toString("base64url");
  }

  /** A new id. */
  create(): string {
    const random = randomBytes(9).toString("base64url").slice(0, RANDOM_LENGTH);
    return random + this.#tagOf(random);
  }

  /** Whether an id's tag was made with this key. It takes the same time wherever a wrong tag differs; about 2 µs. */
  isGenuine(id: string): boolean {
    if (!isId(id)) return false;
    const expected = this.#tagOf(id.slice(0, RANDOM_LENGTH));
    return timingSafeEqual(Buffer.from(id.slice(RANDOM_LENGTH), "latin1"), Buffer.from(expected, "latin1"));
  }

  #tagOf(random: string): string {
    return createHmac("sha256", this.#key).update(random).digest("base64url").slice(0, TAG_LENGTH);
  }
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, bytes));
}
