import { randomUUID } from "node:crypto";
import type { ServiceBroker } from "moleculer";
import type { OpenIdTokens } from "../../../platform/auth/openid.ts";
import { type OpenIdCode, OpenIdSignIn, type SignedInHost } from "../../../platform/auth/openid-sign-in.ts";
import { type SignInCode, TOKEN_LIFETIME_MS, type Tokens } from "../../../platform/auth/tokens.ts";
import { currentTime } from "../../../platform/clock.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { Environment } from "../../../platform/environment.ts";
import { linkInvalid, linkUsed, noProvider } from "./sign-in-errors.ts";

/** How a host can sign in at this server. `openid` is missing if there is none, and null while it cannot be reached. */
export interface SignInWays {
  link: true;
  openid?: { authorizationUrl: string } | null;
}

/** Lets hosts sign in: by a one-time link, or at an OpenID provider. */
export class SignIn {
  readonly #broker: ServiceBroker;
  readonly #tokens: Tokens;
  readonly #openid: OpenIdSignIn | undefined;

  /** @param provider undefined if no provider's tokens are accepted */
  constructor(
    broker: ServiceBroker,
    environment: Environment,
    tokens: Tokens,
    provider: OpenIdTokens | undefined,
  ) {
    this.#broker = broker;
    this.#tokens = tokens;
    const { STAMPEDE_OPENID_CLIENT_ID: clientId, AUTH_ISSUER: issuer } = environment;
    if (!provider || !clientId || !issuer) return;
    const client = {
      issuer,
      clientId,
      clientSecret: environment.STAMPEDE_OPENID_CLIENT_SECRET,
      scope: environment.STAMPEDE_OPENID_SCOPE,
    };
    this.#openid = new OpenIdSignIn(client, provider, (problem) => broker.logger.warn(problem));
  }

  async ways(): Promise<SignInWays> {
    if (!this.#openid) return { link: true };
    const authorizationUrl = await this.#openid.authorizationUrl();
    return { link: true, openid: authorizationUrl === null ? null : { authorizationUrl } };
  }

  /**
   * @param key of the request: with the same one the same code signs in again
   * @throws InvalidToken if the code is not valid, or another request has used it; TryAgain
   */
  async byCode(code: string, key: string = randomUUID()): Promise<SignedInHost> {
    const { name, id, expiresAt } = this.#verified(code);
    const params = { id, useKey: key, expiresAt };
    if (!(await call(this.#broker, "sessions.useSignInCode", params))) throw linkUsed();
    return { token: this.#tokens.issueHostToken(name), name, expiresAt: currentTime() + TOKEN_LIFETIME_MS };
  }

  /** @throws InvalidToken, TryAgain; NotFound if no provider is configured */
  async byOpenId(code: OpenIdCode): Promise<SignedInHost> {
    if (!this.#openid) throw noProvider();
    return this.#openid.signIn(code);
  }

  #verified(code: string): SignInCode {
    try {
      return this.#tokens.verifySignInCode(code);
    } catch {
      throw linkInvalid();
    }
  }
}
