import { expectError, must } from "../harness/client.ts";
import type { QuizDraft } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { hostOf } from "./fixture.ts";
import { single, sixKinds } from "./questions.ts";

const only = (question: unknown) => ({ title: "Bad", questions: [question] });
const text = (length: number) => "x".repeat(length);
const options = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ text: `${id}`, correct: id === 0 || undefined }));

const BAD: [string, unknown][] = [
  ["no title", { questions: sixKinds() }],
  ["no questions", { title: "Bad" }],
  ["an empty list of questions", { title: "Bad", questions: [] }],
  ["1,001 questions", { title: "Bad", questions: Array.from({ length: 1001 }, () => single()) }],
  ["an unknown kind", only({ ...single(), kind: "essay" })],
  ["an empty text", only({ ...single(), text: "" })],
  ["a text of 2,001", only({ ...single(), text: text(2001) })],
  ["one option", only({ ...single(), options: options(1) })],
  ["21 options", only({ ...single(), options: options(21) })],
  ["no right option", only({ ...single(), options: [{ text: "a" }, { text: "b" }] })],
  [
    "two right options of one",
    only({
      ...single(),
      options: [
        { text: "a", correct: true },
        { text: "b", correct: true },
      ],
    }),
  ],
  ["truefalse without an answer", only({ kind: "truefalse", text: "Yes?" })],
  ["numeric without an answer", only({ kind: "numeric", text: "How many?" })],
  ["a negative tolerance", only({ kind: "numeric", text: "?", answer: { value: 1, tolerance: -1 } })],
  ["text that accepts nothing", only({ kind: "text", text: "Who?", answer: { accept: [] } })],
  ["a limit of 999 ms", only({ ...single(), timeLimitMs: 999 })],
  ["a limit of 600,001 ms", only({ ...single(), timeLimitMs: 600_001 })],
  ["negative points", only({ ...single(), points: -1 })],
  ["10,001 points", only({ ...single(), points: 10_001 })],
  ["half a point", only({ ...single(), points: 0.5 })],
  ["an explanation of 2,001", only({ ...single(), explanation: text(2001) })],
  ["an image over http", only({ ...single(), image: "http://example.org/a.png" })],
];

describeOnDeployments("a quiz that is not allowed", (deployment) => {
  let host: Host;

  beforeAll(async () => {
    host = hostOf(deployment, "Ada");
  });

  test.each(BAD)("a quiz with %s is refused with the field at fault", async (_, quiz) => {
    const fault = expectError(await host.createQuiz(quiz as QuizDraft), 422, "VALIDATION_ERROR");
    expect(fault.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: expect.any(String), reason: expect.stringMatching(/\w/) }),
      ]),
    );
    expect(must(await host.listQuizzes(), 200).items).toEqual([]);
  });

  test("a question without limit is not for pace auto", async () => {
    const { id } = must(await host.createQuiz({ title: "Endless", questions: sixKinds(null) }), 201);
    expectError(await host.createSession({ quizId: id, pace: "auto" }), 422, "VALIDATION_ERROR");
    must(await host.createSession({ quizId: id, pace: "self" }), 201);
    must(await host.createSession({ quizId: id, pace: "host" }), 201);
  });
});
