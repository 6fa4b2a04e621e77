import { expectError, must, type RequestOptions } from "../harness/client.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const MIB = 1024 * 1024;

describe("the errors of the contract", () => {
  let deployment: Deployment;
  let fixture: SessionFixture;
  let base: string;

  beforeAll(async () => {
    deployment = await startStandalone();
    fixture = await setUpSession(deployment, { questions: [single(), single()], players: playerNames(3) });
    base = `/api/sessions/${fixture.session.id}`;
    must(await fixture.host.step(fixture.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => deployment?.stop());

  const get = (path: string, call?: RequestOptions) => fixture.client.send("GET", path, call);
  const post = (path: string, call?: RequestOptions) => fixture.client.send("POST", path, call);

  test("400 BAD_REQUEST for a body that is not JSON and a malformed URL", async () => {
    const { token } = fixture.host;
    expectError(await post("/api/join", { raw: "{" }), 400, "BAD_REQUEST");
    expectError(await post("/api/quizzes", { token, raw: "title=x" }), 400, "BAD_REQUEST");
    expectError(
      await post(`${base}/answers`, { token: at(fixture.players, 0).token, raw: "nope" }),
      400,
      "BAD_REQUEST",
    );
    expectError(await get("/api/sessions/%E0%A4%A/me"), 400, "BAD_REQUEST");
  });

  test("404 NOT_FOUND and UNKNOWN_CODE", async () => {
    const { token } = fixture.host;
    const missing = [
      "/api/quizzes/no-such-quiz",
      "/api/sessions/no-such-session",
      "/api/sessions/no-such-session/leaderboard",
      "/api/sessions/no-such-session/questions/1/stats",
      "/api/sessions/no-such-session/report",
      `${base}/questions/99/stats`,
      "/api/no-such-route",
    ];
    for (const path of missing) expectError(await get(path, { token }), 404, "NOT_FOUND");
    const start = { token, json: { quizId: "no-such-quiz", pace: "host" } };
    expectError(await post("/api/sessions", start), 404, "NOT_FOUND");
    const join = { json: { code: "000000", nickname: "Ann" } };
    expectError(await post("/api/join", join), 404, "UNKNOWN_CODE");
  });

  test("a preflight request changes nothing", async () => {
    const headers = { "access-control-request-method": "POST" };
    const call = { token: fixture.host.token, headers, json: { title: "Preflight", questions: [single()] } };
    expectError(await fixture.client.send("OPTIONS", "/api/quizzes", call), 404, "NOT_FOUND");
    const { items } = must(await fixture.host.listQuizzes(), 200);
    expect(items.map(({ title }) => title)).not.toContain("Preflight");
  });

  test("409 WRONG_STATE shows the state; ALREADY_ANSWERED shows the answer that counts", async () => {
    const again = expectError(await fixture.host.step(fixture.session.id, "open"), 409, "WRONG_STATE");
    expect(again.data).toMatchObject({ state: "open" });
    expectError(await fixture.spectator.quiz(), 409, "WRONG_STATE");
    const player = at(fixture.players, 1);
    must(await player.answer(1, { choice: 2 }), 201);
    const other = expectError(await player.answer(1, { choice: 3 }), 409, "ALREADY_ANSWERED");
    expect(other.data).toMatchObject({ answer: { choice: 2 } });
  });

  test("410 QUESTION_CLOSED and SESSION_ENDED; 409 for a step after the end; ending again is 200", async () => {
    const ended = await setUpSession(deployment, { questions: [single()], players: playerNames(1) });
    const player = at(ended.players, 0);
    expectError(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    must(await ended.host.step(ended.session.id, "open"), 200);
    must(await ended.host.step(ended.session.id, "end"), 200);
    expectError(await player.answer(1, { choice: 0 }), 410, "SESSION_ENDED");
    for (const step of ["open", "next", "close"] as const) {
      const error = expectError(await ended.host.step(ended.session.id, step), 409, "WRONG_STATE");
      expect(error.data).toMatchObject({ state: "ended" });
    }
    must(await ended.host.step(ended.session.id, "end"), 200);
  });

  test("413 BODY_TOO_LARGE over 8 KiB on a player's route and over 4 MiB on an import", async () => {
    const player = at(fixture.players, 2);
    const raw = JSON.stringify({ question: 1, choice: 0, text: "x".repeat(8192) });
    expectError(await player.postRaw(raw), 413, "BODY_TOO_LARGE");
    expectError(
      await post("/api/join", { json: { code: "x".repeat(8192), nickname: "A" } }),
      413,
      "BODY_TOO_LARGE",
    );
    const large = Buffer.alloc(4 * MIB + 1, "#");
    expectError(await fixture.host.importQuiz(large, "format=opentriviaqa&title=X"), 413, "BODY_TOO_LARGE");
    const withoutLength = { token: player.joined.token, raw, chunked: true };
    expectError(await post(`${base}/answers`, withoutLength), 413, "BODY_TOO_LARGE");
    must(await player.answer(1, { choice: 0 }), 201);
  });

  test("422 VALIDATION_ERROR lists every invalid field with its reason", async () => {
    const { token } = fixture.host;
    const json = { quizId: fixture.quiz.id, pace: "gallop", graceMs: 10_001, feedback: "never" };
    const error = expectError(await post("/api/sessions", { token, json }), 422, "VALIDATION_ERROR");
    const fields = (error.data as { path: string; reason: string }[]).map(({ path }) => path);
    expect(fields.sort()).toEqual(["feedback", "graceMs", "pace"]);
    for (const nickname of ["", "   ", 5, null, "x".repeat(1000)]) {
      const join = { json: { code: fixture.session.code, nickname } };
      expectError(await post("/api/join", join), 422, "VALIDATION_ERROR");
    }
    for (const limit of ["0", "-1", "x", "101", "1.5"]) {
      expectError(await get(`${base}/leaderboard?limit=${limit}`), 422, "VALIDATION_ERROR");
    }
    const receipt = { question: 1, choice: 0, receipt: "forged" };
    expectError(await at(fixture.players, 0).post(receipt), 422, "VALIDATION_ERROR");
  });

  test("an unusual path is a client error, and no error reveals internals", async () => {
    const paths = [
      "/api/sessions/%00",
      "/api/quizzes/'%3B--",
      `/api/sessions/${"x".repeat(3000)}`,
      "/api/quizzes/..%2f",
    ];
    const statuses: [string, boolean][] = [];
    for (const path of paths) {
      const reply = await get(path, { token: fixture.host.token });
      statuses.push([path, reply.status >= 400 && reply.status < 500]);
      expect(reply.raw.toString()).not.toMatch(/select |node_modules|\.ts:|at \w+ \(|postgres|pglite/i);
    }
    expect(statuses).toEqual(paths.map((path) => [path, true]));
  });
});
