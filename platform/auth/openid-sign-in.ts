import { decodeJwt } from "jose";
import * as openid from "openid-client";
import { currentTime } from "../clock.ts";
import { InvalidToken, TryAgain } from "../errors.ts";
import type { OpenIdTokens } from "./openid.ts";

/** How long a call to the provider may take, in seconds. */
const TIMEOUT_S = 5;
/** For how long the provider's description of itself is kept, in ms, and for how long that it could not be read. */
const KEEP_MS = 10 * 60_000;
const KEEP_FAILURE_MS = 5000;

export interface OpenIdClient {
  /** The provider: its description is at `<issuer>/.well-known/openid-configuration`. */
  issuer: string;
  clientId: string;
  /** Only of a client that has one: PKCE protects the sign-in without it as well. */
  clientSecret?: string | undefined;
  scope: string;
}

/** What a page has got from the provider. */
export interface OpenIdCode {
  code: string;
  /** The PKCE verifier whose challenge the page has sent to the provider (RFC 7636). */
  verifier: string;
  redirectUri: string;
  /** The provider's `iss` beside the code (RFC 9207), if it has sent one. */
  iss?: string | undefined;
}

/** A host who has signed in. */
export interface SignedInHost {
  token: string;
  /** To be shown: with OpenID not the name that owns what the host makes. */
  name: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** Sign-in at an OpenID provider: authorization code flow with PKCE, in which this node exchanges the code. */
export class OpenIdSignIn {
  readonly #client: OpenIdClient;
  readonly #tokens: OpenIdTokens;
  readonly #onError: (problem: string) => void;
  #provider: Promise<openid.Configuration> | undefined;
  /** By `performance.now()`. */
  #keepUntil = 0;

  /** @param onError is told in one line why the provider cannot be used, for the operator */
  constructor(client: OpenIdClient, tokens: OpenIdTokens, onError: (problem: string) => void) {
    this.#client = client;
    this.#tokens = tokens;
    this.#onError = onError;
  }

  /**
   * Where a page sends the host. It adds `redirect_uri`, `state` and `code_challenge`.
   *
   * @returns null if the provider does not reply
   */
  async authorizationUrl(): Promise<string | null> {
    try {
      const parameters = { scope: this.#client.scope, code_challenge_method: "S256" };
      return openid.buildAuthorizationUrl(await this.#discover(), parameters).href;
    } catch {
      return null;
    }
  }

  /**
   * Exchanges the code for a token that `OpenIdTokens` accepts: the access token, or else the ID token.
   *
   * @throws InvalidToken if the provider refuses the code, or its tokens are not for this server; TryAgain
   */
  async signIn({ code, verifier, redirectUri, iss }: OpenIdCode): Promise<SignedInHost> {
    const url = new URL(redirectUri);
    url.searchParams.set("code", code);
    if (iss !== undefined) url.searchParams.set("iss", iss);
    const provider = await this.#discover().catch(() => {
      throw new TryAgain();
    });
    let reply: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;
    try {
      reply = await openid.authorizationCodeGrant(provider, url, { pkceCodeVerifier: verifier });
    } catch (error) {
      if (error instanceof openid.ResponseBodyError && error.error === "invalid_grant")
        throw new InvalidToken("The provider does not accept this sign-in any more. Begin it again.");
      this.#onError(`The OpenID provider did not exchange a code: ${describe(error)}`);
      throw new TryAgain();
    }
    const claims = reply.claims();
    for (const token of [reply.access_token, reply.id_token]) {
      if (!token) continue;
      const identity = await this.#verified(token);
      if (identity?.role !== "host") continue;
      const { exp = 0 } = decodeJwt(token);
      const shown = [claims?.name, claims?.preferred_username, claims?.email].find(isShortText);
      return { token, name: shown ?? identity.name, expiresAt: exp * 1000 || currentTime() };
    }
    this.#onError(
      "The OpenID provider gave no token that this server accepts: compare AUTH_AUDIENCE and AUTH_ISSUER with `aud` and `iss` of its tokens.",
    );
    throw new InvalidToken(
      "The provider's token is not for this server. Its operator has to look at the log.",
    );
  }

  async #verified(token: string) {
    try {
      return await this.#tokens.verify(token);
    } catch (error) {
      if (error instanceof InvalidToken) return undefined;
      throw error;
    }
  }

  /** The provider, from its description of itself. */
  #discover(): Promise<openid.Configuration> {
    if (this.#provider && performance.now() < this.#keepUntil) return this.#provider;
    const keep = (ms: number) => {
      this.#keepUntil = performance.now() + ms;
    };
    const { issuer, clientId, clientSecret } = this.#client;
    keep(KEEP_MS);
    this.#provider = openid.discovery(new URL(issuer), clientId, undefined, authenticationOf(clientSecret), {
      timeout: TIMEOUT_S,
      execute: issuer.startsWith("http://") ? [openid.allowInsecureRequests] : [],
    });
    this.#provider.catch((error) => {
      keep(KEEP_FAILURE_MS);
      this.#onError(`The OpenID provider's description could not be read: ${describe(error)}`);
    });
    return this.#provider;
  }
}

/** How this client proves who it is: without a secret not at all, with one as the provider wants it. */
function authenticationOf(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None();
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const method = methods?.includes("client_secret_post")
      ? openid.ClientSecretPost
      : openid.ClientSecretBasic;
    method(secret)(server, ...rest);
  };
}

const isShortText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= 200;

/** An error in one line, without tokens. */
function describe(error: unknown): string {
  const { message, code, error: type, cause } = Object(error) as Record<string, unknown>;
  const reason = cause instanceof Error ? cause.message : undefined;
  return [type, code, message, reason].filter((part) => typeof part === "string").join(", ");
}
