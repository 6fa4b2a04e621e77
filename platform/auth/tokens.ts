import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDecoder, createVerifier } from "fast-jwt";
import { detachString } from "../cache/detach-string.ts";
import { GenerationalCache } from "../cache/generational-cache.ts";
import { currentTime } from "../clock.ts";
import { MAX_SESSION_AHEAD_MS } from "../domain/session.ts";
import type { Environment } from "../environment.ts";
import { InvalidToken } from "../errors.ts";
import { isHostName, isUnambiguous, isValidAt } from "./claims.ts";

/** The caller: a host, a player of one session, or a big screen that shows one session. */
export type Identity =
  | { role: "host"; name: string }
  | { role: "player"; sessionId: string; sessionNo: number; playerNo: number; nickname: string }
  | { role: "screen"; sessionId: string; sessionNo: number };

/** The issuer, which is also the audience. */
const ISSUER = "stampede";
export const DAY_MS = 86_400_000;
/** How long a token is valid; a player's is from the announced end of the session on, to read the results. */
export const TOKEN_LIFETIME_MS = 30 * DAY_MS;
/** How long a player's token is valid at most. */
export const MAX_TOKEN_LIFETIME_MS = MAX_SESSION_AHEAD_MS + TOKEN_LIFETIME_MS;

/** How long a one-time sign-in code is valid. */
export const SIGN_IN_LIFETIME_MS = 15 * 60_000;
/** The `role` of sign-in codes. */
const SIGN_IN_ROLE = "signIn";

/** A valid sign-in code, as it says. */
export interface SignInCode {
  /** The host's. */
  name: string;
  /** Of the code: it can be used once. */
  id: string;
  /** Epoch ms. */
  expiresAt: number;
}

type Claims = Record<string, unknown>;

/** The encoded header of every token that is issued here. */
const ENCODED_HEADER = `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url")}.`;
/** The rest of such a token: the claims and an HMAC-SHA-256 (32 bytes), in base64url. */
const PAYLOAD_AND_SIGNATURE = /^([\w-]+)\.([\w-]{43})$/;

/** Number of verified tokens in each of the cache's two generations. Each takes about 700 bytes. */
const CACHED_TOKENS = 50_000;
/** A longer token is invalid: those with the longest names have 1,200 characters. */
const MAX_TOKEN_LENGTH = 4096;
/** The largest number of a session or player. */
const MAX_NUMBER = 2_147_483_647;
/** The length of the signature at the end of a token: an HMAC-SHA-256 in base64url. */
const SIGNATURE_LENGTH = 43;

/** A verified token. */
interface CachedToken {
  token: string;
  identity: Identity;
  /** Epoch ms. */
  expiresAt: number;
}

/**
 * Issues and verifies the bearer tokens of the contract: HS256 with one secret. Nearly every request has a token that
 * was issued here. These are verified without the library, because it is slower; the library verifies all others. A
 * player sends the same token during the whole session, so verified tokens are cached until they expire.
 */
