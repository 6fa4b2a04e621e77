import { type Call, must, refusal } from "../harness/client.ts";
import { embeddedStage, type Stage } from "../harness/deployment.ts";
import { at, crowd, type Scene, setScene } from "./fixture.ts";
import { single } from "./questions.ts";

const MIB = 1024 * 1024;

describe("every error of the contract", () => {
  let stage: Stage;
  let scene: Scene;
  let base: string;

  beforeAll(async () => {
    stage = await embeddedStage();
    scene = await setScene(stage, { questions: [single(), single()], players: crowd(3) });
    base = `/api/sessions/${scene.session.id}`;
    must(await scene.host.step(scene.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => stage?.stop());

  const get = (path: string, call?: Call) => scene.client.send("GET", path, call);
  const post = (path: string, call?: Call) => scene.client.send("POST", path, call);

  test("400 BAD_REQUEST for a body that is not JSON and a malformed URL", async () => {
    const { token } = scene.host;
    refusal(await post("/api/join", { raw: "{" }), 400, "BAD_REQUEST");
    refusal(await post("/api/quizzes", { token, raw: "title=x" }), 400, "BAD_REQUEST");
    refusal(
      await post(`${base}/answers`, { token: at(scene.players, 0).token, raw: "nope" }),
      400,
      "BAD_REQUEST",
    );
    refusal(await get("/api/sessions/%E0%A4%A/me"), 400, "BAD_REQUEST");
  });

  test("404 NOT_FOUND and UNKNOWN_CODE", async () => {
    const { token } = scene.host;
    const missing = [
      "/api/quizzes/no-such-quiz",
      "/api/sessions/no-such-session",
      "/api/sessions/no-such-session/leaderboard",
      "/api/sessions/no-such-session/questions/1/stats",
      "/api/sessions/no-such-session/report",
      `${base}/questions/99/stats`,
      "/api/no-such-route",
    ];
    for (const path of missing) refusal(await get(path, { token }), 404, "NOT_FOUND");
    const start = { token, json: { quizId: "no-such-quiz", pace: "host" } };
    refusal(await post("/api/sessions", start), 404, "NOT_FOUND");
    const join = { json: { code: "000000", nickname: "Ann" } };
    refusal(await post("/api/join", join), 404, "UNKNOWN_CODE");
  });

  test("asking what may be done does nothing", async () => {
    const headers = { "access-control-request-method": "POST" };
    const call = { token: scene.host.token, headers, json: { title: "Preflight", questions: [single()] } };
    refusal(await scene.client.send("OPTIONS", "/api/quizzes", call), 404, "NOT_FOUND");
    const { items } = must(await scene.host.listQuizzes(), 200);
    expect(items.map(({ title }) => title)).not.toContain("Preflight");
  });

  test("409 WRONG_STATE shows the state; ALREADY_ANSWERED shows what counts", async () => {
    const again = refusal(await scene.host.step(scene.session.id, "open"), 409, "WRONG_STATE");
    expect(again.data).toMatchObject({ state: "open" });
    refusal(await scene.onlooker.quiz(), 409, "WRONG_STATE");
    const player = at(scene.players, 1);
    must(await player.answer(1, { choice: 2 }), 201);
    const other = refusal(await player.answer(1, { choice: 3 }), 409, "ALREADY_ANSWERED");
    expect(other.data).toMatchObject({ answer: { choice: 2 } });
  });

  test("410 QUESTION_CLOSED and SESSION_ENDED; 409 for a step after the end; ending again is 200", async () => {
    const ended = await setScene(stage, { questions: [single()], players: crowd(1) });
    const player = at(ended.players, 0);
    refusal(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    must(await ended.host.step(ended.session.id, "open"), 200);
    must(await ended.host.step(ended.session.id, "end"), 200);
    refusal(await player.answer(1, { choice: 0 }), 410, "SESSION_ENDED");
    for (const step of ["open", "next", "close"] as const) {
      const fault = refusal(await ended.host.step(ended.session.id, step), 409, "WRONG_STATE");
      expect(fault.data).toMatchObject({ state: "ended" });
    }
    must(await ended.host.step(ended.session.id, "end"), 200);
  });

  test("413 BODY_TOO_LARGE over 8 KiB on a player's route and over 4 MiB on an import", async () => {
    const player = at(scene.players, 2);
    const raw = JSON.stringify({ question: 1, choice: 0, text: "x".repeat(8192) });
    refusal(await player.postRaw(raw), 413, "BODY_TOO_LARGE");
    refusal(
      await post("/api/join", { json: { code: "x".repeat(8192), nickname: "A" } }),
      413,
      "BODY_TOO_LARGE",
    );
    const large = Buffer.alloc(4 * MIB + 1, "#");
    refusal(await scene.host.importQuiz(large, "format=opentriviaqa&title=X"), 413, "BODY_TOO_LARGE");
    const untold = { token: player.joined.token, raw, chunked: true };
    refusal(await post(`${base}/answers`, untold), 413, "BODY_TOO_LARGE");
    must(await player.answer(1, { choice: 0 }), 201);
  });

  test("422 VALIDATION_ERROR lists every field at fault with its reason", async () => {
    const { token } = scene.host;
    const json = { quizId: scene.quiz.id, pace: "gallop", graceMs: 10_001, feedback: "never" };
    const fault = refusal(await post("/api/sessions", { token, json }), 422, "VALIDATION_ERROR");
    const paths = (fault.data as { path: string; reason: string }[]).map(({ path }) => path);
    expect(paths.sort()).toEqual(["feedback", "graceMs", "pace"]);
    for (const nickname of ["", "   ", 5, null, "x".repeat(1000)]) {
      const join = { json: { code: scene.session.code, nickname } };
      refusal(await post("/api/join", join), 422, "VALIDATION_ERROR");
    }
    for (const limit of ["0", "-1", "x", "101", "1.5"]) {
      refusal(await get(`${base}/leaderboard?limit=${limit}`), 422, "VALIDATION_ERROR");
    }
    const receipt = { question: 1, choice: 0, receipt: "forged" };
    refusal(await at(scene.players, 0).post(receipt), 422, "VALIDATION_ERROR");
  });

  test("an odd address is the caller's fault, and no error tells of the inside", async () => {
    const odd = [
      "/api/sessions/%00",
      "/api/quizzes/'%3B--",
      `/api/sessions/${"x".repeat(3000)}`,
      "/api/quizzes/..%2f",
    ];
    const statuses: [string, boolean][] = [];
    for (const path of odd) {
      const reply = await get(path, { token: scene.host.token });
      statuses.push([path, reply.status >= 400 && reply.status < 500]);
      expect(reply.raw.toString()).not.toMatch(/select |node_modules|\.ts:|at \w+ \(|postgres|pglite/i);
    }
    expect(statuses).toEqual(odd.map((path) => [path, true]));
  });
});
