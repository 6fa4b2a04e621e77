import { z } from "zod";

/** Where the provider sends the host back to. */
export const REDIRECT_PATH = "/desk/signed-in";

const url = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);
const redirectUri = z
  .string()
  .max(500)
  .refine((text) => /^https?:\/\/[^?#]*$/.test(text) && url(text)?.pathname === REDIRECT_PATH, {
    error: `must be the address of ${REDIRECT_PATH} at this server`,
  });

/** Signs in by a one-time code. */
export const codeBodySchema = z.strictObject({
  code: z.string().min(1).max(4096).describe("From a sign-in link, after `#sign-in=`"),
  key: z
    .string()
    .regex(/^[\w-]{16,64}$/, "must have 16 to 64 letters, digits, - or _")
    .optional()
    .describe(
      "A random secret of this sign-in: the same code with the same key signs in again, if no reply came",
    ),
});

/** Signs in by what an OpenID provider has sent to the page. */
export const openIdBodySchema = z.strictObject({
  openid: z.strictObject({
    code: z.string().min(1).max(4096),
    verifier: z
      .string()
      .regex(/^[\w.~-]{43,128}$/, "must have 43 to 128 letters, digits, -, ., _ or ~")
      .describe("The PKCE verifier (RFC 7636)"),
    redirectUri,
    iss: z.string().max(500).optional().describe("As the provider sent it (RFC 9207)"),
  }),
});

export const signInBodySchema = z.union([codeBodySchema, openIdBodySchema]);
