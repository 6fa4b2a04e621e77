/**
 * Headers that every reply has, on every port: browsers neither guess its type nor run anything in it, show it in no
 * frame, send no address of a page of ours to other sites, and let no other site embed it (OWASP, REST Security Cheat
 * Sheet). Pages of other origins that are allowed by CORS still read replies: CORS is not subject to
 * `Cross-Origin-Resource-Policy`. `Strict-Transport-Security` is left to whatever ends TLS.
 *
 * A reply that has one of these headers itself, spelled as here, keeps its own.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const NAMES = Object.keys(SECURITY_HEADERS);
const lineOf = (name: string) => `${name}: ${SECURITY_HEADERS[name]}\r\n`;
const ALL_LINES = NAMES.map(lineOf).join("");

/** The security headers as header lines, without those that the reply has itself. @param own the reply's headers */
export function securityHeaderText(own: Readonly<Record<string, string>> | undefined): string {
  if (own === undefined || !NAMES.some((name) => name in own)) return ALL_LINES;
  return NAMES.filter((name) => !(name in own))
    .map(lineOf)
    .join("");
}

/** The security headers as names and values in turn. @param isOwn whether the reply has this header itself */
export function rawSecurityHeaders(isOwn: (name: string) => boolean): string[] {
  const raw: string[] = [];
  for (const name of NAMES) if (!isOwn(name)) raw.push(name, SECURITY_HEADERS[name]!);
  return raw;
}
