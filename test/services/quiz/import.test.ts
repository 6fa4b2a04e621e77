import { parseImport } from "../../../services/quiz/import.ts";

const all = { from: 1, take: 1000 };
const read = (text: string, request = {}) => parseImport(Buffer.from(text), { ...all, ...request });
const refused = (...data: object[]) => expect.objectContaining({ code: 422, type: "VALIDATION_ERROR", data });

const question = (text: string) => ({ kind: "truefalse", text, answer: true });
const quiz = (...questions: unknown[]) => JSON.stringify({ title: "Rivers", questions });
const numbered = (count: number) =>
  quiz(...Array.from({ length: count }, (_, index) => question(`${index + 1}`)));
const trivia = (count: number) =>
  Array.from({ length: count }, (_, index) => `#Q ${index + 1}\n^ a\nA a\nB b\n\n`).join("");

describe("the format", () => {
  test("is detected from the text", () => {
    expect(read(numbered(2)).content.questions).toHaveLength(2);
    expect(read(trivia(3)).content.questions).toHaveLength(3);
    expect(read(`\uFEFF${trivia(1)}`).content.questions).toHaveLength(1);
    expect(read(`\uFEFF${numbered(1)}`).content.questions).toHaveLength(1);
  });

  test("must be a known one", () => {
    expect(() => read("What is this?")).toThrow(
      refused({ path: "format", reason: expect.stringContaining("json, opentriviaqa") }),
    );
    expect(() => read(" \r\n")).toThrow(refused({ path: "body", reason: "is empty" }));
  });

  test("is the requested one if there is one", () => {
    expect(() => read(trivia(1), { format: "json" })).toThrow(
      refused({ path: "body", reason: expect.stringContaining("is not JSON: line 1, column 1") }),
    );
    expect(() => read(numbered(1), { format: "opentriviaqa" })).toThrow(
      refused(
        { path: "body", reason: "contains no question that can be imported" },
        { path: "body", reason: "line 1: text outside of any question" },
      ),
    );
  });
});

describe("the title", () => {
  test("is the requested one, or else the file's, or else a default", () => {
    expect(read(numbered(1), { title: "Asked" }).content.title).toBe("Asked");
    expect(read(numbered(1)).content.title).toBe("Rivers");
    expect(read(trivia(1)).content.title).toBe("Imported quiz");
    expect(read(JSON.stringify({ questions: [question("x")] })).content.title).toBe("Imported quiz");
  });

  test.each([
    "",
    7,
    "x".repeat(201),
    "a\0",
    "\ud800",
  ])("%j in a file is rejected unless another title is requested", (title) => {
    const file = JSON.stringify({ title, questions: [question("x")] });
    expect(() => read(file)).toThrow(refused({ path: "title", reason: expect.any(String) }));
    expect(read(file, { title: "Asked" }).content.title).toBe("Asked");
  });

  test("that cannot be stored is rejected", () => {
    expect(() => read(numbered(1), { title: "a\0" })).toThrow(
      refused({ path: "title", reason: expect.any(String) }),
    );
  });
});

describe("a part of a file", () => {
  test("counts the valid questions, in their order", () => {
    const file = quiz(question("1"), {}, question("2"), question("3"), 7, question("4"));
    const { content, skipped, left } = read(file, { from: 2, take: 2 });
    expect(content.questions.map(({ text }) => text)).toEqual(["2", "3"]);
    expect(left).toBe(1);
    expect(skipped).toHaveLength(2);
  });

  test("has at most a thousand questions", () => {
    const first = read(trivia(2001));
    expect([first.content.questions.length, first.left]).toEqual([1000, 1001]);
    const last = read(trivia(2001), { from: 2001 });
    expect([last.content.questions[0]?.text, last.content.questions.length, last.left]).toEqual([
      "2001",
      1,
      0,
    ]);
  });

  test("that begins past the end is rejected", () => {
    expect(() => read(numbered(3), { from: 4 })).toThrow(
      refused({ path: "from", reason: "is past the end: 3 questions can be imported" }),
    );
  });
});

