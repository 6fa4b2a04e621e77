import fc from "fast-check";
import { gift } from "../../../../../services/quiz/formats/gift/gift.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

const parse = async (...lines: string[]) => byOutcome(await gift.parse(sourceOf(lines.join("\n"))));
/** The only question of a file. */
const read = async (...lines: string[]) => {
  const { questions, skipped } = await parse(...lines);
  expect({ questions: questions.length, skipped }).toEqual({ questions: 1, skipped: [] });
  return questions[0]!.question;
};
/** Why the only question of a file is skipped. */
const reasonFor = async (...lines: string[]) => {
  const { questions, skipped } = await parse(...lines);
  expect({ questions, skipped: skipped.length }).toEqual({ questions: [], skipped: 1 });
  return skipped[0]!.reason;
};
const choices = (kind: string, text: string, ...options: string[]) => ({
  kind,
  text,
  options: options.map((option) =>
    option.startsWith("*") ? { text: option.slice(1), correct: true } : { text: option },
  ),
});
const trueFalse = (text: string, answer: boolean) => ({ kind: "truefalse", text, answer });
const numeric = (text: string, value: number, tolerance = 0) => ({
  kind: "numeric",
  text,
  answer: { value, tolerance },
});
const typed = (text: string, ...accept: string[]) => ({ kind: "text", text, answer: { accept } });

describe("kinds of questions", () => {
  test("one right option", async () => {
    expect(await read("Largest?{~Mars =Jupiter ~Venus}")).toEqual(
      choices("single", "Largest?", "Mars", "*Jupiter", "Venus"),
    );
    expect(await read("Largest? {", "\t~Mars", "\t~%100%Jupiter", "\t~%-50%Venus", "}")).toEqual(
      choices("multiple", "Largest?", "Mars", "*Jupiter", "Venus"),
    );
    expect(await read("Largest?{=%100%Jupiter ~%0%Venus}")).toEqual(
      choices("single", "Largest?", "*Jupiter", "Venus"),
    );
  });

  test("several right options share the points", async () => {
    expect(await read("Even?{~%33.33333%2 ~%-100%3 ~%33.33333%4 ~%33.33333%6}")).toEqual(
      choices("multiple", "Even?", "*2", "3", "*4", "*6"),
    );
    expect(await read("Even?{~%50,0%2 ~%-100%3 ~ %50%4}")).toEqual(
      choices("multiple", "Even?", "*2", "3", "*4"),
    );
  });

  test('"~=" is a right option, as some programs write it', async () => {
    expect(await read("Even?{~=2~3}")).toEqual(choices("single", "Even?", "*2", "3"));
  });

  test.each([
    ["T", true],
    ["TRUE", true],
    ["true", true],
    [" t ", true],
    ["F", false],
    ["False", false],
    ["FALSE#Look again.", false],
    ["T#Look again.#Well done.", true],
    ["T##Well done.", true],
  ])("true or false: {%s}", async (answer, isTrue) => {
    expect(await read(`Ice floats.{${answer}}`)).toEqual(trueFalse("Ice floats.", isTrue));
  });

  test.each([
    ["#7", 7, 0],
    ["# 7", 7, 0],
    ["#-2.5:0.5", -2.5, 0.5],
    ["#.5 : .25", 0.5, 0.25],
    ["#\u22123", -3, 0],
    ["#6.02e23:1E21", 6.02e23, 1e21],
    ["#1..5", 3, 2],
    ["#-4.142..-4.14", -4.141, 0.001],
    ["#7:2~#Look again.", 7, 2],
    ["#7 #Well done.", 7, 0],
    ["#\n\t=7:0#Yes.\n\t=%0%8:0#No.\n\t~#Look again.\n", 7, 0],
    ["#=%100%9:0#Yes =9:1", 9, 1],
  ])("a number: {%s}", async (answer, value, tolerance) => {
    expect(await read(`How many?{${answer}}`)).toEqual(numeric("How many?", value, tolerance));
  });

  test("typed answers", async () => {
    expect(await read("Two and two?{=four =4}")).toEqual(typed("Two and two?", "four", "4"));
    expect(await read("Two and two?{four =4}")).toEqual(typed("Two and two?", "four", "4"));
    expect(await read("Two and two?{=%100%four#Yes. =%0%five =%0%*#No.}")).toEqual(
      typed("Two and two?", "four"),
    );
    expect(await read("Two and two?{four}")).toEqual(typed("Two and two?", "four"));
    expect(await read("Which city?{Tokyo}")).toEqual(typed("Which city?", "Tokyo"));
    expect(await read("How?{=%100%2 \\* 3#}")).toEqual(typed("How?", "2 * 3"));
    expect(await read("Go where?{=%100%left->right#}")).toEqual(typed("Go where?", "left->right"));
  });
});

