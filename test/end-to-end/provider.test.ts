import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { Client, expectError } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";

const ISSUER = "https://accounts.example.org";
const AUDIENCE = "the quiz of the evening";
const KID = "key-1";

/** An OpenID provider as far as a node sees it: its public keys at an address. */
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

  /** A token as the provider would issue it, but for what is said. */
  function token(claims: JWTPayload = {}, header: { kid?: string } = {}, key = provider.privateKey) {
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ann", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: KID, ...header })
      .setIssuedAt()
      .setExpirationTime(claims.exp ?? "5 minutes")
      .sign(key);
  }

  const list = (bearer: string) => client.send("GET", "/api/quizzes", { token: bearer });

  test("while its keys cannot be had, a token can neither be taken nor refused", async () => {
    provider.setUp(false);
    expectError(await list(await token()), 503, "TRY_AGAIN");
    provider.setUp(true);
    expect((await list(await token())).status).toBe(200);
  });

  test("its token's subject is a host like any other, and our own tokens work beside it", async () => {
    const json = { title: "Ann's", questions: [{ kind: "truefalse", text: "Is it?", answer: true }] };
    const created = await client.send("POST", "/api/quizzes", { token: await token(), json });
    expect(created.status).toBe(201);
    const quizzes = await list(deployment.hostToken("ann"));
    expect(quizzes.body).toMatchObject({ items: [{ title: "Ann's" }] });
    expect((await list(await token({ sub: "bo" }))).body).toMatchObject({ items: [] });
  });

  test("issuer, audience, lifetime and subject are checked", async () => {
    expectError(await list(await token({ iss: "https://elsewhere.example.org" })), 401, "INVALID_TOKEN");
    expectError(await list(await token({ aud: "another audience" })), 401, "INVALID_TOKEN");
    expectError(await list(await token({ exp: Math.floor(Date.now() / 1000) - 120 })), 401, "INVALID_TOKEN");
    expectError(await list(await token({ sub: "" })), 401, "INVALID_TOKEN");
  });

  test("another's key, and a public key passed off as a shared secret, sign nothing", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    expectError(await list(await token({}, {}, privateKey)), 401, "INVALID_TOKEN");
    const secret = new TextEncoder().encode(await exportSPKI(provider.publicKey));
    const forged = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ann", role: "host" })
      .setProtectedHeader({ alg: "HS256", kid: KID })
      .setIssuedAt()
      .setExpirationTime("5 minutes")
      .sign(secret);
    expectError(await list(forged), 401, "INVALID_TOKEN");
    const none = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: ISSUER, aud: AUDIENCE, sub: "ann" }))}.`;
    expectError(await list(none.replaceAll("=", "")), 401, "INVALID_TOKEN");
  });
});
