import { SIGN_IN_LIFETIME_MS, Tokens, tokenSecret } from "../auth/tokens.ts";
import type { Environment } from "../environment.ts";

const MINUTE_MS = 60_000;
/** For how many minutes a link is valid at most. */
export const MAX_LINK_MINUTES = 1440;
/** For how many minutes a link is valid if nobody says it, as text. */
export const USUAL_LINK_MINUTES = String(SIGN_IN_LIFETIME_MS / MINUTE_MS);

/** The address at which people reach this server, without a slash at its end. @param port of the gateway */
export function publicUrl(
  { STAMPEDE_PUBLIC_URL, PORT }: Pick<Environment, "STAMPEDE_PUBLIC_URL" | "PORT">,
  port = PORT,
): string {
  return STAMPEDE_PUBLIC_URL ?? `http://localhost:${port}`;
}

/** A link that signs a host in. The code is in the fragment, which no server and no log gets. */
export function signInLink(baseUrl: string, code: string): string {
  return `${baseUrl}/desk#sign-in=${code}`;
}

/** Minutes as an operator has typed them; undefined unless they are a whole number from 1 to `MAX_LINK_MINUTES`. */
export function readLinkMinutes(typed: string): number | undefined {
  const minutes = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  return minutes >= 1 && minutes <= MAX_LINK_MINUTES ? minutes : undefined;
}

/** A new link, for an operator to print. @throws RangeError if the host's name is invalid */
export function newSignInLink(environment: Environment, name: string, minutes: number): string {
  const code = new Tokens(tokenSecret(environment)).issueSignInCode(name, minutes * MINUTE_MS);
  return signInLink(publicUrl(environment), code);
}
