import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { InvalidToken, TryAgain } from "../errors.ts";
import type { Bearer } from "./tokens.ts";

/** Signatures that a provider may use: public keys only, so that nobody can pass its key off as a shared secret. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
/** Clocks of a provider and a node may differ by this, in seconds. */
const CLOCK_TOLERANCE_S = 30;

export interface Provider {
  jwksUrl: string;
  issuer: string;
  audience: string;
}

/** Hosts' tokens from an OpenID provider: whoever it issued one to, for this audience, is the host named `sub`. */
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

  /** @throws InvalidToken; TryAgain where the provider's keys cannot be had */
  async read(token: string): Promise<Bearer> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: ALGORITHMS,
        issuer: this.#provider.issuer,
        audience: this.#provider.audience,
        requiredClaims: ["exp", "sub"],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      if (!payload.sub || payload.sub.length > 200) throw new InvalidToken();
      return { role: "host", name: payload.sub };
    } catch (error) {
      const isTheTokensFault =
        error instanceof InvalidToken ||
        (error instanceof errors.JOSEError &&
          !(error instanceof errors.JWKSTimeout) &&
          !isAboutTheKeySet(error));
      throw isTheTokensFault ? new InvalidToken() : new TryAgain();
    }
  }
}

/** jose's bare JOSEError says that the key set could not be fetched or read. */
function isAboutTheKeySet(error: errors.JOSEError): boolean {
  return error instanceof errors.JWKSInvalid || error.code === "ERR_JOSE_GENERIC";
}