describe("an invalid question", () => {
  test("is listed with its line and a reason, in the order of the file", () => {
    const file = `{"questions": [
      ${JSON.stringify(question("sound"))},
      {"kind": "single", "text": "?", "options": [{"text": "a"}, {"text": "b"}]},
      {"kind": "guess"}, 7,
      ${JSON.stringify({ ...question("x"), points: -1, timeLimitMs: 1, zzz: 1, yyy: 2 })},
      ${JSON.stringify({ ...question("x"), explanation: "a\0" })},
      ${JSON.stringify(question("\ud800"))}
    ]}`;
    const { content, skipped } = read(file);
    expect(content.questions).toHaveLength(1);
    expect(skipped).toEqual([
      { line: 3, reason: "options: exactly one option must be correct" },
      { line: 4, reason: expect.stringMatching(/^kind: /) },
      { line: 4, reason: "must be an object in { }" },
      {
        line: 5,
        reason: expect.stringMatching(/^timeLimitMs: .*; points: .*; zzz: unknown field; 1 more$/),
      },
      { line: 6, reason: expect.stringMatching(/^explanation: .*U\+0000/) },
      { line: 7, reason: expect.stringMatching(/^text: .*surrogate/) },
    ]);
  });

  test("alone makes no quiz; the error has the first reasons", () => {
    expect(() => read(quiz(7, {}))).toThrow(
      refused(
        { path: "body", reason: "contains no question that can be imported" },
        { path: "body", reason: expect.stringMatching(/^line 1: /) },
        { path: "body", reason: expect.stringMatching(/^line 1: kind: /) },
      ),
    );
    expect(() => read(quiz(), { format: "json" })).toThrow(
      refused({ path: "body", reason: "contains no question that can be imported" }),
    );
    expect(() => read(quiz(...Array(100).fill(7)))).toThrow(refused(...Array(11).fill(expect.anything())));
  });

  test("can also be one of a text format that breaks a limit", () => {
    const entry = (text: string, option: string) => `#Q ${text}\n^ a\nA a\nB ${option}\n`;
    const { skipped } = read(entry("x".repeat(2001), "b") + entry("?", "x".repeat(501)) + entry("?", "b"));
    expect(skipped).toEqual([
      { line: 1, reason: expect.stringMatching(/^text: /) },
      { line: 5, reason: expect.stringMatching(/^options\.1\.text: /) },
    ]);
  });

  test("is listed one by one up to a thousand; the rest is one line", () => {
    const { skipped } = read(quiz(...Array(1500).fill(7), question("sound")));
    expect(skipped).toHaveLength(1001);
    expect(skipped.at(-1)).toEqual({ line: 1, reason: "500 more were skipped from here on" });
  });
});

describe("hostile files", () => {
  test("`__proto__` is an unknown field like any other", () => {
    const { skipped } =
      read(`{"__proto__": {"title": "x"}, "questions": [{"__proto__": {"kind": "poll"}, "text": "?"},
      {"kind": "truefalse", "text": "?", "answer": true, "__proto__": {"points": 1}},
      ${JSON.stringify(question("sound"))}]}`);
    expect(skipped).toEqual([
      { line: 1, reason: expect.stringMatching(/^kind: /) },
      { line: 2, reason: "__proto__: unknown field" },
    ]);
    expect(({} as { points?: number }).points).toBeUndefined();
  });

  test("numbers out of range are invalid", () => {
    const numeric = (value: string) => `{"kind": "numeric", "text": "?", "answer": {"value": ${value}}}`;
    const { content, skipped } = read(`{"questions": [${["1e400", "-1e999", "1e308"].map(numeric)}]}`);
    expect(skipped.map(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.stringMatching(/^answer\.value: /)),
    );
    expect(content.questions).toHaveLength(1);
  });

  test("deep nesting is rejected before the stack overflows", () => {
    for (const open of ["[", '{"a":']) {
      expect(() => read(`{"questions": ${open.repeat(500_000)}`)).toThrow(
        refused({ path: "body", reason: expect.stringContaining("nested deeper than 64") }),
      );
    }
  });

  test("a file with too many questions is rejected as a whole", () => {
    const refusal = refused({ path: "body", reason: expect.stringContaining("more than 50000") });
    expect(() => read(`{"questions": [${"1,".repeat(50_000)}1]}`)).toThrow(refusal);
    expect(() => read("#Q\n".repeat(50_001))).toThrow(refusal);
  });

  test("control characters are removed from texts", () => {
    const { content } = read("#Q Wh\0at\x07?\r\n^ a\0\r\nA a\r\nB b\x7f\r\n");
    expect(content.questions).toMatchObject([
      { text: "What?", options: [{ text: "a", correct: true }, { text: "b" }] },
    ]);
  });
});

test("a file that makes too large a quiz can be imported in parts", () => {
  // A quotation mark is one byte of a file, and two of JSON.
  const entry = `#Q ${'"'.repeat(1900)}?\n^ a\nA a\nB ${'"'.repeat(400)}\n\n`;
  expect(() => read(entry.repeat(1000))).toThrow(
    refused({ path: "take", reason: expect.stringContaining("too large") }),
  );
  const parts = [1, 801].map((from) => read(entry.repeat(1000), { from, take: 800 }));
  expect(parts.map(({ content, left }) => [content.questions.length, left])).toEqual([
    [800, 200],
    [200, 0],
  ]);
});
