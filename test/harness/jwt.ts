import { createHmac } from "node:crypto";

/** A JWT as any tool mints it, from its parts; also one that must not be trusted. */
export function jwt(claims: object, secret: string, header: object = { alg: "HS256", typ: "JWT" }): string {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = encoded.join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The claims of a host's token by the contract, good for an hour. */
export function hostClaims(name: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: "stampede", aud: "stampede", sub: name, role: "host", iat: now, exp: now + 3600 };
}
