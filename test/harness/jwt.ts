import { createHmac } from "node:crypto";

/**
 * A JWT from its parts, so that tests can forge tokens too.
 *
 * @param sign signs the first two parts; HMAC SHA-256 with the secret if it is left out, whatever the header says
 */
export function jwt(
  claims: object,
  secret: string,
  header: object = { alg: "HS256", typ: "JWT" },
  sign = (text: string) => createHmac("sha256", secret).update(text).digest("base64url"),
): string {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = encoded.join(".");
  return `${signed}.${sign(signed)}`;
}

/** The claims of a host's token in the contract, valid for an hour. */
export function hostClaims(name: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: "stampede", aud: "stampede", sub: name, role: "host", iat: now, exp: now + 3600 };
}
