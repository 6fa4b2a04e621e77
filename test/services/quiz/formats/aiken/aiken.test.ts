import { aiken } from "../../../../../services/quiz/formats/aiken/aiken.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

const parse = (...lines: string[]) => aiken.parse(sourceOf(lines.join("\n")));
const outcome = (...lines: string[]) => byOutcome(parse(...lines));
const questions = (...lines: string[]) => outcome(...lines).questions.map((draft) => draft.question);
const single = (text: string, right: string, ...options: string[]) => ({
  kind: "single",
  text,
  options: options.map((option) => (option === right ? { text: option, correct: true } : { text: option })),
});

test("reads questions one after another, each with its line", () => {
  expect(
    outcome("", "One?", "A) a", "B) b", "ANSWER: B", "", "", "Two?", "A. c", "B. d", "ANSWER: A", "Three?"),
  ).toEqual({
    questions: [
      { line: 2, question: single("One?", "b", "a", "b") },
      { line: 8, question: single("Two?", "c", "c", "d") },
    ],
    skipped: [{ line: 12, reason: 'text without options and without an "ANSWER:" line' }],
  });
});

test("reads all kinds of line ends, also in one file", () => {
  expect(
    byOutcome(aiken.parse(sourceOf("One?\rA) a\r\nB) b\nANSWER: B\r\r\nTwo?\nA) c\rB) d\nANSWER: A"))),
  ).toEqual({
    questions: [
      { line: 1, question: single("One?", "b", "a", "b") },
      { line: 6, question: single("Two?", "c", "c", "d") },
    ],
    skipped: [],
  });
});

describe("options", () => {
  test.each([
    ["a bracket", "A) x", "B) y"],
    ["a dot", "A. x", "B. y"],
    ["no blank", "A)x", "B.y"],
    ["small letters", "a) x", "b. y"],
    ["blanks before", "  A) x", "\tB) y"],
    ["full-width letters and signs", "Ａ）x", "　Ｂ．　y"],
    ["blank lines between", "A) x", "", "B) y", ""],
    ["the text on the next line", "A)", "x", "B)", "y"],
  ])("can have %s", (_, ...options) => {
    expect(questions("?", ...options, "ANSWER: B")).toEqual([single("?", "y", "x", "y")]);
  });

  test("can go on in the next line, if it is no other option", () => {
    expect(questions("?", "A) x", "and more", "B) y", "e.g. z", "i. e. w", "ANSWER: B")).toEqual([
      single("?", "y e.g. z i. e. w", "x and more", "y e.g. z i. e. w"),
    ]);
  });

  test("can have gaps in their letters; the letter counts, not the place", () => {
    expect(questions("?", "A) x", "B) y", "D) z", "ANSWER: D")).toEqual([single("?", "z", "x", "y", "z")]);
  });

  test("that are True and False make a truefalse question", () => {
    expect(questions("?", "A) True", "B) FALSE", "ANSWER: B")).toEqual([
      { kind: "truefalse", text: "?", answer: false },
    ]);
  });
});

describe("the answer line", () => {
  test.each([
    "ANSWER: B",
    "answer:b",
    "Answer : B.",
    "  ANSWER:   (B)  ",
    "ANSWER：Ｂ",
    "Correct answer: B)",
    "ANSWER: B) y",
    "ANSWER: b - Y.",
    "ANSWER: B, b",
    "ANSWER: B\u200b",
    "ANSWER: Option B.",
    "**ANSWER: B**",
    "**Correct answer:** **B**",
  ])("%j names B", (line) => {
    expect(questions("?", "A) x", "B) y", "C) z", line)).toEqual([single("?", "y", "x", "y", "z")]);
  });

  test.each([
    "ANSWER: A, C",
    "ANSWER: A,C.",
    "ANSWERS: a and c",
    "ANSWER: A C",
    "ANSWER: AC",
    "ANSWER: C; A",
  ])("%j names two letters, which makes a multiple question", (line) => {
    expect(questions("?", "A) x", "B) y", "C) z", line)).toEqual([
      {
        kind: "multiple",
        text: "?",
        options: [{ text: "x", correct: true }, { text: "y" }, { text: "z", correct: true }],
      },
    ]);
  });
});

