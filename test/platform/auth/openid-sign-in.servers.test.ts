import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { OpenIdTokens } from "../../../platform/auth/openid.ts";
import { OpenIdSignIn } from "../../../platform/auth/openid-sign-in.ts";

const AUDIENCE = "quiz";
const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");
const REDIRECT = "https://quiz.example.org/desk/signed-in";

/** A provider with one host, Ada: her code is `good`, and belongs to the challenge above. */
let server: Server;
let issuer: string;
let privateKey: CryptoKey;
let isUp = true;
/** The claims of the access token; undefined: it is opaque. */
let accessClaims: object | undefined;
const problems: string[] = [];
const bodies: URLSearchParams[] = [];

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  const keys = [{ ...(await exportJWK(pair.publicKey)), kid: "1", alg: "ES256", use: "sig" }];
  server = createServer((req, res) => {
    const reply = (status: number, body: object) =>
      res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (!isUp) return void reply(500, {});
    if (req.url === "/keys") return void reply(200, { keys });
    if (req.url === "/.well-known/openid-configuration") {
      return void reply(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ["ES256"],
      });
    }
    void req.toArray().then(async (chunks: Buffer[]) => {
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      bodies.push(body);
      const challenge = createHash("sha256").update(body.get("code_verifier")!).digest("base64url");
      if (body.get("code") !== "good" || challenge !== CHALLENGE)
        return reply(400, { error: "invalid_grant" });
      return reply(200, {
        token_type: "bearer",
        access_token: accessClaims ? await signed(accessClaims) : "opaque",
        id_token: await signed({ name: "Ada Lovelace" }),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  isUp = true;
  accessClaims = undefined;
  problems.length = 0;
});

const signed = (claims: object) =>
  new SignJWT({ iss: issuer, aud: AUDIENCE, sub: "ada-1", ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "1" })
    .setIssuedAt()
    .setExpirationTime("1 hour")
    .sign(privateKey);

function signIn(audience = AUDIENCE): OpenIdSignIn {
  const tokens = new OpenIdTokens({ jwksUrl: `${issuer}/keys`, issuer, audience });
  const client = { issuer, clientId: AUDIENCE, scope: "openid profile" };
  return new OpenIdSignIn(client, tokens, (problem) => problems.push(problem));
}
const reply = (code = "good", verifier = VERIFIER) => ({ code, verifier, redirectUri: REDIRECT });

test("a page learns where to send the host", async () => {
  const url = new URL((await signIn().authorizationUrl())!);
  expect(url.origin + url.pathname).toBe(`${issuer}/authorize`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: AUDIENCE,
    response_type: "code",
    scope: "openid profile",
    code_challenge_method: "S256",
  });
});

test("the code is exchanged for the token that this server accepts; the name is the one to be shown", async () => {
  const byIdToken = await signIn().signIn(reply());
  expect(byIdToken).toMatchObject({ name: "Ada Lovelace" });
  expect(byIdToken.expiresAt).toBeGreaterThan(Date.now());
  expect(bodies.at(-1)!.get("redirect_uri")).toBe(REDIRECT);
  accessClaims = { scope: "quizzes" };
  const byAccessToken = await signIn().signIn(reply());
  expect(JSON.parse(Buffer.from(byAccessToken.token.split(".")[1]!, "base64url").toString())).toMatchObject({
    scope: "quizzes",
    sub: "ada-1",
  });
});

test("a wrong code or verifier is refused, and so are tokens for another server", async () => {
  const refused = { type: "INVALID_TOKEN" };
  await expect(signIn().signIn(reply("old"))).rejects.toMatchObject(refused);
  await expect(signIn().signIn(reply("good", "w".repeat(43)))).rejects.toMatchObject(refused);
  expect(problems).toEqual([]);
  await expect(signIn("another").signIn(reply())).rejects.toMatchObject(refused);
  expect(problems).toEqual([expect.stringContaining("AUTH_AUDIENCE")]);
});

test("a provider that is away is named, and no host is refused for it", async () => {
  isUp = false;
  const away = signIn();
  expect(await away.authorizationUrl()).toBeNull();
  await expect(away.signIn(reply())).rejects.toMatchObject({ type: "TRY_AGAIN" });
  expect(problems).toEqual([expect.stringContaining("description could not be read")]);
});
