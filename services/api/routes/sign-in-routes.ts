import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { parseBody } from "../routing/json-body.ts";
import { type Route, SMALL_BODY } from "../routing/route.ts";
import { signInBodySchema } from "../sign-in/sign-in-body.ts";

/** How hosts get their tokens. */
export const signInRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sign-in",
    operation: "getSignInWays",
    tag: "signing in",
    summary: "Get how a host can sign in",
    access: "anyone",
    responses: { 200: "The ways that this server has" },
    responseSchema: responses.signInWays,
    responseHeaders: ["Cache-Control"],
    errors: ["INTERNAL_ERROR"],
    async handle({ signIn }) {
      const ways = await signIn.ways();
      // A provider that does not reply now may do so in a moment.
      const keep = ways.openid === null ? "no-store" : "public, max-age=60";
      return json(200, ways, { "Cache-Control": keep });
    },
  },
  {
    method: "POST",
    path: "/api/sign-in",
    operation: "signIn",
    tag: "signing in",
    summary: "Sign in as a host",
    description:
      "`code`: from a one-time sign-in link, such as `npm start` prints. It signs in once, for 30 days. `openid`: what " +
      "the OpenID provider has sent to the page; the token is the provider's. 401: the code was used, has expired, or " +
      "is not one of this server; `message` says what to do. 404: this server has no OpenID provider. 429: too many " +
      "codes from this address were wrong.",
    access: "anyone",
    bodyLimit: SMALL_BODY,
    body: signInBodySchema,
    responses: { 200: "A host's token" },
    responseSchema: responses.signedIn,
    responseHeaders: ["Cache-Control"],
    errors: ["INVALID_TOKEN", "NOT_FOUND"],
    limit: ({ limits }, { req }) => limits.consumeSignIn(limits.clientAddress(req)),
    async handle({ signIn, limits }, { body, req }) {
      const sent = parseBody(signInBodySchema, body);
      const signedIn = await ("code" in sent
        ? signIn.byCode(sent.code, sent.key)
        : signIn.byOpenId(sent.openid));
      limits.refundSignIn(limits.clientAddress(req));
      const expiresAt = new Date(signedIn.expiresAt).toISOString();
      return json(200, { ...signedIn, expiresAt }, { "Cache-Control": "no-store" });
    },
  },
];
