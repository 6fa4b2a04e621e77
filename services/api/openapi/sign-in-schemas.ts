import { z } from "zod";
import { time } from "./common-schemas.ts";

/** Replies to hosts who sign in. */

export const signInWays = z.strictObject({
  link: z.literal(true).describe("A one-time link always signs in"),
  openid: z
    .strictObject({
      authorizationUrl: z
        .string()
        .describe("Where to send the host; add `redirect_uri`, `state` and `code_challenge` (S256)"),
    })
    .nullable()
    .optional()
    .describe("Only where an OpenID provider is configured; null while it does not reply"),
});
export const signedIn = z.strictObject({
  token: z.string().describe("The host's bearer token"),
  name: z.string().describe("The host's name, to be shown"),
  expiresAt: time.describe("When the token ends"),
});