export class Tokens {
  readonly #key: KeyObject;
  readonly #verifyWithLibrary: (token: string) => Claims;
  readonly #decode = createDecoder({ complete: true });
  /** By signature. The whole token must be equal too. */
  readonly #cache = new GenerationalCache<string, CachedToken>(CACHED_TOKENS);

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(secret));
    this.#verifyWithLibrary = createVerifier({
      key: secret,
      algorithms: ["HS256"],
      allowedIss: ISSUER,
      allowedAud: ISSUER,
      requiredClaims: ["iss", "aud", "exp", "iat", "sub", "role"],
      cache: 1000,
    });
  }

  #sign(claims: Claims, lifetimeMs = TOKEN_LIFETIME_MS): string {
    const iat = Math.floor(currentTime() / 1000);
    const payload = JSON.stringify({
      ...claims,
      iat,
      exp: iat + Math.ceil(lifetimeMs / 1000),
      iss: ISSUER,
      aud: ISSUER,
    });
    const signingInput = ENCODED_HEADER + Buffer.from(payload).toString("base64url");
    return `${signingInput}.${this.#signature(signingInput)}`;
  }

  #signature(signingInput: string): string {
    return createHmac("sha256", this.#key).update(signingInput).digest("base64url");
  }

  /** The claims of a valid token that was issued here; null for any other token, which may still be valid. */
  #verifyOwn(token: string): Claims | null {
    if (!token.startsWith(ENCODED_HEADER)) return null;
    const [, payload, signature] = PAYLOAD_AND_SIGNATURE.exec(token.slice(ENCODED_HEADER.length)) ?? [];
    if (!payload || !signature) return null;
    const expected = this.#signature(ENCODED_HEADER + payload);
    if (!timingSafeEqual(Buffer.from(signature, "latin1"), Buffer.from(expected, "latin1"))) return null;
    return parseClaims(Buffer.from(payload, "base64url").toString());
  }

  /**
   * Issues a host's token.
   *
   * @param lifetimeMs how long it is valid
   * @throws RangeError if the name is invalid
   */
  issueHostToken(name: string, lifetimeMs = TOKEN_LIFETIME_MS): string {
    checkHostName(name);
    return this.#sign({ sub: name, role: "host" }, lifetimeMs);
  }

  /**
   * Issues a player's token. It is valid for 30 days, or until 30 days after the session's end if that is known.
   *
   * @param lastsUntil until when the session may last, in epoch ms; 0 if it is not known
   */
  issuePlayerToken(player: Omit<Extract<Identity, { role: "player" }>, "role">, lastsUntil = 0): string {
    const claims = {
      sub: `${player.sessionId}/${player.playerNo}`,
      role: "player",
      sid: player.sessionId,
      sno: player.sessionNo,
      pno: player.playerNo,
      nick: player.nickname,
    };
    return this.#sign(claims, lifetimeOf(lastsUntil));
  }

  /**
   * Issues a one-time sign-in code. It is no bearer token: no route accepts its role.
   *
   * @throws RangeError if the name is invalid
   */
  issueSignInCode(name: string, lifetimeMs = SIGN_IN_LIFETIME_MS): string {
    checkHostName(name);
    return this.#sign(
      { sub: name, role: SIGN_IN_ROLE, jti: randomBytes(12).toString("base64url") },
      lifetimeMs,
    );
  }

  /** @throws InvalidToken if it is no sign-in code, or has expired. It may have been used. */
  verifySignInCode(code: string): SignInCode {
    const { role, sub, jti, exp } = this.#validClaims(code);
    if (role !== SIGN_IN_ROLE || !isHostName(sub) || typeof jti !== "string" || !/^[\w-]{16}$/.test(jti))
      throw new InvalidToken();
    return { name: sub, id: jti, expiresAt: (exp as number) * 1000 };
  }

  /** Issues the token of a big screen that shows one session. It is valid as long as a player's. */
  issueScreenToken(session: { sessionId: string; sessionNo: number }, lastsUntil = 0): string {
    const { sessionId: sid, sessionNo: sno } = session;
    return this.#sign({ sub: screenSubject(sid), role: "screen", sid, sno }, lifetimeOf(lastsUntil));
  }

  /** Whether the algorithm in a token's header is HS256. Also true for a malformed token. */
  isHs256(token: string): boolean {
    if (token.startsWith(ENCODED_HEADER)) return true;
    try {
      return this.#decode(token).header.alg === "HS256";
    } catch {
      return true;
    }
  }

  /** The identity of a token that was verified before; undefined for any other token, which may still be valid. */
  cachedIdentity(token: string): Identity | undefined {
    const cached = this.#cache.get(token.slice(-SIGNATURE_LENGTH));
    return cached?.token === token && currentTime() <= cached.expiresAt ? cached.identity : undefined;
  }

  /** @throws InvalidToken */
  #validClaims(token: string): Claims {
    try {
      if (token.length <= MAX_TOKEN_LENGTH) {
        const claims = this.#verifyOwn(token) ?? this.#verifyWithLibrary(token);
        if (isValidAt(claims, currentTime()) && isUnambiguous(token)) return claims;
      }
    } catch {
      // Not even a token.
    }
    throw new InvalidToken();
  }

  /** @throws InvalidToken */
  verify(token: string): Identity {
    const cached = this.cachedIdentity(token);
    if (cached) return cached;
    const claims = this.#validClaims(token);
    const identity = Object.freeze(identityOf(claims));
    const expiresAt = (claims.exp as number) * 1000;
    this.#cache.set(detachString(token.slice(-SIGNATURE_LENGTH)), {
      token: detachString(token),
      identity,
      expiresAt,
    });
    return identity;
  }
}

