import { expectError, must } from "../harness/client.ts";
import type { Question, QuizDraft } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { Player } from "../harness/player.ts";
import { hostOf, setUpSession } from "./fixture.ts";
import { single, sixKinds } from "./questions.ts";

const quizWith = (question: unknown) => ({ title: "Bad", questions: [question] });
const text = (length: number) => "x".repeat(length);
const options = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ text: `${id}`, correct: id === 0 || undefined }));

const INVALID_QUIZZES: [string, unknown][] = [
  ["no title", { questions: sixKinds() }],
  ["no questions", { title: "Bad" }],
  ["an empty list of questions", { title: "Bad", questions: [] }],
  ["1,001 questions", { title: "Bad", questions: Array.from({ length: 1001 }, () => single()) }],
  ["an unknown kind", quizWith({ ...single(), kind: "essay" })],
  ["an empty text", quizWith({ ...single(), text: "" })],
  ["a text of 2,001 characters", quizWith({ ...single(), text: text(2001) })],
  ["one option", quizWith({ ...single(), options: options(1) })],
  ["21 options", quizWith({ ...single(), options: options(21) })],
  ["no correct option", quizWith({ ...single(), options: [{ text: "a" }, { text: "b" }] })],
  [
    "two correct options in kind single",
    quizWith({
      ...single(),
      options: [
        { text: "a", correct: true },
        { text: "b", correct: true },
      ],
    }),
  ],
  ["truefalse without an answer", quizWith({ kind: "truefalse", text: "Yes?" })],
  ["numeric without an answer", quizWith({ kind: "numeric", text: "How many?" })],
  ["a negative tolerance", quizWith({ kind: "numeric", text: "?", answer: { value: 1, tolerance: -1 } })],
  ["text that accepts nothing", quizWith({ kind: "text", text: "Who?", answer: { accept: [] } })],
  ["a time limit of 999 ms", quizWith({ ...single(), timeLimitMs: 999 })],
  ["a time limit of 600,001 ms", quizWith({ ...single(), timeLimitMs: 600_001 })],
  ["negative points", quizWith({ ...single(), points: -1 })],
  ["10,001 points", quizWith({ ...single(), points: 10_001 })],
  ["fractional points", quizWith({ ...single(), points: 0.5 })],
  ["an explanation of 2,001 characters", quizWith({ ...single(), explanation: text(2001) })],
  ["an image over http", quizWith({ ...single(), image: "http://example.org/a.png" })],
];

describeOnDeployments("quiz validation", (deployment) => {
  let host: Host;

  beforeAll(async () => {
    host = hostOf(deployment, "Ada");
  });

  test.each(
    INVALID_QUIZZES,
  )("a quiz with %s is refused, and the error names the invalid field", async (_, quiz) => {
    const error = expectError(await host.createQuiz(quiz as QuizDraft), 422, "VALIDATION_ERROR");
    expect(error.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: expect.any(String), reason: expect.stringMatching(/\w/) }),
      ]),
    );
    expect(must(await host.listQuizzes(), 200).items).toEqual([]);
  });

  test("pace auto refuses a question without a time limit", async () => {
    const { id } = must(await host.createQuiz({ title: "Unlimited", questions: sixKinds(null) }), 201);
    expectError(await host.createSession({ quizId: id, pace: "auto" }), 422, "VALIDATION_ERROR");
    must(await host.createSession({ quizId: id, pace: "self" }), 201);
    must(await host.createSession({ quizId: id, pace: "host" }), 201);
  });

  test("join codes, nicknames and answers are read as people type them", async () => {
    const answer = { accept: ["Hawai'i", "10²"] };
    const questions: Question[] = [
      { kind: "text", text: "Which island?", answer },
      { kind: "text", text: "Which city?", answer: { accept: ["Zürich"], match: "lenient" } },
    ];
    const { client, session } = await setUpSession(deployment, {
      questions,
      session: { pace: "self", feedback: "immediate" },
    });
    must(await host.step(session.id, "open"), 200);
    const code = `#${session.code.slice(0, 3)}–${session.code.slice(3).toLowerCase()}\u200b`;
    const [anna, bo] = [
      await Player.join(client, code, "\u200eAnna\n"),
      await Player.join(client, code, "Bo"),
    ];
    expect(anna.joined.nickname).toBe("Anna");
    const first = must(await anna.answer(1, { text: "hawai’i\u00ad" }), 201);
    expect(first).toMatchObject({ status: "accepted", correct: true });
    expect(must(await anna.answer(1, { text: "HAWAI‘I" }), 200)).toEqual({ ...first, status: "repeated" });
    expectError(await anna.answer(1, { text: "Maui" }), 409, "ALREADY_ANSWERED");
    expect(must(await bo.answer(1, { text: "102" }), 201)).toMatchObject({ correct: false });
    expect(must(await anna.answer(2, { text: "zurich!" }), 201)).toMatchObject({ correct: true });
  });
});
