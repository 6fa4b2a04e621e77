import { expectError, must, type RequestOptions } from "../harness/client.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import { hostClaims, jwt } from "../harness/jwt.ts";
import { playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const SECRET = "a secret of the test, at least 32 characters long";

describe("bearer tokens", () => {
  let deployment: Deployment;
  let fixture: SessionFixture;
  let base: string;

  beforeAll(async () => {
    deployment = await startStandalone({ AUTH_SECRET: SECRET });
    fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(1) });
    base = `/api/sessions/${fixture.session.id}`;
    must(await fixture.host.step(fixture.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => deployment?.stop());

  const get = (path: string, call?: RequestOptions) => fixture.client.send("GET", path, call);
  const post = (path: string, call?: RequestOptions) => fixture.client.send("POST", path, call);

  test("401 NO_TOKEN and INVALID_TOKEN", async () => {
    const claims = hostClaims("Ada");
    const past = { ...claims, iat: 1_600_000_000, exp: 1_600_003_600 };
    const unsigned = jwt(claims, SECRET, { alg: "none", typ: "JWT" });
    expectError(await get("/api/quizzes"), 401, "NO_TOKEN");
    expectError(await get(`${base}/me`), 401, "NO_TOKEN");
    expectError(await post(`${base}/answers`, { json: { question: 1, choice: 0 } }), 401, "NO_TOKEN");
    const bad: [string, string][] = [
      ["not a JWT", "nonsense"],
      ["another secret", jwt(claims, `${SECRET}!`)],
      ["expired", jwt(past, SECRET)],
      ["no algorithm", unsigned],
      ["no signature", `${unsigned.split(".").slice(0, 2).join(".")}.`],
      ["another issuer", jwt({ ...claims, iss: "other" }, SECRET)],
      ["another audience", jwt({ ...claims, aud: "other" }, SECRET)],
      ["no expiry", jwt({ ...claims, exp: undefined }, SECRET)],
      ["no subject", jwt({ ...claims, sub: undefined }, SECRET)],
      ["an unknown role", jwt({ ...claims, role: "root" }, SECRET)],
    ];
    for (const [name, token] of bad) {
      const reply = await get("/api/quizzes", { token });
      expect({ name, status: reply.status }).toEqual({ name, status: 401 });
      expectError(reply, 401, "INVALID_TOKEN");
      expectError(
        await post(`${base}/answers`, { token, json: { question: 1, choice: 0 } }),
        401,
        "INVALID_TOKEN",
      );
    }
    must(await get("/api/quizzes", { token: jwt(claims, SECRET) }), 200);
  });
});