describe("what cannot be held is skipped with its reason", () => {
  test.each([
    ["Why?{}", 'is an essay question ("{}"), which a quiz here cannot hold'],
    ["Why?{####Because.}", 'is an essay question ("{}"), which a quiz here cannot hold'],
    ["Match.{=a -> b =c -> d}", 'is a matching question ("->"), which a quiz here cannot hold'],
    ["When?{#=1822:0 =%50%1822:2}", "gives part of the points for an answer, which a quiz here cannot"],
    ["Where?{=Rome =%50%Italy}", "gives part of the points for an answer, which a quiz here cannot"],
    ["Which?{~%50%half =full ~none}", "gives part of the points for an answer, which a quiz here cannot"],
    ["Which?{=a =b ~c}", "each of 2 options earns all of the points alone, which a quiz here cannot hold"],
    ["Which?{~a ~b}", "no option is marked as right"],
    ["Which?{~%150%a ~b}", "gives 150% of the points, and only -100% to 100% are possible"],
    ["Which?{a ~b =c}", 'there is text between "{" and the first "=" or "~"'],
    ["Who?{=Ann*}", 'a right answer has "*", which stands for any text: a quiz here compares whole texts'],
    ["How many?{#}", "has no number"],
    ["How many?{#=}", '"" is not a number'],
    ["How many?{#seven}", '"seven" is not a number'],
    ["How many?{#1,5}", '"1,5" is not a number'],
    ["How many?{#1e999}", '"1e999" is too large'],
    ["How many?{#1:-1}", 'the tolerance "-1" is below 0'],
    ["How many?{#*}", "any number is right"],
    ["How many?{#1 =5}", "several numbers are right, and a quiz here can hold one number or one range"],
    ['[html]Which <img src\\="a.png">?{T}', "needs a picture, which a quiz here cannot hold"],
    ['Which?{=<img src\\="a.png"> ~b}', "needs a picture, which a quiz here cannot hold"],
    [`[html]${"<i>".repeat(200)}Which?{T}`, "has HTML that is nested too deeply"],
    ["[markdown]Which ![a](a.png)?{T}", "needs a picture, which a quiz here cannot hold"],
    ['[html]Which?{=<img src\\="a.png">a ~b}', "needs a picture, which a quiz here cannot hold"],
    ["It is {1:MC:=a~b}.", 'is a text with gaps ("{1:…:…}"), which a quiz here cannot hold'],
    ["It is {:SHORTANSWER:=a}.", 'is a text with gaps ("{1:…:…}"), which a quiz here cannot hold'],
    ["Which? =a ~b}", 'there is a "}" before any "{"'],
    [
      "One {=a ~b} and two {=c ~d}.",
      'there is more than one "{" and "}"; in a text they are written as "\\{" and "\\}"',
    ],
    [`Which?{${"=a".repeat(51)}}`, "has more than 50 answers"],
    ["::Intro::Read this first.", 'text without answers, which stand between "{" and "}"'],
  ])("%s", async (source, reason) => {
    expect(await reasonFor(source)).toBe(reason);
  });

  test("a question that is too long is not read", async () => {
    expect(await reasonFor(`${"x".repeat(65_536)}{T}`)).toBe(
      'is longer than 65536 characters; a "{" may have no "}"',
    );
  });

  test("a blank option is not dropped, so that it is refused", async () => {
    expect(await read("Which?{=a ~ ~c}")).toEqual(choices("single", "Which?", "*a", "", "c"));
  });
});

