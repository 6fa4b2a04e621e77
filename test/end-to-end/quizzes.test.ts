import { expectError, must } from "../harness/client.ts";
import type { Question, QuizDraft, QuizList } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { hostOf, setUpSession, untilQuestionOpen } from "./fixture.ts";
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
      const query = `?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
      const page: QuizList = must(await host.listQuizzes(query), 200);
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
