import type { SignInOpenId } from "../../../client/src/host.ts";

/** A sign-in that was begun in this tab. */
interface Begun {
  state: string;
  verifier: string;
  redirectUri: string;
  /** The address at which it was begun. */
  back: string;
}

const KEY = "stampede.openid";
export const REDIRECT_PATH = "/desk/signed-in";

/** Whether this page may compute the challenge: browsers allow that on https and on this computer only. */
export const isOpenIdPossible = () => globalThis.isSecureContext;

/** Goes to the provider. PKCE (RFC 7636) and `state` tie its reply to this tab. */
export async function beginOpenId(authorizationUrl: string): Promise<void> {
  const begun: Begun = {
    state: randomText(),
    verifier: randomText(),
    redirectUri: location.origin + REDIRECT_PATH,
    back: location.pathname + location.search,
  };
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(begun.verifier));
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const url = new URL(authorizationUrl);
  url.searchParams.set("redirect_uri", begun.redirectUri);
  url.searchParams.set("state", begun.state);
  url.searchParams.set("code_challenge", base64url(new Uint8Array(hash)));
  location.assign(url);
}

/** What the provider has sent back: null if this tab has not asked for it, or the provider has refused. */
export interface OpenIdReply {
  body: SignInOpenId | null;
  /** Why there is none. */
  problem: "otherTab" | "openid";
  /** Where the host wanted to be. */
  back: string;
}

/** Reads the provider's reply from the address, once. */
export function takeOpenIdReply(search: string): OpenIdReply {
  const begun = takeBegun();
  const query = new URLSearchParams(search);
  const back = begun?.back ?? "/desk";
  if (!begun || query.get("state") !== begun.state) return { body: null, problem: "otherTab", back };
  const code = query.get("code");
  const iss = query.get("iss");
  if (!code) return { body: null, problem: "openid", back };
  const { verifier, redirectUri } = begun;
  const openid = { code, verifier, redirectUri, ...(iss ? { iss } : {}) };
  return { body: { openid }, problem: "openid", back };
}

function takeBegun(): Begun | undefined {
  const stored = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return stored ? (JSON.parse(stored) as Begun) : undefined;
}

/** 43 characters that nobody can guess. */
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
}