describe("where a question begins and ends", () => {
  test("a blank line outside of braces ends it; lines count from its text, not from a comment", async () => {
    const { questions, skipped } = await parse(
      "// a file",
      "",
      "$CATEGORY: $course$/top/Planets",
      "// question: 1  name: One",
      "::One::Ice floats.{",
      "",
      "T",
      "// a comment in between",
      "}",
      "",
      "  // [id:5] [tag:ice]",
      "Ice",
      "// a comment in its text",
      "sinks. {F}",
      "// the end",
    );
    expect(skipped).toEqual([]);
    expect(questions).toEqual([
      { line: 5, question: trueFalse("Ice floats.", true) },
      { line: 12, question: trueFalse("Ice sinks.", false) },
    ]);
  });

  test("a missing blank line does not join two questions", async () => {
    const { questions, skipped } = await parse(
      "One. {T}",
      "Two. {",
      "F",
      "}",
      "Three",
      "is {~a =odd}.",
      "::Four::Four. {T}",
    );
    expect(skipped).toEqual([]);
    expect(questions.map(({ line, question }) => [line, (question as { text: string }).text])).toEqual([
      [1, "One."],
      [2, "Two."],
      [5, "Three is _____."],
      [7, "Four."],
    ]);
  });

  test("a heading right before a title is no part of the question", async () => {
    const { questions, skipped } = await parse("**Question 1**", "::One::", "Ice floats.{T}");
    expect(questions).toEqual([{ line: 2, question: trueFalse("Ice floats.", true) }]);
    expect(skipped).toEqual([{ line: 1, reason: 'text without answers, which stand between "{" and "}"' }]);
  });

  test("lines around a file that a chatbot wrote are no text", async () => {
    const { questions, skipped } = await parse("```gift", "One. {T}", "", "Two. {", "F", "}", "```");
    expect(skipped).toEqual([]);
    expect(questions.map(({ line, question }) => [line, question])).toEqual([
      [2, trueFalse("One.", true)],
      [4, trueFalse("Two.", false)],
    ]);
  });

  test("lines of ``` between the parts of such a file are no text", async () => {
    const { questions, skipped } = await parse(
      ...["```gift", "Ice floats.{T}", "```", "and", "```gift", "Ice sinks.{F}", "```"],
    );
    expect(questions).toEqual([
      { line: 2, question: trueFalse("Ice floats.", true) },
      { line: 6, question: trueFalse("Ice sinks.", false) },
    ]);
    expect(skipped).toMatchObject([{ line: 4 }]);
  });

  test("a brace that is not closed does not swallow the questions after it", async () => {
    const unclosed = 'the "{" before the answers has no "}" after them';
    const { questions, skipped } = await parse(
      "One? {",
      "=a",
      "",
      "~b",
      "",
      "Two",
      "is \\{ even. {T}",
      "",
      "Three? {=a",
      "",
      "::Four::",
      "Four. {F}",
      "",
      "Five? {=a",
      "$CATEGORY: More",
      "Six. {T}",
      "",
      "Seven? {=a ~b",
    );
    expect(questions.map(({ line }) => line)).toEqual([6, 11, 16]);
    expect(skipped).toEqual([1, 9, 14, 18].map((line) => ({ line, reason: unclosed })));
  });

  test("CRLF, CR, a byte order mark and Windows-1252", async () => {
    const bytes = Buffer.from("Caf\xe9?{T}\r\n\r\nTwo.{F}\r\rThree.{T}", "latin1");
    const { questions } = byOutcome(await gift.parse(sourceOf(bytes)));
    expect(questions.map(({ line, question }) => [line, (question as { text: string }).text])).toEqual([
      [1, "Café?"],
      [3, "Two."],
      [5, "Three."],
    ]);
    expect(await read("\ufeff::One::Ice floats.{T}")).toEqual(trueFalse("Ice floats.", true));
  });
});

