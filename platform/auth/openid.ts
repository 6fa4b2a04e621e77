import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { currentTime } from "../clock.ts";
import { InvalidToken, TryAgain } from "../errors.ts";
import { isHostName, isUnambiguous, isValidAt } from "./claims.ts";
import type { Identity } from "./tokens.ts";

/** Only public-key algorithms: with HS256, the provider's public key could be misused as a shared secret. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
/** How far the clocks of the provider and a node may differ, in seconds. */
const CLOCK_TOLERANCE_S = 30;

export interface Provider {
  jwksUrl: string;
  issuer: string;
  audience: string;
}

/** Hosts' tokens from an OpenID provider, never a player's or a screen's. The token's `sub` is the host's name. */
export class OpenIdTokens {
  readonly #keys: JWTVerifyGetKey;
  readonly #provider: Provider;

  constructor(provider: Provider) {
    this.#provider = provider;
    this.#keys = createRemoteJWKSet(new URL(provider.jwksUrl), {
      timeoutDuration: 3000,
      cooldownDuration: 10_000,
    });
  }

  /** @throws InvalidToken; TryAgain if the provider's keys cannot be fetched */
  async verify(token: string): Promise<Identity> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: ALGORITHMS,
        issuer: this.#provider.issuer,
        audience: this.#provider.audience,
        requiredClaims: ["exp", "sub"],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const { sub } = payload;
      if (!isHostName(sub) || !isValidAt(payload, currentTime(), CLOCK_TOLERANCE_S) || !isUnambiguous(token))
        throw new InvalidToken();
      return { role: "host", name: sub };
    } catch (error) {
      const isTokenInvalid =
        error instanceof InvalidToken ||
        (error instanceof errors.JOSEError &&
          !(error instanceof errors.JWKSTimeout) &&
          !isKeySetError(error));
      throw isTokenInvalid ? new InvalidToken() : new TryAgain();
    }
  }
}

/** A plain JOSEError means that the key set could not be fetched or parsed. */
function isKeySetError(error: errors.JOSEError): boolean {
  return error instanceof errors.JWKSInvalid || error.code === "ERR_JOSE_GENERIC";
}
