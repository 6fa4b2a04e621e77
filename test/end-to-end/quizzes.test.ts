import { Client, expectError, must } from "../harness/client.ts";
import type { Question, QuizDraft, QuizList } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { at, hostOf, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { single, sixKinds } from "./questions.ts";

const draft: QuizDraft = { title: "Six kinds", questions: sixKinds() };

describeOnDeployments("quizzes", (deployment) => {
  let host: Host;
  beforeEach(() => {
    host = hostOf(deployment, `Host of ${expect.getState().currentTestName}`.slice(-60));
  });

  test("a created quiz can be read with all its fields and is in the list", async () => {
    const questions: Question[] = sixKinds().map((question, index) => ({
      ...question,
      explanation: `Because of ${index}`,
      image: `https://example.org/${index}.png`,
    }));
    const reply = await host.createQuiz({ title: "Complete", questions });
    const quiz = must(reply, 201);
    expect(quiz).toMatchObject({ version: 1, title: "Complete", questions });
    expect(new URL(String(reply.headers.location), host.client.baseUrl).pathname).toBe(
      `/api/quizzes/${quiz.id}`,
    );
    expect(must(await host.readQuiz(quiz.id), 200)).toEqual(quiz);
    expect(must(await host.listQuizzes(), 200).items).toEqual([
      {
        id: quiz.id,
        version: 1,
        title: "Complete",
        questions: 6,
        updatedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      },
    ]);
  });

  test("omitted fields have their defaults", async () => {
    const { timeLimitMs, points, ...minimal } = single();
    expect([timeLimitMs, points]).toEqual([600_000, undefined]);
    const fixture = await setUpSession(deployment, { questions: [minimal as Question] });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    expect(await untilQuestionOpen(fixture, 1)).toMatchObject({ timeLimitMs: 20_000, points: 1000 });
    expect(must(await fixture.spectator.state(), 200).settings).toMatchObject({
      feedback: "onClose",
      stats: "onClose",
      scoring: "speed",
      lateJoin: true,
    });
  });

  test("the list has pages and shows each quiz once", async () => {
    const titles = ["a", "b", "c", "d", "e"];
    for (const title of titles) must(await host.createQuiz({ ...draft, title }), 201);
    const seen: string[] = [];
    let cursor: QuizList["nextCursor"];
    do {
      const page: QuizList = must(await host.listQuizzes({ limit: 2, ...(cursor && { cursor }) }), 200);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((item) => item.title));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.sort()).toEqual(titles);
  });

  test("a replacement is a new version, and If-Match prevents lost updates", async () => {
    const { id } = must(await host.createQuiz(draft), 201);
    const second = must(await host.replaceQuiz(id, { ...draft, title: "Second" }, '"1"'), 200);
    expect(second).toMatchObject({ id, version: 2, title: "Second" });
    expectError(await host.replaceQuiz(id, { ...draft, title: "Stale" }, '"1"'), 412);
    expect(must(await host.readQuiz(id), 200)).toEqual(second);
    expect(must(await host.replaceQuiz(id, { ...draft, title: "Third" }, '"2"'), 200).version).toBe(3);
  });

  test("of simultaneous replacements with the same If-Match exactly one succeeds", async () => {
    const { id } = must(await host.createQuiz(draft), 201);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => host.replaceQuiz(id, { ...draft, title: `T${index}` }, '"1"')),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...new Array<number>(9).fill(412)]);
    expect(must(await host.readQuiz(id), 200).version).toBe(2);
  });

  test("with an Idempotency-Key a quiz, an import and a session are created once, at whichever gateway", async () => {
    const hosts = deployment.baseUrls.map((baseUrl) => new Host(new Client(baseUrl), host.token));
    const tries = Array.from({ length: 8 }, (_, index) => at(hosts, index % hosts.length));
    const file = JSON.stringify(draft);
    const created = await Promise.all(tries.map((one) => one.createQuiz(draft, "quiz 1")));
    const imported = await Promise.all(
      tries.map((one) =>
        one.importQuiz(file, { format: "json", title: "File" }, "application/json", "file/1"),
      ),
    );
    const quizId = must(at(created, 0), 201).id;
    const session = { quizId, pace: "host" } as const;
    const sessions = await Promise.all(tries.map((one) => one.createSession(session, "~ key !")));
    const [firstSession] = sessions;
    must(await host.step(must(firstSession!, 201).id, "open"), 200);
    must(await host.replaceQuiz(quizId, { ...draft, title: "Changed" }), 200);
    must(await host.deleteQuiz(quizId), 204);
    created.push(await host.createQuiz(draft, "quiz 1"));
    imported.push(
      await host.importQuiz(file, { title: "File", format: "json" }, "application/json", "file/1"),
    );
    sessions.push(await at(hosts, 0).createSession(session, "~ key !"));
    for (const replies of [created, imported, sessions]) {
      const [first] = replies;
      const seen = replies.map(({ status, headers, body }) => ({
        status,
        body,
        location: headers.location,
        etag: headers.etag,
      }));
      expect(new Set(seen.map((reply) => JSON.stringify(reply))).size).toBe(1);
      expect(first?.status).toBe(201);
    }
    expect(must(await host.listQuizzes(), 200).items).toHaveLength(1);
    expect(must(await host.listSessions(), 200).items).toHaveLength(1);
  });

  test("an Idempotency-Key stands for one request, and must be one", async () => {
    const { id } = must(await host.createQuiz(draft, "a"), 201);
    const others = [
      await host.createQuiz({ ...draft, title: "Another" }, "a"),
      await host.importQuiz(JSON.stringify(draft), { format: "json" }, "application/json", "a"),
      await host.createSession({ quizId: id, pace: "host" }, "a"),
    ];
    for (const reply of others) {
      const { data } = expectError(reply, 422, "VALIDATION_ERROR");
      expect(data).toEqual([{ path: "Idempotency-Key", reason: expect.stringContaining("another request") }]);
    }
    for (const key of ["", "x".repeat(201), "ü", "a\tb"]) {
      expect(expectError(await host.createQuiz(draft, key), 400, "BAD_REQUEST").message).toMatch(
        /Idempotency-Key/,
      );
    }
    const another = hostOf(deployment, `${expect.getState().currentTestName}, other`.slice(-60));
    expect(must(await another.createQuiz(draft, "a"), 201).id).not.toBe(id);
    must(await host.createQuiz(draft, "x".repeat(200)), 201);
  });

  test("a session keeps the version it started with, and its data after the quiz is deleted", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(0, { text: "Before" })],
      players: ["Ann"],
    });
    const changed = { title: "After", questions: [single(1, { text: "After" })] };
    must(await fixture.host.replaceQuiz(fixture.quiz.id, changed), 200);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    expect((await untilQuestionOpen(fixture, 1)).text).toBe("Before");
    must(await fixture.host.deleteQuiz(fixture.quiz.id), 204);
    expectError(await fixture.host.readQuiz(fixture.quiz.id), 404, "NOT_FOUND");
    must(await fixture.players[0]!.answer(1, { choice: 0 }), 201);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    const report = must(await fixture.host.report(fixture.session.id), 200);
    expect(report.questions).toMatchObject([{ no: 1, text: "Before" }]);
    expectError(
      await fixture.host.createSession({ quizId: fixture.quiz.id, pace: "host" }),
      404,
      "NOT_FOUND",
    );
  });
});