/** @param lastsUntil as in `issuePlayerToken` */
function lifetimeOf(lastsUntil: number): number {
  return Math.min(Math.max(0, lastsUntil - currentTime()) + TOKEN_LIFETIME_MS, MAX_TOKEN_LIFETIME_MS);
}

/** @throws RangeError */
function checkHostName(name: string): void {
  if (!isHostName(name)) throw new RangeError("A host's name must have 1 to 200 characters, without U+0000.");
}

/** The `sub` of a screen's token. No player's looks like this. */
const screenSubject = (sessionId: string) => `${sessionId}/screen`;

/** @throws InvalidToken if the claims are not those of a host, a player or a screen */
function identityOf({ role, sub, sid, sno, pno, nick }: Claims): Identity {
  if (role === "host" && isHostName(sub)) return { role, name: sub };
  if (
    role === "player" &&
    typeof sid === "string" &&
    isNumber(sno) &&
    isNumber(pno) &&
    typeof nick === "string" &&
    sub === `${sid}/${pno}`
  ) {
    return { role, sessionId: sid, sessionNo: sno, playerNo: pno, nickname: nick };
  }
  if (role === "screen" && typeof sid === "string" && isNumber(sno) && sub === screenSubject(sid)) {
    return { role, sessionId: sid, sessionNo: sno };
  }
  throw new InvalidToken();
}

/**
 * Parses claims. Returns null if they have expired or do not look like those of a token that was issued here.
 *
 * @throws SyntaxError if the payload is not JSON
 */
function parseClaims(payload: string): Claims | null {
  const claims: Claims | null = JSON.parse(payload);
  if (claims === null || claims.iss !== ISSUER || claims.aud !== ISSUER || "nbf" in claims) return null;
  const { sub, role, iat, exp } = claims;
  if (typeof sub !== "string" || typeof role !== "string" || typeof iat !== "number") return null;
  return typeof exp === "number" && currentTime() <= exp * 1000 ? claims : null;
}

function isNumber(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_NUMBER;
}

/**
 * The secret for signing tokens: `AUTH_SECRET`, or one that is generated once in the data folder. The file is created
 * atomically, so two processes that start at the same time get the same secret.
 */
export function tokenSecret(environment: Pick<Environment, "AUTH_SECRET" | "DATA_DIR">): string {
  if (environment.AUTH_SECRET) return environment.AUTH_SECRET;
  const file = join(environment.DATA_DIR, "auth-secret");
  mkdirSync(environment.DATA_DIR, { recursive: true });
  if (!existsSync(file)) {
    const temporaryFile = `${file}.${process.pid}`;
    writeFileSync(temporaryFile, randomBytes(32).toString("base64url"), { mode: 0o600 });
    try {
      linkSync(temporaryFile, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      unlinkSync(temporaryFile);
    }
  }
  const secret = readFileSync(file, "utf8");
  if (secret.length < 32)
    throw new Error(`${file} contains no valid secret. Delete it to generate a new one.`);
  return secret;
}
