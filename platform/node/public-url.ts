import type { Environment } from "../environment.ts";

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