describe("texts of several lines", () => {
  test("keep their lines and paragraphs", () => {
    expect(questions("Read this.", "", "I. One", "II. Two", "Who?", "", "A) x", "B) y", "ANSWER: A")).toEqual(
      [single("Read this.\n\nI. One\nII. Two\nWho?", "x", "x", "y")],
    );
  });

  test("can begin like an option or like a line about points", () => {
    expect(questions("A. Lincoln was what?", "A) x", "B) y", "ANSWER: A")).toEqual([
      single("A. Lincoln was what?", "x", "x", "y"),
    ]);
    expect(
      questions("0?", "A) x", "B) y", "ANSWER: A", "", "Points: which?", "A) x", "B) y", "ANSWER: A"),
    ).toHaveLength(2);
  });
});

describe("lines after the answer", () => {
  test("explain it, or are set aside with one note", () => {
    const file = parse(
      ...["One?", "A) a", "B) b", "ANSWER: B", "Points: 1", "FEEDBACK: Because", "it is so.", ""],
      ...["Two?", "A) a", "B) b", "ANSWER: B", "points: 2", "", "Explanation:", "Of course.", ""],
      ...["Three?", "A) a", "B) b", "ANSWER: B", "EXPLANATION: x", "Four?", "A) a", "B) b", "ANSWER: B"],
    );
    const { questions: read, skipped } = byOutcome(file);
    expect(skipped).toEqual([]);
    expect(read.map(({ question }) => question)).toMatchObject([
      { text: "One?", explanation: "Because\nit is so." },
      { text: "Two?" },
      { text: "Three?", explanation: "x" },
      { text: "Four?" },
    ]);
    expect(file.notes).toEqual(['lines about a question are set aside: "Points: …", "points: …"']);
  });
});

test("lines before the answer explain it too, and are no part of the last option", () => {
  expect(
    questions(
      "?",
      "A) x",
      "B) y",
      "Explanation: because",
      "it is so",
      "Points: 1",
      "ANSWER: A",
      "FEEDBACK: z",
    ),
  ).toEqual([{ ...single("?", "x", "x", "y"), explanation: "because\nit is so\nz" }]);
  expect(questions("?", "A) x", "", "B) y", "", "Explanation: because", "", "ANSWER: A")).toMatchObject([
    { text: "?", explanation: "because" },
  ]);
});

describe("what a chatbot or a document has around questions", () => {
  const one = ["One?", "A) a", "B) b", "ANSWER: A"];

  test("is no part of them: lines of Markdown, headings, and what is said before", () => {
    const file = [
      ...["Here are questions in Aiken format:", "", "```", "# Quiz", "## Part 1", "", ...one],
      ...["", "---", "", "Two?", "A) c", "B) d", "ANSWER: B", "```"],
    ];
    expect(outcome(...file)).toEqual({
      questions: [
        { line: 7, question: single("One?", "a", "a", "b") },
        { line: 14, question: single("Two?", "d", "c", "d") },
      ],
      skipped: [1, 4, 5].map((line) => ({ line, reason: "a heading, not a part of a question" })),
    });
  });

  test("is told if it may be a part", () => {
    const notes = ["its text has several paragraphs: look whether a heading stands in it"];
    expect(parse("Chapter 1", "", ...one).parts).toEqual([
      { line: 1, question: single("Chapter 1\n\nOne?", "a", "a", "b"), notes },
    ]);
  });

  test("stays if it is a program in the text of a question, or a heading of its own lines", () => {
    expect(
      questions(
        "What is shown?",
        "```js",
        "1",
        "```",
        "A) 1",
        "B) 2",
        "ANSWER: A",
        "",
        "# Two",
        "is it?",
        "A) 1",
        "B) 2",
        "ANSWER: A",
      ),
    ).toEqual([
      single("What is shown?\n```js\n1\n```", "1", "1", "2"),
      single("# Two\nis it?", "1", "1", "2"),
    ]);
  });
});

