import { openTdb } from "../../../../../services/quiz/formats/opentdb/opentdb.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

interface Options {
  options: { text: string; correct?: boolean }[];
}

const ITEM = {
  type: "multiple",
  difficulty: "easy",
  category: "Books",
  question: "Who wrote it?",
  correct_answer: "Renée",
  incorrect_answers: ["Zoë", "A & B", "C"],
};
const BOOLEAN = { type: "boolean", question: "Is it?", correct_answer: "True", incorrect_answers: ["False"] };
const QUESTIONS = [
  {
    kind: "single",
    text: "Who wrote it?",
    options: expect.arrayContaining([
      { text: "Renée", correct: true },
      { text: "Zoë" },
      { text: "A & B" },
      { text: "C" },
    ]),
  },
  { kind: "truefalse", text: "Is it?", answer: true },
];

const reply = (...results: unknown[]) => JSON.stringify({ response_code: 0, results }, null, 1);
const parse = (text: string) => openTdb.parse(sourceOf(text));
const questions = (text: string) => byOutcome(parse(text)).questions.map(({ question }) => question);
const read = (text: string) => parseImport(Buffer.from(text), { from: 1, take: 1000 });
/** The item with every text encoded. */
const encoded = (item: object, encode: (text: string) => string): object =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(encode) : encode(value),
    ]),
  );

test("reads a reply or only its list, with the line of each question", async () => {
  for (const [text, line] of [
    [reply(ITEM, BOOLEAN), 4],
    [JSON.stringify([ITEM, BOOLEAN], null, 1), 2],
  ] as const) {
    expect(questions(text)).toEqual(QUESTIONS);
    expect(parse(text).parts[0]!.line).toBe(line);
    const { content, skipped, notes } = await read(text);
    expect(content.questions).toMatchObject([{ kind: "single" }, { kind: "truefalse" }]);
    expect([skipped, notes]).toEqual([
      [],
      ['set aside, because a quiz has no such fields: "difficulty" of questions, "category" of questions'],
    ]);
  }
});

test("an explanation, which other programs add, is kept, and other fields are named", () => {
  const { parts, notes } = openTdb.parse(
    sourceOf(reply({ ...BOOLEAN, explanation: "So &amp; so.", hint: "x" })),
  );
  expect(parts).toEqual([
    { line: 4, question: { kind: "truefalse", text: "Is it?", explanation: "So & so.", answer: true } },
  ]);
  expect(notes).toEqual(['set aside, because a quiz has no such fields: "hint" of questions']);
});

test("is told from a quiz and from other lists", () => {
  const isDetected = (text: string) => openTdb.detect(sourceOf(text));
  expect(isDetected(reply())).toBe(true);
  expect(isDetected(JSON.stringify([ITEM]))).toBe(true);
  expect(isDetected(JSON.stringify({ title: '"incorrect_answers":', questions: [] }))).toBe(false);
  expect(isDetected(JSON.stringify([{ question: "?", options: ["a"], correct_answer: "a" }]))).toBe(false);
  expect(isDetected('#Q "incorrect_answers":')).toBe(false);
});

