import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDecoder, createSigner, createVerifier } from "fast-jwt";
import type { Environment } from "./environment.ts";
import { InvalidToken } from "./errors.ts";

/** Who calls: a host, or one player of one session. */
export type Bearer =
  | { role: "host"; name: string }
  | { role: "player"; sessionId: string; sessionNo: number; playerNo: number; nickname: string };

const NAME = "stampede";
const DAY_MS = 86_400_000;
/** The longest that a token is good for; a session in pace `self` may last for weeks. */
export const TOKEN_LIFE_MS = 30 * DAY_MS;

/** Mints and verifies the bearer tokens of the contract: HS256 over one secret. */
export class Tokens {
  readonly #sign: (claims: object) => string;
  readonly #verify: (token: string) => Record<string, unknown>;

  readonly #decode = createDecoder({ complete: true });

  constructor(secret: string) {
    const claims = { iss: NAME, aud: NAME };
    this.#sign = createSigner({ key: secret, algorithm: "HS256", expiresIn: TOKEN_LIFE_MS, ...claims });
    this.#verify = createVerifier({
      key: secret,
      algorithms: ["HS256"],
      allowedIss: NAME,
      allowedAud: NAME,
      requiredClaims: ["iss", "aud", "exp", "iat", "sub", "role"],
      cache: 10_000,
    });
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
    try {
      return this.#decode(token).header.alg === "HS256";
    } catch {
      return true;
    }
  }

  /** @throws InvalidToken */
  read(token: string): Bearer {
    let claims: Record<string, unknown>;
    try {
      claims = this.#verify(token);
    } catch {
      throw new InvalidToken();
    }
    const { role, sub, sid, sno, pno, nick } = claims;
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
