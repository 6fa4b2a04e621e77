import { openTriviaQa } from "../../../../../services/quiz/formats/opentriviaqa/opentriviaqa.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

const parse = (...lines: string[]) => byOutcome(openTriviaQa.parse(sourceOf(lines.join("\n"))));
const questions = (...lines: string[]) => parse(...lines).questions.map((draft) => draft.question);
const single = (text: string, right: string, ...options: string[]) => ({
  kind: "single",
  text,
  options: options.map((option) => (option === right ? { text: option, correct: true } : { text: option })),
});

test("reads entries one after another, each with its line", () => {
  expect(parse("", "#Q One?", "^ b", "A a", "B b", "", "", "#Q Two?", "^ no", "A yes", "B no")).toEqual({
    questions: [
      { line: 2, question: single("One?", "b", "a", "b") },
      { line: 8, question: single("Two?", "no", "yes", "no") },
    ],
    skipped: [],
  });
});

test("is detected by a line that begins with #Q", () => {
  expect(openTriviaQa.detect(sourceOf("\r\n\r#Q What?"))).toBe(true);
  expect(openTriviaQa.detect(sourceOf("What is #Q?"))).toBe(false);
  expect(openTriviaQa.detect(sourceOf("Ice floats.{T\n#Quite right!}"))).toBe(false);
});

describe("texts of several lines", () => {
  test("a question keeps its lines, blank lines and indents, and lines that look like options", () => {
    const [question] = questions(
      "#Q I was ten  ",
      " and ",
      "",
      "A man in black",
      "I was.  ",
      "^ x",
      "A x",
      "B y",
    );
    expect(question).toEqual(single("I was ten\n and\n\nA man in black\nI was.", "x", "x", "y"));
  });

  test("a right answer and an option become one line each", () => {
    const [question] = questions(
      "#Q Who?",
      "^ the one",
      "I am",
      "A the one",
      "I am",
      "B",
      "another",
      "C third",
    );
    expect(question).toEqual(single("Who?", "the one I am", "the one I am", "another", "third"));
  });

  test("blank lines between the parts of an entry are ignored", () => {
    expect(questions("#Q Who?", "", "^ x", "", "A x", "", "B y", "", "")).toEqual([
      single("Who?", "x", "x", "y"),
    ]);
  });
});

describe("options", () => {
  test("can have any order and gaps, and can continue after E in order", () => {
    expect(questions("#Q ?", "^ c", "C c", "A a", "D d")).toEqual([single("?", "c", "c", "a", "d")]);
    const letters = [..."ABCDEFGHIJ"];
    const [question] = questions("#Q ?", "^ I", ...letters.map((letter) => `${letter} ${letter}`));
    expect(question).toEqual(single("?", "I", ...letters));
  });

  test("can be equal if they are wrong", () => {
    expect(questions("#Q ?", "^ x", "A x", "B y", "C y")).toEqual([single("?", "x", "x", "y", "y")]);
  });

  test.each([
    ["True", ["A True", "B False"], true],
    ["false", ["A TRUE", "B False"], false],
    ["True", ["A False", "B True"], true],
  ])("the right answer %s of %j makes a truefalse question", (right, options, answer) => {
    expect(questions("#Q ?", `^ ${right}`, ...options)).toEqual([{ kind: "truefalse", text: "?", answer }]);
  });

  test("true and false among others, or yes and no, make a single one", () => {
    expect(questions("#Q ?", "^ True", "A True", "B False", "C Maybe")).toEqual([
      single("?", "True", "True", "False", "Maybe"),
    ]);
    expect(questions("#Q ?", "^ No", "A Yes", "B No")).toEqual([single("?", "No", "Yes", "No")]);
  });
});

describe("the right answer", () => {
  test("is matched regardless of blanks", () => {
    expect(questions("#Q ?", "^  x  y ", "A x y", "B z")).toEqual([single("?", "x y", "x y", "z")]);
  });

  test("is matched regardless of case if no option equals it", () => {
    expect(questions("#Q ?", "^ POLISH", "A Polish", "B Czech")).toEqual([
      single("?", "Polish", "Polish", "Czech"),
    ]);
    expect(questions("#Q ?", "^ polish", "A Polish", "B polish")).toEqual([
      single("?", "polish", "Polish", "polish"),
    ]);
  });
});

test.each([
  ["nothing is asked", ["#Q", "^ x", "A x", "B y"], 'the "#Q" line has no question'],
  ["no right answer", ["#Q ?", "A x", "B y"], 'no "^" line with the right answer'],
  ["a blank right answer", ["#Q ?", "^", "A x", "B y"], 'the "^" line is empty'],
  ["two right answers", ["#Q ?", "^ x", "^ y", "A x", "B y"], 'more than one "^" line'],
  ["no options", ["#Q ?", "^ x"], "no options"],
  ["one option", ["#Q ?", "^ x", "A x"], "only one option"],
  ["a blank option", ["#Q ?", "^ x", "A x", "B", "C z"], "option B is empty"],
  [
    "a letter twice",
    ["#Q ?", "^ x", "A x", "B y", "A z"],
    'more than one line begins with "A", so the options are not clear',
  ],
  ["a foreign right answer", ["#Q ?", "^ z", "A x", "B y"], 'the right answer "z" is not among the options'],
  [
    "a right answer twice",
    ["#Q ?", "^ x", "A x", "B x"],
    'the right answer "x" matches more than one option',
  ],
  [
    "one twice but for case",
    ["#Q ?", "^ x", "A X", "B X"],
    'the right answer "x" matches more than one option',
  ],
  [
    "a long right answer",
    ["#Q ?", `^ ${"x".repeat(300)}`, "A x", "B y"],
    `the right answer "${"x".repeat(79)}…" is not among the options`,
  ],
])("%s: the entry alone is skipped, with a reason", (_, entry, reason) => {
  const before = ["#Q First?", "^ a", "A a", "B b", ""];
  const after = ["", "#Q Last?", "^ a", "A a", "B b"];
  const { questions: valid, skipped } = parse(...before, ...entry, ...after);
  expect(skipped).toEqual([{ line: 6, reason }]);
  expect(valid.map((draft) => draft.line)).toEqual([1, 7 + entry.length]);
});

test("text outside of entries is reported once per block and affects no entry", () => {
  const { questions: valid, skipped } = parse(
    "A header",
    "of two lines",
    "#Q One?",
    "^ a",
    "A a",
    "B b",
    "",
    "^ of an entry without its #Q",
    "A c",
    "",
    "B d",
    "#Q Two?",
    "^ a",
    "A a",
    "B b",
  );
  const reason = "text outside of any question";
  expect(skipped).toEqual([
    { line: 1, reason },
    { line: 8, reason },
  ]);
  expect(valid.map((draft) => draft.question)).toEqual([
    single("One?", "a", "a", "b"),
    single("Two?", "a", "a", "b"),
  ]);
});
