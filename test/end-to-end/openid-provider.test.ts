import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CompactSign,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from "jose";
import { Client, expectError } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { Spectator } from "../harness/player.ts";

const ISSUER = "https://accounts.example.org";
const AUDIENCE = "the quiz of the evening";
const KID = "key-1";

/** The part of an OpenID provider that a node uses: its public keys at a URL. */
class Provider {
  #isUp = true;

  static async open(): Promise<Provider> {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: KID, alg: "RS256", use: "sig" }];
    const provider = new Provider(privateKey, publicKey, JSON.stringify({ keys }));
    await new Promise<void>((resolve) => provider.#server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly #server: Server;

  private constructor(privateKey: CryptoKey, publicKey: CryptoKey, keys: string) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.#server = createServer((_req, res) => {
      res.writeHead(this.#isUp ? 200 : 500, { "Content-Type": "application/json" }).end(keys);
    });
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  setUp(isUp: boolean): void {
    this.#isUp = isUp;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("hosts' tokens from an OpenID provider", () => {
  let provider: Provider;
  let deployment: StandaloneNode;
  let client: Client;

  beforeAll(async () => {
    provider = await Provider.open();
    const settings = { AUTH_JWKS_URL: provider.jwksUrl, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE };
    deployment = await startStandalone(settings);
    client = new Client(deployment.baseUrls[0] as string);
  }, 120_000);

  afterAll(async () => {
    client?.close();
    await deployment?.stop();
    provider?.close();
  });

  /** A token as the provider would issue it, except for these claims, header and key. */
  function token(claims: JWTPayload = {}, header: { kid?: string } = {}, key = provider.privateKey) {
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ann", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: KID, ...header })
      .setIssuedAt()
      .setExpirationTime(claims.exp ?? "5 minutes")
      .sign(key);
  }

  const listQuizzes = (bearer: string) => new Host(client, bearer).listQuizzes();

  test("while the keys are unavailable, a token is neither accepted nor refused", async () => {
    provider.setUp(false);
    expectError(await listQuizzes(await token()), 503, "TRY_AGAIN");
    provider.setUp(true);
    expect((await listQuizzes(await token())).status).toBe(200);
  });

  test("the subject of a token is a host, and the node's own tokens work too", async () => {
    const questions = [{ kind: "truefalse" as const, text: "Is it?", answer: true }];
    const created = await new Host(client, await token()).createQuiz({ title: "Ann's", questions });
    expect(created.status).toBe(201);
    const quizzes = await listQuizzes(deployment.hostToken("ann"));
    expect(quizzes.body).toMatchObject({ items: [{ title: "Ann's" }] });
    expect((await listQuizzes(await token({ sub: "bo" }))).body).toMatchObject({ items: [] });
  });

  test("a provider makes hosts only: claims of a player or a screen change nothing", async () => {
    const session = { sid: "s", sno: 1, sub: "s/screen" };
    for (const role of ["player", "screen"]) {
      const bearer = await token({ ...session, role, pno: 1, nick: "Bo" });
      expect((await listQuizzes(bearer)).body).toMatchObject({ items: [] });
      expectError(await new Spectator(client, "s".repeat(16), bearer).me(), 403, "FORBIDDEN");
    }
  });

  test("issuer, audience, lifetime and subject are checked", async () => {
    expectError(await listQuizzes(await token({ iss: "https://other.example.org" })), 401, "INVALID_TOKEN");
    expectError(await listQuizzes(await token({ aud: "another audience" })), 401, "INVALID_TOKEN");
    expectError(
      await listQuizzes(await token({ exp: Math.floor(Date.now() / 1000) - 120 })),
      401,
      "INVALID_TOKEN",
    );
    expectError(await listQuizzes(await token({ sub: "" })), 401, "INVALID_TOKEN");
  });

  test("claims of a wrong type, odd times and names, and claims that occur twice are refused", async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: "ann", iat: now, exp: now + 300 };
    const text = JSON.stringify(claims);
    const sign = (payload: string, header: object = {}) =>
      new CompactSign(new TextEncoder().encode(payload))
        .setProtectedHeader({ alg: "RS256", kid: KID, ...header })
        .sign(provider.privateKey);
    expect((await listQuizzes(await sign(text))).status).toBe(200);
    const odd = [
      ...[
        { iat: now + 120 },
        { iat: "now" },
        { nbf: now + 120 },
        { nbf: null },
        { exp: "never" },
        { exp: -1 },
        { exp: 1e13 },
        { sub: ["ann"] },
        { sub: "a\u0000" },
        { sub: "a".repeat(201) },
      ].map((change) => JSON.stringify({ ...claims, ...change })),
      text.replace(/"exp":\d+/, '"exp":1e400'),
      text.replace(/,"exp":\d+/, ""),
      text.replace("{", '{"sub":"bob",'),
      '"ann"',
    ];
    for (const payload of odd) expectError(await listQuizzes(await sign(payload)), 401, "INVALID_TOKEN");
    for (const kid of ["../../dev/null", "' or 1=1 --", "key-2"])
      expectError(await listQuizzes(await sign(text, { kid })), 401, "INVALID_TOKEN");
  });

  test("a token signed with another key, or with the public key as a shared secret, or unsigned, is refused", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    expectError(await listQuizzes(await token({}, {}, privateKey)), 401, "INVALID_TOKEN");
    const secret = new TextEncoder().encode(await exportSPKI(provider.publicKey));
    const forged = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ann", role: "host" })
      .setProtectedHeader({ alg: "HS256", kid: KID })
      .setIssuedAt()
      .setExpirationTime("5 minutes")
      .sign(secret);
    expectError(await listQuizzes(forged), 401, "INVALID_TOKEN");
    const none = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: ISSUER, aud: AUDIENCE, sub: "ann" }))}.`;
    expectError(await listQuizzes(none.replaceAll("=", "")), 401, "INVALID_TOKEN");
  });
});