describe("texts", () => {
  test("escapes are resolved, other backslashes stay", async () => {
    expect(await read("\\{\\}\\=\\~\\#\\:\\\\ \\%\\q a\\nb &&092; &&010{=\\=\\n\\\\nu ~\\~}")).toEqual({
      kind: "single",
      text: "{}=~#:\\ \\%\\q a\nb &&092; &&010",
      options: [{ text: "=\n\\nu", correct: true }, { text: "~" }],
    });
  });

  test("characters that mean nothing where they are need no escape", async () => {
    expect(await read("At 9:30 = half past ~ #9?{=9:30 -> now#see: #3 ~10:30 100% 5 % of}")).toEqual(
      choices("single", "At 9:30 = half past ~ #9?", "*9:30 -> now", "10:30 100% 5 % of"),
    );
  });

  test("blanks arrange the file; in plain text and Markdown they count", async () => {
    expect(await read("  One\n   two \\n three  {= a\n b  ~\tc }")).toEqual(
      choices("single", "One two \n three", "*a b", "c"),
    );
    expect(await read("[plain] a  b\n c\\n {=[moodle] a  b ~a  b}")).toEqual(
      choices("single", "a  b\n c\n", "*a b", "a  b"),
    );
    expect(await read("[markdown]- a\n  - b{T}")).toEqual(trueFalse("- a\n  - b", true));
  });

  test("HTML becomes text, in the options too unless they say otherwise", async () => {
    expect(await read("[html]<p>Is a &lt; b?</p>{=<b>yes</b> ~[plain]<b>no</b> ~[html]&amp;}")).toEqual(
      choices("single", "Is a < b?", "*yes", "<b>no</b>", "&"),
    );
    expect(await read("[html]<p>Which tag?</p>{=%100%<b>#}")).toEqual(typed("Which tag?", "<b>"));
  });

  test("HTML without a prefix is read as Moodle shows it, if it is surely HTML", async () => {
    const file = await gift.parse(
      sourceOf("<b>Ice</b><br><br>\nDoes it float? {=<i>yes</i> ~no\n#### Because\\:<br>a lot}"),
    );
    expect(file.notes).toEqual(["HTML in texts that do not begin with [html] is read as Moodle shows it"]);
    expect(byOutcome(file).questions.map(({ question }) => question)).toEqual([
      { ...choices("single", "Ice\n\nDoes it float?", "*yes", "no"), explanation: "Because:\na lot" },
    ]);
    expect(await read("What does <br> do? {=<b>a</b> ~a < b}")).toEqual(
      choices("single", "What does <br> do?", "*<b>a</b>", "a < b"),
    );
  });

  test("answers in the middle of a text leave a gap", async () => {
    expect(await read("The sky is {~red =blue}\ntoday.")).toEqual(
      choices("single", "The sky is _____ today.", "red", "*blue"),
    );
    expect(await read("{=Two =2} and two is four.")).toEqual(typed("_____ and two is four.", "Two", "2"));
    expect(await read("Two and two is {=four}.")).toEqual(typed("Two and two is _____.", "four"));
    expect(await read("How many? {#3}.")).toEqual(numeric("How many?", 3));
    expect(await read("Ice floats.{T} // yes")).toEqual(trueFalse("Ice floats.", true));
  });

  test("a title is the text of a question that has none", async () => {
    expect(await read("::Ice  \\: floats::{T}")).toEqual(trueFalse("Ice : floats", true));
    expect(await read("::Title {1}::Ice floats.{T}")).toEqual(trueFalse("Ice floats.", true));
    expect(await read("::Ice floats.{T}")).toEqual(trueFalse("Ice floats.", true));
  });
});

