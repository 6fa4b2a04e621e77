import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDecoder, createVerifier } from "fast-jwt";
import { copyOf } from "../cache/detach-string.ts";
import { Generations } from "../cache/generational-cache.ts";
import type { Environment } from "../environment.ts";
import { InvalidToken } from "../errors.ts";

/** Who calls: a host, or one player of one session. */
export type Bearer =
  | { role: "host"; name: string }
  | { role: "player"; sessionId: string; sessionNo: number; playerNo: number; nickname: string };

const NAME = "stampede";
const DAY_MS = 86_400_000;
/** The longest that a token is good for; a session in pace `self` may last for weeks. */
export const TOKEN_LIFE_MS = 30 * DAY_MS;

type Claims = Record<string, unknown>;

/** The header of every token that is minted here, as it stands in front of the claims. */
const OWN_HEADER = `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url")}.`;
/** The claims, and an HMAC of SHA-256 (32 bytes), in base64url. */
const AFTER_HEADER = /^([\w-]+)\.([\w-]{43})$/;

/** So many tokens that were good are known again, twice over: some 700 bytes each. */
const KNOWN_TOKENS = 50_000;
/** An HMAC of SHA-256 in base64url: the last letters of a token. */
const SIGNATURE_LETTERS = 43;

/** A token that was verified. */
interface Known {
  token: string;
  bearer: Bearer;
  /** Epoch ms. */
  expiresAt: number;
}

/**
 * Mints and verifies the bearer tokens of the contract: HS256 over one secret. The tokens minted here, one on
 * nearly every request, are verified here; whatever is not plainly such a token is for the library to judge. A player sends the same token all through a session: what was verified
 * once is known again, letter by letter, until it expires.
 */
export class Tokens {
  readonly #key: KeyObject;
  readonly #verify: (token: string) => Claims;
  readonly #decode = createDecoder({ complete: true });
  /** By their signatures. */
  readonly #known = new Generations<string, Known>(KNOWN_TOKENS);

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(secret));
    this.#verify = createVerifier({
      key: secret,
      algorithms: ["HS256"],
      allowedIss: NAME,
      allowedAud: NAME,
      requiredClaims: ["iss", "aud", "exp", "iat", "sub", "role"],
      cache: 1000,
    });
  }

  #sign(claims: Claims): string {
    const iat = Math.floor(Date.now() / 1000);
    const payload = JSON.stringify({ ...claims, iat, exp: iat + TOKEN_LIFE_MS / 1000, iss: NAME, aud: NAME });
    const signed = OWN_HEADER + Buffer.from(payload).toString("base64url");
    return `${signed}.${this.#signature(signed)}`;
  }

  #signature(signed: string): string {
    return createHmac("sha256", this.#key).update(signed).digest("base64url");
  }

  /** The claims of a token that was minted here and is good; null for any other, which may yet be good. */
  #ownClaims(token: string): Claims | null {
    if (!token.startsWith(OWN_HEADER)) return null;
    const [, payload, signature] = AFTER_HEADER.exec(token.slice(OWN_HEADER.length)) ?? [];
    if (!payload || !signature) return null;
    const right = this.#signature(OWN_HEADER + payload);
    if (!timingSafeEqual(Buffer.from(signature, "latin1"), Buffer.from(right, "latin1"))) return null;
    return goodClaims(Buffer.from(payload, "base64url").toString());
  }

  /** @param name 1 to 200 characters that a database can hold */
  host(name: string): string {
    if (!isHostName(name))
      throw new RangeError("A host's name has 1 to 200 characters, none of them U+0000.");
    return this.#sign({ sub: name, role: "host" });
  }

  player(player: Omit<Extract<Bearer, { role: "player" }>, "role">): string {
    return this.#sign({
      sub: `${player.sessionId}/${player.playerNo}`,
      role: "player",
      sid: player.sessionId,
      sno: player.sessionNo,
      pno: player.playerNo,
      nick: player.nickname,
    });
  }

  /** Whether a token claims to be signed with a shared secret, as ours are. */
  isOwn(token: string): boolean {
    if (token.startsWith(OWN_HEADER)) return true;
    try {
      return this.#decode(token).header.alg === "HS256";
    } catch {
      return true;
    }
  }

  /** Whom a token names that was verified before; undefined for any other, which may yet be good. */
  known(token: string): Bearer | undefined {
    const known = this.#known.get(token.slice(-SIGNATURE_LETTERS));
    return known?.token === token && Date.now() <= known.expiresAt ? known.bearer : undefined;
  }

  /** @throws InvalidToken */
  read(token: string): Bearer {
    const known = this.known(token);
    if (known) return known;
    let claims: Claims;
    try {
      claims = this.#ownClaims(token) ?? this.#verify(token);
    } catch {
      throw new InvalidToken();
    }
    const bearer = Object.freeze(bearerOf(claims));
    const expiresAt = (claims.exp as number) * 1000;
    this.#known.set(copyOf(token.slice(-SIGNATURE_LETTERS)), { token: copyOf(token), bearer, expiresAt });
    return bearer;
  }
}

/** @throws InvalidToken where the claims name nobody */
function bearerOf({ role, sub, sid, sno, pno, nick }: Claims): Bearer {
  if (role === "host" && typeof sub === "string" && isHostName(sub)) return { role, name: sub };
  if (
    role === "player" &&
    typeof sid === "string" &&
    typeof sno === "number" &&
    typeof pno === "number" &&
    typeof nick === "string"
  ) {
    return { role, sessionId: sid, sessionNo: sno, playerNo: pno, nickname: nick };
  }
  throw new InvalidToken();
}

/** Claims as they are minted here, and not yet expired; null for any others. @throws where it is not JSON */
function goodClaims(payload: string): Claims | null {
  const claims: Claims | null = JSON.parse(payload);
  if (claims === null || claims.iss !== NAME || claims.aud !== NAME || "nbf" in claims) return null;
  const { sub, role, iat, exp } = claims;
  if (typeof sub !== "string" || typeof role !== "string" || typeof iat !== "number") return null;
  return typeof exp === "number" && Date.now() <= exp * 1000 ? claims : null;
}

function isHostName(name: string): boolean {
  return name.length >= 1 && name.length <= 200 && name.isWellFormed() && !name.includes("\u0000");
}

/**
 * The secret over which tokens are signed: `AUTH_SECRET`, or one generated once into the data folder. The file
 * appears there whole or not at all, so two processes that start together end with the same one.
 */
export function tokenSecret(environment: Pick<Environment, "AUTH_SECRET" | "DATA_DIR">): string {
  if (environment.AUTH_SECRET) return environment.AUTH_SECRET;
  const file = join(environment.DATA_DIR, "auth-secret");
  mkdirSync(environment.DATA_DIR, { recursive: true });
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  const secret = readFileSync(file, "utf8");
  if (secret.length < 32) throw new Error(`${file} holds no secret; remove it, and a new one is made.`);
  return secret;
}
