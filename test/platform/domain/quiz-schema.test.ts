import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { type FieldError, ValidationError } from "../../../platform/errors.ts";

const single = { kind: "single", text: "2 + 2", options: [{ text: "4", correct: true }, { text: "5" }] };
const multiple = { ...single, kind: "multiple" };
const poll = { kind: "poll", text: "Tea?", options: [{ text: "Yes" }, { text: "No" }] };
const truefalse = { kind: "truefalse", text: "Water is wet", answer: true };
const numeric = { kind: "numeric", text: "Pi", answer: { value: 3.14, tolerance: 0.01 } };
const text = { kind: "text", text: "Capital of France", answer: { accept: ["Paris"] } };
const ALL = [single, multiple, poll, truefalse, numeric, text];

const quizOf = (...questions: object[]) => ({ title: "A quiz", questions });

function faultsOf(quiz: unknown): readonly FieldError[] {
  try {
    parseOrThrow(quizSchema, quiz);
  } catch (error) {
    if (error instanceof ValidationError) return error.data as unknown as FieldError[];
    throw error;
  }
  return [];
}
const pathsAtFault = (quiz: unknown) => faultsOf(quiz).map(({ path }) => path);

test("a quiz of all six kinds is valid, and defaults are filled in", () => {
  const quiz = parseOrThrow(quizSchema, quizOf(...ALL));
  expect(quiz.questions.map(({ kind }) => kind)).toEqual(ALL.map(({ kind }) => kind));
  for (const question of quiz.questions)
    expect(question).toMatchObject({ timeLimitMs: 20_000, points: 1000 });
});

test("optional fields may be left out", () => {
  const free = { timeLimitMs: null, points: 0, explanation: "why", image: "https://a.example/b.png" };
  expect(pathsAtFault(quizOf({ ...single, ...free }))).toEqual([]);
  const [question] = parseOrThrow(quizSchema, quizOf({ ...numeric, answer: { value: 1 } })).questions;
  expect(question).toMatchObject({ answer: { value: 1, tolerance: 0 } });
});

const manyOptions = (count: number) => Array.from({ length: count }, (_, id) => ({ text: `${id}` }));

test.each<[string, string, object]>([
  ["no text", "text", { ...single, text: "" }],
  ["a text of 2,001", "text", { ...single, text: "x".repeat(2001) }],
  ["an unknown kind", "kind", { ...single, kind: "essay" }],
  ["an unknown field", "colour", { ...single, colour: "red" }],
  [
    "a __proto__ of its own",
    "__proto__",
    JSON.parse('{"kind":"truefalse","text":"a","answer":true,"__proto__":{}}'),
  ],
  ["a time limit under a second", "timeLimitMs", { ...single, timeLimitMs: 999 }],
  ["a time limit over ten minutes", "timeLimitMs", { ...single, timeLimitMs: 600_001 }],
  ["a time limit of a half", "timeLimitMs", { ...single, timeLimitMs: 1000.5 }],
  ["negative points", "points", { ...single, points: -1 }],
  ["too many points", "points", { ...single, points: 10_001 }],
  ["a long explanation", "explanation", { ...single, explanation: "x".repeat(2001) }],
  ["an image that is not https", "image", { ...single, image: "http://a.example/b.png" }],
  ["an image that is a script", "image", { ...single, image: "javascript:alert(1)" }],
  ["one option", "options", { ...single, options: [{ text: "4", correct: true }] }],
  ["21 options", "options", { ...poll, options: manyOptions(21) }],
  ["no right option", "options", { ...single, options: manyOptions(2) }],
  ["two right options for single", "options", { ...single, options: [single.options[0], single.options[0]] }],
  ["no right option for multiple", "options", { ...multiple, options: manyOptions(3) }],
  ["a right option for a poll", "options", { ...poll, options: single.options }],
  ["options where there are none", "options", { ...truefalse, options: manyOptions(2) }],
  ["an answer where there are options", "answer", { ...single, answer: 0 }],
  ["an option without text", "options.0.text", { ...poll, options: [{ text: "" }, { text: "b" }] }],
  ["a text of spaces and invisible characters", "text", { ...single, text: " \u200b\u2800\u00ad" }],
  [
    "an option of invisible characters",
    "options.1.text",
    { ...poll, options: [{ text: "a" }, { text: "\u2060" }] },
  ],
  ["a blank explanation", "explanation", { ...single, explanation: "\u3164" }],
  [
    "two options that look the same",
    "options.1.text",
    { ...poll, options: [{ text: "Yes" }, { text: "Yes " }] },
  ],
  ["an unknown match", "answer.match", { ...text, answer: { accept: ["Paris"], match: "fuzzy" } }],
  ["an invisible text to accept", "answer.accept.0", { ...text, answer: { accept: ["\ufeff\u200e"] } }],
  ["a key as a text", "answer", { ...truefalse, answer: "true" }],
  ["a negative tolerance", "answer.tolerance", { ...numeric, answer: { value: 1, tolerance: -1 } }],
  ["a value that is no number", "answer.value", { ...numeric, answer: { value: "1" } }],
  ["a value beyond all numbers", "answer.value", { ...numeric, answer: JSON.parse('{"value":1e999}') }],
  ["nothing to accept", "answer.accept", { ...text, answer: { accept: [] } }],
  ["a blank to accept", "answer.accept.0", { ...text, answer: { accept: [" \u00a0"] } }],
])("rejects %s, and says where", (_what, path, question) => {
  expect(pathsAtFault(quizOf(single, question))).toContain(`questions.1.${path}`);
});

test("a quiz has a title and 1 to 1,000 questions, and no other fields", () => {
  expect(pathsAtFault({ ...quizOf(single), title: "" })).toEqual(["title"]);
  expect(pathsAtFault({ ...quizOf(single), title: "\u200b \u2064" })).toEqual(["title"]);
  expect(pathsAtFault({ ...quizOf(single), id: "mine" })).toEqual(["id"]);
  expect(pathsAtFault(quizOf())).toEqual(["questions"]);
  expect(pathsAtFault(quizOf(...new Array(1001).fill(poll)))).toEqual(["questions"]);
  expect(pathsAtFault(quizOf(...new Array(1000).fill(poll)))).toEqual([]);
  expect(pathsAtFault(null)).toEqual([""]);
});

test("every invalid field is reported, not just the first", () => {
  const bad = { ...single, text: "", points: -1, timeLimitMs: 5 };
  expect(pathsAtFault({ title: "", questions: [bad] }).sort()).toEqual([
    "questions.0.points",
    "questions.0.text",
    "questions.0.timeLimitMs",
    "title",
  ]);
});

test("options look the same only if nobody can tell them apart, and wrong ones may", () => {
  const options = ["mW", "MW", "a", "ä", "10²", "102", "x-y", "x–y"].map((text) => ({ text }));
  expect(faultsOf(quizOf({ ...poll, options }))).toEqual([]);
  const wrong = [{ text: "a", correct: true }, { text: "b" }, { text: "b" }];
  expect(faultsOf(quizOf({ ...single, options: wrong }))).toEqual([]);
  const right = [{ text: "a", correct: true }, { text: "b" }, { text: "a\u200b" }];
  expect(pathsAtFault(quizOf({ ...single, options: right }))).toEqual(["questions.0.options.2.text"]);
  const same = [{ text: "a\u0308" }, { text: "b" }, { text: "\u200bä" }];
  expect(faultsOf(quizOf({ ...poll, options: same }))).toEqual([
    { path: "questions.0.options.2.text", reason: "looks the same as option 0" },
  ]);
});
