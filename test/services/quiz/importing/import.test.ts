import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { readImport } from "../../../../services/quiz/threads/read-import.ts";

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
  test("is detected from the text", async () => {
    expect((await read(numbered(2))).content.questions).toHaveLength(2);
    expect((await read(trivia(3))).content.questions).toHaveLength(3);
    expect((await read(`\uFEFF${trivia(1)}`)).content.questions).toHaveLength(1);
    expect((await read(`\uFEFF${numbered(1)}`)).content.questions).toHaveLength(1);
  });

  test("must be a known one", async () => {
    await expect(read("What is this?")).rejects.toThrow(
      refused({
        path: "format",
        reason: expect.stringContaining("json, gift, aiken, csv, xlsx, moodle, opentdb, opentriviaqa"),
      }),
    );
    await expect(read(" \r\n")).rejects.toThrow(refused({ path: "body", reason: "is empty" }));
  });

  test("is the requested one if there is one", async () => {
    await expect(read(trivia(1), { format: "json" })).rejects.toThrow(
      refused({ path: "body", reason: expect.stringContaining("is not JSON: line 1, column 1") }),
    );
    await expect(read("What?", { format: "opentriviaqa" })).rejects.toThrow(
      refused(
        { path: "body", reason: "contains no question that can be imported" },
        { path: "body", reason: "line 1: text outside of any question" },
      ),
    );
    await expect(read(trivia(1), { format: "aiken" })).rejects.toThrow(
      refused(
        {
          path: "body",
          reason: "contains no question that can be imported; the file looks like opentriviaqa",
        },
        { path: "body", reason: expect.stringContaining("line 1: ") },
      ),
    );
    await expect(read(numbered(1), { format: "opentriviaqa" })).rejects.toThrow(
      refused({ path: "format", reason: expect.stringContaining("is opentriviaqa, but the file is JSON") }),
    );
  });
});

describe("the title", () => {
  test("is the requested one, or else the file's, or else a default", async () => {
    expect((await read(numbered(1), { title: "Asked" })).content.title).toBe("Asked");
    expect((await read(numbered(1))).content.title).toBe("Rivers");
    expect((await read(trivia(1))).content.title).toBe("Imported quiz");
    expect((await read(JSON.stringify({ questions: [question("x")] }))).content.title).toBe("Imported quiz");
  });

  test.each([
    "",
    7,
    "x".repeat(201),
    "a\0",
    "\ud800",
  ])("%j in a file is rejected unless another title is requested", async (title) => {
    const file = JSON.stringify({ title, questions: [question("x")] });
    await expect(read(file)).rejects.toThrow(refused({ path: "title", reason: expect.any(String) }));
    expect((await read(file, { title: "Asked" })).content.title).toBe("Asked");
  });

  test("that cannot be stored is rejected", async () => {
    await expect(read(numbered(1), { title: "a\0" })).rejects.toThrow(
      refused({ path: "title", reason: expect.any(String) }),
    );
  });
});

describe("a part of a file", () => {
  test("counts the valid questions, in their order", async () => {
    const file = quiz(question("1"), {}, question("2"), question("3"), 7, question("4"));
    const { content, skipped, left } = await read(file, { from: 2, take: 2 });
    expect(content.questions.map(({ text }) => text)).toEqual(["2", "3"]);
    expect(left).toBe(1);
    expect(skipped).toHaveLength(2);
  });

  test("has at most a thousand questions", async () => {
    const first = await read(trivia(2001));
    expect([first.content.questions.length, first.left]).toEqual([1000, 1001]);
    const last = await read(trivia(2001), { from: 2001 });
    expect([last.content.questions[0]?.text, last.content.questions.length, last.left]).toEqual([
      "2001",
      1,
      0,
    ]);
  });

  test("that begins past the end is rejected", async () => {
    await expect(read(numbered(3), { from: 4 })).rejects.toThrow(
      refused({ path: "from", reason: "is past the end: 3 questions can be imported" }),
    );
  });
});

