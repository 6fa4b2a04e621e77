import type { z } from "zod";
import { routes } from "../../services/api/routes/routes.ts";
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

  test("409 WRONG_STATE for a step that names another question shows the one that is there", async () => {
    const { host, session } = fixture;
    for (const reply of [
      await host.step(session.id, "next", { after: 2 }),
      await host.step(session.id, "close", { question: 2 }),
    ]) {
      expect(expectError(reply, 409, "WRONG_STATE").data).toEqual({ state: "open", question: 1 });
    }
    for (const [step, body, path] of [
      ["next", { after: 0 }, "after"],
      ["next", { question: 1 }, "question"],
      ["close", { question: "1" }, "question"],
    ] as const) {
      const error = expectError(await host.step(session.id, step, body as never), 422, "VALIDATION_ERROR");
      expect(error.data).toMatchObject([{ path }]);
    }
    const notJson = { token: host.token, raw: "next" };
    expectError(await post(`${base}/next`, notJson), 400, "BAD_REQUEST");
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
    expectError(
      await fixture.host.importQuiz(large, { format: "opentriviaqa", title: "X" }),
      413,
      "BODY_TOO_LARGE",
    );
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
    for (const limit of ["0", "-1", "x", "101", "1.5", "", "1&limit=2", "1&from=0", "1&from=x"]) {
      expectError(await get(`${base}/leaderboard?limit=${limit}`), 422, "VALIDATION_ERROR");
    }
    for (const key of ["x".repeat(15), "x".repeat(65), 5, null]) {
      const join = { json: { code: fixture.session.code, nickname: "Ann", key } };
      expectError(await post("/api/join", join), 422, "VALIDATION_ERROR");
    }
    const past = { quizId: fixture.quiz.id, opensAt: new Date(Date.now() - 3_600_000).toISOString() };
    expect(expectError(await post("/api/sessions", { token, json: past }), 422).data).toEqual([
      { path: "opensAt", reason: expect.stringContaining("60 s in the past") },
    ]);
    const receipt = { question: 1, choice: 0, receipt: "forged" };
    expectError(await at(fixture.players, 0).post(receipt), 422, "VALIDATION_ERROR");
  });

  test("422 for U+0000 and half of a surrogate pair in any field of any body and query, never 500", async () => {
    const { token: host } = fixture.host;
    const player = at(fixture.players, 0).joined.token;
    // What a body must have besides.
    const rest: Record<string, object> = {
      "/api/join": { code: "BCDFGH", nickname: "Ann" },
      "/api/sessions": { quizId: fixture.quiz.id },
      "/api/sessions/:id/answers": { question: 1, choice: 0 },
      "/api/quizzes": { title: "a", questions: [single()] },
      "/api/quizzes/:id": { title: "a", questions: [single()] },
    };
    /** All members but this one, each after a comma. */
    const omit = (members: object, field: string) =>
      Object.entries(members)
        .filter(([name]) => name !== field)
        .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join("");
    const wrong: string[] = [];
    const check = (call: string, reply: { status: number; body: unknown }, field: string) => {
      const fields = ((reply.body as { data?: { path: string }[] } | undefined)?.data ?? []) as {
        path: string;
      }[];
      const named = Array.isArray(fields) && fields.some(({ path }) => path.startsWith(field));
      if (reply.status !== 422 || !named)
        wrong.push(`${call} ${field}: ${reply.status} ${JSON.stringify(fields)}`);
    };
    for (const { method, path, access, body, query, consumes } of routes) {
      const url = path.replace(":id", path.startsWith("/api/quizzes") ? fixture.quiz.id : fixture.session.id);
      const call = { token: access === "player" ? player : host };
      for (const field of Object.keys((query as z.ZodObject | undefined)?.shape ?? {})) {
        const target = `${url.replace(/:\w+/, "1")}?${field}=a%00b`;
        check(`${method} ${target}`, await fixture.client.send(method, target, { ...call, raw: "" }), field);
      }
      if (consumes) continue;
      for (const field of Object.keys((body as z.ZodObject | undefined)?.shape ?? {})) {
        // A nickname is what is left without them.
        if (field === "nickname") continue;
        for (const text of ["a\\u0000b", "\\ud800", "\\udc00\\ud800"]) {
          const others = omit(rest[path] ?? {}, field);
          const raw = `{"${field}":"${text}"${others}}`;
          check(
            `${method} ${path} ${raw}`,
            await fixture.client.send(method, url.replace(/:\w+/, "1"), { ...call, raw }),
            field,
          );
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ["a reason", "POST", "questions/1/void", '{"reason":"a\\u0000b"}', "reason"],
    [
      "a key's text",
      "PUT",
      "questions/1/key",
      '{"answer":{"accept":["a\\ud800b"]},"reason":"a"}',
      "answer.accept.0",
    ],
    ["a join code", "POST", "/api/join", '{"code":"a\\u0000b","nickname":"Ann"}', "code"],
    ["a quiz", "POST", "/api/quizzes", '{"questions":[{"text":"\\udc00"}],"title":"a"}', "questions.0"],
  ])("%s with half a character or U+0000 is named in the 422", async (_what, method, path, raw, field) => {
    const url = path.startsWith("/") ? path : `${base}/${path}`;
    const reply = await fixture.client.send(method, url, { token: fixture.host.token, raw });
    const { data } = expectError(reply, 422, "VALIDATION_ERROR");
    expect((data as { path: string }[]).some((error) => error.path.startsWith(field))).toBe(true);
  });

  test("an unusual path is a client error, and no error reveals internals", async () => {
    const paths = [
      "/api/sessions/%00",
      "/api/sessions/%ED%A0%80",
      `${base}/questions/%00/stats`,
      `${base}/players/%00`,
      `/api/quizzes/${"%00".repeat(16)}`,
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