describe("feedback", () => {
  const explained = async (answers: string) => {
    const file = await gift.parse(sourceOf(`Why?{${answers}}`));
    const { question } = file.parts[0] as { question: { explanation?: string } };
    return [question.explanation, ...(file.notes ?? [])];
  };
  const NOTE = "feedback on single answers is set aside";

  test("general feedback is the explanation", async () => {
    expect(await explained("=a ~b\n####Because \\#1 = a: yes.")).toEqual(["Because #1 = a: yes."]);
    expect(await explained("T####[html]<p>Because.</p>")).toEqual(["Because."]);
    expect(await explained("=a#Yes. ~b#No.####Because.")).toEqual(["Because.", NOTE]);
  });

  test("so is feedback that every player gets", async () => {
    expect(await explained("=a#Because. ~b#Because.")).toEqual(["Because."]);
    expect(await explained("F#Because.#Because.")).toEqual(["Because."]);
    expect(await explained("=a#Because. =%0%*#Because.")).toEqual(["Because."]);
    expect(await explained("#3#Because. ~#Because.")).toEqual(["Because."]);
  });

  test("other feedback is set aside", async () => {
    expect(await explained("=a#Yes! ~b#No.")).toEqual([undefined, NOTE]);
    expect(await explained("=a#Yes! =b#Yes!")).toEqual([undefined, NOTE]);
    expect(await explained("T#No.")).toEqual([undefined, NOTE]);
    expect(await explained("=a ~b")).toEqual([undefined]);
  });

  test("an explanation with a picture is left out, with a note", async () => {
    const { questions } = await parse('Why?{T####[html]<img src\\="a.png">Because.}');
    expect(questions).toEqual([
      {
        line: 1,
        question: trueFalse("Why?", true),
        notes: ["the explanation is left out: it needs a picture, which a quiz here cannot hold"],
      },
    ]);
  });
});

test.each([
  ["$CATEGORY: Planets", "Planets"],
  ["$category:$course$/top/Science/Ice//water", "Ice/water"],
  ["$CATEGORY: $course$/top", undefined],
  ["$CATEGORY: top/top", "top"],
  ["$CATEGORY: $system$", undefined],
  ["$CATEGORY: ", undefined],
  [`$CATEGORY: ${"x".repeat(201)}`, undefined],
])("the name of the first category is the title: %s", async (category, title) => {
  const file = sourceOf(`${category}\nIce floats.{T}\n\n$CATEGORY: Other\n\nIce sinks.{F}`);
  expect((await gift.parse(file)).title).toBe(title);
});

test.each([
  ["Ice floats.{T}", true],
  ["Which?{\n  ~a\n  =b\n}", true],
  ["How many?{#3}", true],
  ["How many? {# =3 ~#no}", true],
  ["Why? {}", true],
  ["$CATEGORY: Planets", true],
  ["::One::Read this first.", true],
  ["[html]<p>Read this first.</p>", true],
  ["[Markdown](https://example.org) is a language", false],
  ["Dear {name}, the answer to = is ~ (see #3).", false],
  ["Once upon a time :: there was ::", false],
  ["function f() { return { a: 1 }; }", false],
  ["{{ title }} {# a comment #} {% if %}", false],
  ["\\{=a ~b\\}", false],
  ["", false],
])("is detected by its marks: %j", (text, isGift) => {
  expect(gift.detect(sourceOf(text))).toBe(isGift);
});

test("a question that shows a program is not taken for the program", async () => {
  const program = ["void run() \\{", "one();", "two();", "three();", "four();", "\\}"];
  const body = Buffer.from(["::One::[html]<pre>", ...program, "</pre>{T}"].join("\n"));
  const { content } = await parseImport(body, { from: 1, take: 1 });
  expect(content.questions[0]!.text).toBe("void run() {\none();\ntwo();\nthree();\nfour();\n}");
});

test("a file with too many questions is refused before they are read", async () => {
  await expect(gift.parse(sourceOf("{T}\n\n".repeat(50_001)))).rejects.toMatchObject({
    data: [{ path: "body", reason: "has more than 50000 questions; split it into several files" }],
  });
});

test("any text is read: each part is a question or has its reason, in the order of the lines", async () => {
  const token = fc.constantFrom(
    ..."{ } { } = ~ # #### \\ \\{ :: -> % %50% .. 5 -1 T false x y _ [html] [plain] <b> &amp; $CATEGORY: //".split(
      " ",
    ),
    " ",
    "\n",
    "\n",
    "\n\n",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(token, { maxLength: 60 }), async (tokens) => {
      const { parts } = await gift.parse(sourceOf(tokens.join("")));
      const lines = parts.map(({ line }) => line);
      expect(lines).toEqual(lines.toSorted((one, other) => one - other));
      const reasons = parts.map((part) => ("invalid" in part ? part.invalid : ""));
      expect(reasons).not.toContain('the answers between "{" and "}" cannot be read');
    }),
    { numRuns: Number(process.env.RUNS ?? 1) * 200 },
  );
});