describe("an invalid question", () => {
  test("is listed with its line and a reason, in the order of the file", async () => {
    const file = `{"questions": [
      ${JSON.stringify(question("sound"))},
      {"kind": "single", "text": "?", "options": [{"text": "a"}, {"text": "b"}]},
      {"kind": "guess"}, 7,
      ${JSON.stringify({ ...question("x"), points: -1, timeLimitMs: 1, image: "a", answer: 1 })},
      ${JSON.stringify({ ...question("x"), explanation: "a\0" })},
      ${JSON.stringify(question("\ud800"))}
    ]}`;
    const { content, skipped } = await read(file);
    expect(content.questions).toHaveLength(1);
    const kinds = "single, multiple, truefalse, numeric, text, poll";
    expect(skipped).toEqual([
      { line: 3, reason: "question 2: no option is marked as right" },
      { line: 4, reason: `question 3: kind: "guess" is not one of ${kinds}` },
      { line: 4, reason: "question 4: a question must be an object in { }" },
      {
        line: 5,
        reason:
          "question 5: the time limit must be a whole number of ms from 1000 to 600000, or null for no limit " +
          "(paces host and self); the number of points must be a whole number from 0 to 10000; " +
          "the image must be an https: address; 1 more fault",
      },
      {
        line: 6,
        reason: "question 6: the explanation contains the character U+0000, which cannot be stored",
      },
      {
        line: 7,
        reason: "question 7: the text of the question contains half of a surrogate pair, which is not text",
      },
    ]);
  });

  test("alone makes no quiz; the error has the first reasons", async () => {
    const kinds = "single, multiple, truefalse, numeric, text, poll";
    await expect(read(quiz(7, {}))).rejects.toThrow(
      refused(
        { path: "body", reason: "contains no question that can be imported" },
        { path: "body", reason: "line 1: question 1: a question must be an object in { }" },
        { path: "body", reason: `line 1: question 2: the kind of the question is missing: one of ${kinds}` },
      ),
    );
    await expect(read(quiz(), { format: "json" })).rejects.toThrow(
      refused({ path: "body", reason: "contains no question that can be imported" }),
    );
    await expect(read(quiz(...Array(100).fill(7)))).rejects.toThrow(
      refused(...Array(11).fill(expect.anything())),
    );
  });

  test("can also be one of a text format that breaks a limit", async () => {
    const entry = (text: string, option: string) => `#Q ${text}\n^ a\nA a\nB ${option}\n`;
    const { skipped } = await read(
      entry("x".repeat(2001), "b") + entry("?", "x".repeat(501)) + entry("?", "b"),
    );
    expect(skipped).toEqual([
      { line: 1, reason: "question 1: the text of the question has more than 2000 characters" },
      { line: 5, reason: "question 2: option 2 has more than 500 characters" },
    ]);
  });

  test("is listed one by one up to a thousand; the rest is one line", async () => {
    const { skipped } = await read(quiz(...Array(1500).fill(7), question("sound")));
    expect(skipped).toHaveLength(1001);
    expect(skipped.at(-1)).toEqual({ line: 1, reason: "500 more were skipped from here on" });
  });
});

describe("hostile files", () => {
  test("`__proto__` is an unknown field like any other", async () => {
    const { content, skipped, notes } =
      await read(`{"__proto__": {"title": "x"}, "questions": [{"__proto__": {"kind": "poll"}, "text": "?"},
      {"kind": "truefalse", "text": "?", "answer": true, "__proto__": {"points": 1}},
      ${JSON.stringify(question("sound"))}]}`);
    expect(skipped).toEqual([
      { line: 1, reason: expect.stringMatching(/^question 1: the question has no options; expected a kind/) },
    ]);
    expect(content.questions.map(({ points }) => points)).toEqual([1000, 1000]);
    expect(notes).toEqual([
      'set aside, because a quiz has no such fields: "__proto__", "__proto__" of questions',
    ]);
    expect(({} as { points?: number }).points).toBeUndefined();
  });

  test("numbers out of range are invalid", async () => {
    const numeric = (value: string) => `{"kind": "numeric", "text": "?", "answer": {"value": ${value}}}`;
    const { content, skipped } = await read(`{"questions": [${["1e400", "-1e999", "1e308"].map(numeric)}]}`);
    expect(skipped.map(({ reason }) => reason)).toEqual(
      [1, 2].map(
        (no) => `question ${no}: the right number must be a number that is not too large for a double`,
      ),
    );
    expect(content.questions).toHaveLength(1);
  });

  test("deep nesting is rejected before the stack overflows", async () => {
    for (const open of ["[", '{"a":']) {
      await expect(read(`{"questions": ${open.repeat(500_000)}`)).rejects.toThrow(
        refused({ path: "body", reason: expect.stringContaining("nested deeper than 64") }),
      );
    }
  });

  test("a file with too many questions is rejected as a whole", async () => {
    const refusal = refused({ path: "body", reason: expect.stringContaining("more than 50000") });
    await expect(read(`{"questions": [${"1,".repeat(50_000)}1]}`)).rejects.toThrow(refusal);
    await expect(read("#Q\n".repeat(50_001))).rejects.toThrow(refusal);
  });

  test("control characters are removed from texts", async () => {
    const { content } = await read("#Q Wh\0at\x07?\r\n^ a\0\r\nA a\r\nB b\x7f\r\n");
    expect(content.questions).toMatchObject([
      { text: "What?", options: [{ text: "a", correct: true }, { text: "b" }] },
    ]);
  });
});

test("a file that makes too large a quiz can be imported in parts", async () => {
  // A quotation mark is one byte of a file, and two of JSON.
  const entry = `#Q ${'"'.repeat(1900)}?\n^ a\nA a\nB ${'"'.repeat(400)}\n\n`;
  const file = Buffer.from(entry.repeat(1000));
  await expect(readImport(file, all)).rejects.toThrow(
    refused({
      path: "take",
      reason: "is too large: as JSON these 1000 questions take more than 4 MiB",
    }),
  );
  const parts = await Promise.all([1, 801].map((from) => readImport(file, { from, take: 800 })));
  expect(parts.map(({ questions, left }) => [questions, left])).toEqual([
    [800, 200],
    [200, 0],
  ]);
});
