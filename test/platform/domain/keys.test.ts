import { playerQuestion } from "../../../platform/domain/player-question.ts";
import { correctedKey, keyFields, keyOf, type Question } from "../../../platform/domain/question.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";

const KINDS: Record<Question["kind"], object> = {
  single: { options: [{ text: "a" }, { text: "b", correct: true }, { text: "c" }] },
  multiple: { options: [{ text: "a", correct: true }, { text: "b" }, { text: "c", correct: true }] },
  truefalse: { answer: false },
  numeric: { answer: { value: 3, tolerance: 1 } },
  text: { answer: { accept: ["Paris", "Lutetia"] } },
  poll: { options: [{ text: "a" }, { text: "b" }] },
};

function question(kind: Question["kind"], more: object = {}): Question {
  const written = { kind, text: "?", explanation: "because", ...KINDS[kind], ...more };
  return quizSchema.parse({ title: "A quiz", questions: [written] }).questions[0]!;
}

test.each<[Question["kind"], object]>([
  ["single", { correct: [1] }],
  ["multiple", { correct: [0, 2] }],
  ["truefalse", { correct: [0], answer: false }],
  ["numeric", { answer: { value: 3, tolerance: 1 } }],
  ["text", { answer: { accept: ["Paris", "Lutetia"] } }],
  ["poll", {}],
])("the key of a %s question as players see it", (kind, shown) => {
  expect(keyFields(question(kind), keyOf(question(kind)))).toEqual(shown);
});

test("how typed texts are compared is a part of the key", () => {
  const lenient = question("text", { answer: { accept: ["Paris"], match: "lenient" } });
  expect(keyFields(lenient, keyOf(lenient))).toEqual({ answer: { accept: ["Paris"], match: "lenient" } });
  const corrected = correctedKey(lenient, { answer: { accept: ["Lutetia"] } });
  expect(keyFields(lenient, corrected)).toEqual({ answer: { accept: ["Lutetia"], match: "lenient" } });
});

test("a question as players see it has options and limits, no key and no explanation", () => {
  const options = [
    { id: 0, text: "a" },
    { id: 1, text: "b" },
    { id: 2, text: "c" },
  ];
  const common = { no: 4, text: "?", timeLimitMs: 20_000, points: 1000 };
  expect(playerQuestion(question("single"), 4)).toEqual({ ...common, kind: "single", options });
  expect(playerQuestion(question("multiple"), 4)).toEqual({ ...common, kind: "multiple", options });
  expect(playerQuestion(question("numeric"), 4)).toEqual({ ...common, kind: "numeric", options: [] });
  expect(playerQuestion(question("text"), 4)).toEqual({ ...common, kind: "text", options: [] });
  expect(playerQuestion(question("truefalse"), 4)).toMatchObject({
    options: [
      { id: 0, text: "False" },
      { id: 1, text: "True" },
    ],
  });
  const image = "https://a.example/b.png";
  expect(playerQuestion(question("poll", { image }), 4)).toMatchObject({ image });
});

test("two questions that differ only in the key look the same to players, byte for byte", () => {
  const other: Partial<Record<Question["kind"], object>> = {
    single: { options: [{ text: "a", correct: true }, { text: "b", correct: false }, { text: "c" }] },
    multiple: { options: [{ text: "a" }, { text: "b", correct: true }, { text: "c", correct: false }] },
    truefalse: { answer: true },
    numeric: { answer: { value: -1234.5, tolerance: 0 } },
    text: { answer: { accept: ["Something longer"] } },
  };
  for (const [kind, key] of Object.entries(other) as [Question["kind"], object][]) {
    const seen = [question(kind), question(kind, key)].map((one) => JSON.stringify(playerQuestion(one, 1)));
    expect(seen[0]).toBe(seen[1]);
  }
});