describe("encodings", () => {
  test("HTML entities are decoded once, and blanks at the ends removed", () => {
    const item = {
      ...ITEM,
      question: " Who wrote &quot;Caf&eacute;&#039;s &Delta;&#x3c0;&quot;? ",
      correct_answer: "&lt;b&gt; 100%",
      incorrect_answers: ["&amp;amp;", "a+b\n", "&unknown;"],
    };
    expect(questions(reply(item))).toEqual([
      {
        kind: "single",
        text: 'Who wrote "Café\'s Δπ"?',
        options: expect.arrayContaining([
          { text: "<b> 100%", correct: true },
          { text: "&amp;" },
          { text: "a+b" },
          { text: "&unknown;" },
        ]),
      },
    ]);
  });

  test.each([
    ["url3986", encodeURIComponent],
    ["urlLegacy", (text: string) => encodeURIComponent(text).replaceAll("%20", "+")],
    ["base64", (text: string) => Buffer.from(text).toString("base64")],
  ])("%s is found out", (_, encode) => {
    expect(questions(reply(encoded(ITEM, encode), encoded(BOOLEAN, encode)))).toEqual(QUESTIONS);
  });

  test("texts that only look encoded stay as they are", () => {
    const item = { ...ITEM, question: "50%25?", correct_answer: "a%20b", incorrect_answers: ["c d", "YWJj"] };
    expect(questions(reply(item))).toEqual([
      {
        kind: "single",
        text: "50%25?",
        options: expect.arrayContaining([
          { text: "a%20b", correct: true },
          { text: "c d" },
          { text: "YWJj" },
        ]),
      },
    ]);
    const broken = { ...ITEM, question: "%FF%3F", correct_answer: "%41", incorrect_answers: ["b", "c"] };
    expect((questions(reply(broken)) as { text: string }[])[0]!.text).toBe("%FF%3F");
  });
});

test("over many questions each place has its share of right answers, and the same file gives the same quiz", () => {
  const text = reply(
    ...Array.from({ length: 400 }, (_, no) => ({ ...ITEM, question: `Which of them is number ${no}?` })),
  );
  const places = [0, 0, 0, 0];
  for (const { options } of questions(text) as Options[])
    places[options.findIndex(({ correct }) => correct)]!++;
  // 100 is the mean of each, 8.7 the standard deviation.
  for (const count of places) expect(Math.abs(count - 100)).toBeLessThan(35);
  expect(questions(text)).toEqual(questions(text));
});

test.each([
  [7, "the question has no text (question)"],
  [{ ...ITEM, question: undefined }, "the question has no text (question)"],
  [{ ...ITEM, correct_answer: 7 }, "the right answer is missing (correct_answer)"],
  [{ ...ITEM, incorrect_answers: "x" }, "the wrong answers are missing (incorrect_answers): a list of texts"],
  [{ ...ITEM, incorrect_answers: [7] }, "the wrong answers are missing (incorrect_answers): a list of texts"],
])("%j is skipped: %s", async (item, reason) => {
  const { content, skipped } = await read(reply(ITEM, item));
  expect(content.questions).toHaveLength(1);
  expect(skipped).toEqual([{ line: expect.any(Number), reason: `question 2: ${reason}` }]);
});

test("a right answer that is also among the wrong ones is kept once", async () => {
  const { content, notes } = await read(reply({ ...ITEM, incorrect_answers: ["x", "Renée "] }));
  expect(content.questions[0]).toMatchObject({ kind: "single" });
  expect((content.questions[0] as Options).options).toHaveLength(2);
  expect(notes).toContain(
    'line 4, question 1: the right option "Renée" stands more than once among the options; it is kept once',
  );
  const { skipped } = await read(reply(ITEM, { ...ITEM, incorrect_answers: ["Renée"] }));
  expect(skipped[0]!.reason).toBe("question 2: all options look the same as the right one");
});

test.each([
  [1, "it has not as many questions of this kind as were asked for"],
  [2, "it did not understand what was asked for"],
  [3, "the session token does not exist"],
  [4, "the session token has returned all questions of this kind"],
  [5, "it was asked too often: once in 5 seconds is allowed"],
])("a reply with code %i and no questions is refused in words", async (code, meaning) => {
  await expect(read(JSON.stringify({ response_code: code, results: [] }))).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [
      { path: "body", reason: `has no questions: Open Trivia DB replied with code ${code}, ${meaning}` },
    ],
  });
});

test("other replies without questions are refused as well", async () => {
  for (const code of [0, 99, "x"]) {
    await expect(read(JSON.stringify({ response_code: code, results: [] }))).rejects.toMatchObject({
      data: [{ path: "body", reason: "has no questions" }],
    });
  }
  await expect(read('{"response_code": 0}')).rejects.toMatchObject({
    data: [{ path: "results", reason: "is missing: a reply of Open Trivia DB has a list of `results`" }],
  });
});