test.each([
  ["nothing is asked", ["A) x", "B) y", "ANSWER: A"], "no text before its options"],
  ["no options", ["?", "ANSWER: Paris"], 'no options such as "A) …"'],
  [
    "no option A",
    ["?", "B) x", "C) y", "ANSWER: B"],
    "no option A, so it is not clear where its options begin",
  ],
  ["no answer", ["?", "A) x", "B) y"], 'no "ANSWER:" line'],
  ["an empty answer", ["?", "A) x", "B) y", "ANSWER:"], 'the "ANSWER:" line is empty'],
  [
    "no letter",
    ["?", "A) x", "B) y", "ANSWER: the y"],
    'the "ANSWER:" line does not name the letter of an option: "the y"',
  ],
  [
    "a word",
    ["?", "A) x", "B) y", "ANSWER: both"],
    'the "ANSWER:" line does not name the letter of an option: "both"',
  ],
  [
    "a foreign letter",
    ["?", "A) x", "B) y", "ANSWER: A, E"],
    'the "ANSWER:" line names E, but there is no such option',
  ],
  [
    "another option's text",
    ["?", "A) xx", "B) yy", "ANSWER: A) yy"],
    'the "ANSWER:" line does not name the letter of an option: "A) yy"',
  ],
  ["two answers", ["?", "A) x", "B) y", "ANSWER: A", "ANSWER: B"], 'it has more than one "ANSWER:" line'],
  ["one option", ["?", "A) x", "ANSWER: A"], "only one option"],
  ["a blank option", ["?", "A) x", "B)", "C) z", "ANSWER: C"], "option B is blank"],
  ["an invisible option", ["?", "A) x", "B) \u200b", "ANSWER: A"], "option B is blank"],
  ["a letter twice", ["?", "A) x", "B) y", "B) z", "ANSWER: A"], "more than one option has the letter B"],
  ["a first letter twice", ["?", "A) x", "A) y", "ANSWER: A"], "more than one option has the letter A"],
  [
    "a letter far on",
    ["?", "A) x", "B) y", "I. Newton", "ANSWER: B"],
    "option I comes after option B, so the options are not clear",
  ],
  [
    "27 options",
    ["?", ...[..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => `${letter}) ${letter}`), "AA) z", "ANSWER: A"],
    "more than 20 options",
  ],
])("%s: the question alone is skipped, with a reason", (_, lines, reason) => {
  const before = ["First?", "A) a", "B) b", "ANSWER: A", ""];
  const after = ["", "Last?", "A) a", "B) b", "ANSWER: A"];
  const { questions: valid, skipped } = outcome(...before, ...lines, ...after);
  expect(skipped).toEqual([{ line: 6, reason }]);
  expect(valid.map((draft) => draft.line)).toEqual([1, 7 + lines.length]);
});

test("an answer line alone is skipped", () => {
  expect(outcome("ANSWER: A", "One?", "A) a", "B) b", "ANSWER: A")).toMatchObject({
    questions: [{ line: 2 }],
    skipped: [{ line: 1, reason: 'no question before the "ANSWER:" line' }],
  });
});

describe("a question without an answer line", () => {
  const UNCLEAR = 'the question before it has no "ANSWER:" line, so it is not clear where this one begins';

  test("without options is skipped if the next text also asks something", () => {
    expect(outcome("One?", "", "Two?", "A) a", "B) b", "ANSWER: A")).toEqual({
      questions: [{ line: 3, question: single("Two?", "a", "a", "b") }],
      skipped: [{ line: 1, reason: 'it has no options and no "ANSWER:" line' }],
    });
  });

  test("ends before one line and new options", () => {
    expect(outcome("One?", "A) a", "B) b", "Two?", "A) c", "B) d", "ANSWER: A")).toEqual({
      questions: [{ line: 4, question: single("Two?", "c", "c", "d") }],
      skipped: [{ line: 1, reason: 'no "ANSWER:" line' }],
    });
  });

  test("is not told from statements, or from options of several lines: then both are skipped", () => {
    expect(outcome("One:", "A. a", "B. b", "Which?", "A) only A", "B) both", "ANSWER: A").skipped).toEqual([
      { line: 1, reason: 'no "ANSWER:" line' },
      { line: 4, reason: UNCLEAR },
    ]);
    expect(outcome("One?", "A) a", "B) b", "c", "Two?", "A) d", "B) e", "ANSWER: A").skipped).toEqual([
      { line: 1, reason: 'no "ANSWER:" line' },
      { line: 4, reason: UNCLEAR },
    ]);
  });
});

test("is detected by an answer line and an option line", () => {
  const isDetected = (...lines: string[]) => aiken.detect(sourceOf(lines.join("\r\n")));
  expect(isDetected("?", " a.x", " b.y", " answer : A")).toBe(true);
  expect(isDetected("?", "A) x", "B) y")).toBe(false);
  expect(isDetected("?", "ANSWER: A")).toBe(false);
  expect(isDetected("A) is a letter.", "", "Answer: {=yes}")).toBe(false);
});
