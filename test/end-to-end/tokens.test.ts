import { type Call, must, refusal } from "../harness/client.ts";
import { embeddedStage, type Stage } from "../harness/deployment.ts";
import { hostClaims, jwt } from "../harness/jwt.ts";
import { crowd, type Scene, setScene } from "./fixture.ts";
import { single } from "./questions.ts";

const SECRET = "a secret of the test, at least 32 characters long";

describe("bearer tokens", () => {
  let stage: Stage;
  let scene: Scene;
  let base: string;

  beforeAll(async () => {
    stage = await embeddedStage({ AUTH_SECRET: SECRET });
    scene = await setScene(stage, { questions: [single()], players: crowd(1) });
    base = `/api/sessions/${scene.session.id}`;
    must(await scene.host.step(scene.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => stage?.stop());

  const get = (path: string, call?: Call) => scene.client.send("GET", path, call);
  const post = (path: string, call?: Call) => scene.client.send("POST", path, call);

  test("401 NO_TOKEN and INVALID_TOKEN", async () => {
    const claims = hostClaims("Ada");
    const past = { ...claims, iat: 1_600_000_000, exp: 1_600_003_600 };
    const none = jwt(claims, SECRET, { alg: "none", typ: "JWT" });
    refusal(await get("/api/quizzes"), 401, "NO_TOKEN");
    refusal(await get(`${base}/me`), 401, "NO_TOKEN");
    refusal(await post(`${base}/answers`, { json: { question: 1, choice: 0 } }), 401, "NO_TOKEN");
    const bad: [string, string][] = [
      ["no JWT", "nonsense"],
      ["another secret", jwt(claims, `${SECRET}!`)],
      ["expired", jwt(past, SECRET)],
      ["no algorithm", none],
      ["no signature", `${none.split(".").slice(0, 2).join(".")}.`],
      ["another issuer", jwt({ ...claims, iss: "else" }, SECRET)],
      ["another audience", jwt({ ...claims, aud: "else" }, SECRET)],
      ["no end", jwt({ ...claims, exp: undefined }, SECRET)],
      ["no subject", jwt({ ...claims, sub: undefined }, SECRET)],
      ["an unknown role", jwt({ ...claims, role: "root" }, SECRET)],
    ];
    for (const [name, token] of bad) {
      const reply = await get("/api/quizzes", { token });
      expect({ name, status: reply.status }).toEqual({ name, status: 401 });
      refusal(reply, 401, "INVALID_TOKEN");
      refusal(
        await post(`${base}/answers`, { token, json: { question: 1, choice: 0 } }),
        401,
        "INVALID_TOKEN",
      );
    }
    must(await get("/api/quizzes", { token: jwt(claims, SECRET) }), 200);
  });
});
