import { createHmac } from "node:crypto";

/** A JWT from its parts, signed with HMAC SHA-256 whatever the header says, so that tests can forge tokens too. */
export function jwt(claims: object, secret: string, header: object = { alg: "HS256", typ: "JWT" }): string {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = encoded.join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The claims of a host's token in the contract, valid for an hour. */
export function hostClaims(name: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: "stampede", aud: "stampede", sub: name, role: "host", iat: now, exp: now + 3600 };
}
