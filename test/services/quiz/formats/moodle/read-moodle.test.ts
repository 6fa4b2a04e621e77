import fc from "fast-check";
import { moodle } from "../../../../../services/quiz/formats/moodle/moodle.ts";
import { readMoodle } from "../../../../../services/quiz/formats/moodle/read-moodle.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

const parse = (content: string | Buffer) => readMoodle(sourceOf(content));
const fileOf = (...questions: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${questions.join("\n")}\n</quiz>`;
const ASKED = "<questiontext><text>What?</text></questiontext>";
const question = (type: string, ...inner: string[]) =>
  `<question type="${type}">${ASKED}${inner.join("")}</question>`;
const answer = (fraction: number | string, text: string, more = "") =>
  `<answer fraction="${fraction}"><text>${text}</text>${more}</answer>`;
const category = (path: string) =>
  `<question type="category"><category><text>${path}</text></category></question>`;
const TRUE = answer(100, "true") + answer(0, "false");

/** The only question of a file, or the reason why it is skipped. */
function read(source: string): unknown {
  const { questions, skipped } = byOutcome(parse(fileOf(source)));
  expect([...questions, ...skipped]).toHaveLength(1);
  return questions[0]?.question ?? skipped[0]!.reason;
}
/** The same with the notes. */
const notes = (source: string) => {
  const { parts, notes: ofFile } = parse(fileOf(source));
  return [...(ofFile ?? []), ...parts.flatMap((part) => ("question" in part ? (part.notes ?? []) : []))];
};
/** The text of a question that is written in this way. */
const textOf = (format: string, text: string) =>
  (
    read(
      `<question type="truefalse"><questiontext format="${format}"><text>${text}</text></questiontext>${TRUE}</question>`,
    ) as {
      text?: string;
    }
  ).text;

describe("detection", () => {
  test.each([
    "<quiz>",
    " \n<quiz >",
    "\ufeff<?xml version='1.0'?>\n<!-- <x> -->\n<quiz/>",
    "<!DOCTYPE quiz SYSTEM 'a'><quiz>",
    "<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>",
  ])("%j is Moodle XML", (text) => {
    expect(moodle.detect(sourceOf(text))).toBe(true);
  });

  test.each([
    "",
    "<quizzes>",
    "<x><quiz>",
    "<!-- <quiz>",
    "<?xml <quiz>",
    "Is <quiz> a tag?",
    "<!DOCTYPE html><p>",
  ])("%j is not", (text) => {
    expect(moodle.detect(sourceOf(text))).toBe(false);
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ data: [expect.objectContaining({ path: "body" })] }),
    );
  });
});

describe("choices", () => {
  const options = (...right: boolean[]) =>
    right.map((correct, id) => ({ text: `o${id}`, ...(correct && { correct }) }));
  const choice = (single: string, ...fractions: (number | string)[]) =>
    read(question("multichoice", single, ...fractions.map((fraction, id) => answer(fraction, `o${id}`))));
  const PART = "gives part of the points for an answer, which a quiz here cannot";

  test.each([
    ["<single>true</single>", [0, 100, 0], "single", [false, true, false]],
    ["<single>1</single>", [100, -25], "single", [true, false]],
    ["", [100, 0], "single", [true, false]],
    ["", [50, 50, 0], "multiple", [true, true, false]],
    ["<single>false</single>", [100, -100], "multiple", [true, false]],
    ["<single/>", [100, 0], "multiple", [true, false]],
    ["<single>false</single>", [33, "33.33333", "33,333", "-50"], "multiple", [true, true, true, false]],
    [
      "<single>0</single>",
      ["16.66667", 17, "16.66667", "16.66667", "16.7", 16.66],
      "multiple",
      new Array(6).fill(true),
    ],
  ])("with %s and the fractions %j are a question of kind %s", (single, fractions, kind, right) => {
    expect(choice(single, ...fractions)).toEqual({ kind, text: "What?", options: options(...right) });
  });

  test.each([
    ["<single>true</single>", [100, 50], PART],
    ["<single>true</single>", [50, 50], PART],
    ["<single>false</single>", [70, 30], PART],
    ["<single>true</single>", [0, -10], "no option is marked as right"],
    ["<single>true</single>", [100, 100], expect.stringContaining("each of 2 options")],
    ["<single>true</single>", [100, "many"], "the fraction of option 2 is no number"],
  ])("with %s and the fractions %j are skipped", (single, fractions, reason) => {
    expect(choice(single, ...fractions)).toEqual(reason);
  });

  test("keep an option that is blank, which is refused later", () => {
    expect(choice("", 100, 0)).toMatchObject({ options: [{ text: "o0" }, { text: "o1" }] });
    expect(read(question("multichoice", answer(0, ""), answer(100, "b")))).toMatchObject({
      options: [{ text: "" }, { text: "b", correct: true }],
    });
  });
});

describe("true and false", () => {
  test.each([
    [TRUE, true],
    [answer(0, "true") + answer(100, "false"), false],
    [answer(100, "false") + answer(0, "true"), false],
    // Old files have the words of the writer's language, in this order.
    [answer(100, "Wahr") + answer(0, "Falsch"), true],
    [answer(0, "Vrai") + answer(100, "Faux"), false],
    [answer(100, "Falsch") + answer(0, "Wahr"), false],
    [answer(100, "No") + answer(0, "Yes"), false],
    [answer(100, "&lt;p&gt;False&lt;/p&gt;") + answer(0, "&lt;p&gt;True&lt;/p&gt;"), false],
    [answer(0, "Tosi") + answer(100, "Epätosi"), false],
  ])("%s", (answers, right) => {
    expect(read(question("truefalse", answers))).toEqual({ kind: "truefalse", text: "What?", answer: right });
  });

  test.each([
    [answer(0, "true") + answer(0, "false"), "no answer is marked as right"],
    [answer(100, "true") + answer(100, "false"), "both true and false are marked as right"],
    [
      answer(50, "true") + answer(0, "false"),
      "gives part of the points for an answer, which a quiz here cannot",
    ],
    [answer(100, "true"), "a true or false question has two answers"],
    [answer(100, "True") + answer(0, "true"), "both answers say true"],
  ])("%s is skipped", (answers, reason) => {
    expect(read(question("truefalse", answers))).toBe(reason);
  });
});

describe("numbers", () => {
  const number = (text: string, tolerance?: string) =>
    answer(100, text, tolerance === undefined ? "" : `<tolerance>${tolerance}</tolerance>`);

  test.each([
    [number("3.5", "0.1"), 3.5, 0.1],
    [number(" -1e3 "), -1000, 0],
    [number(".5", ""), 0.5, 0],
    [number("1", "0.5") + number("2", "0.5"), 1.5, 1],
    [answer(0, "7") + number("8"), 8, 0],
    [number("\u22125"), -5, 0],
    ['<answer fraction="100" format="html"><text>&lt;p&gt;42&lt;/p&gt;</text></answer>', 42, 0],
  ])("%s", (answers, value, tolerance) => {
    expect(read(question("numerical", answers))).toEqual({
      kind: "numeric",
      text: "What?",
      answer: { value, tolerance },
    });
  });

  test.each([
    [number("3,5"), 'the answer "3,5" is no number, such as 3.14'],
    [number("1e999"), 'the answer "1e999" is no number, such as 3.14'],
    [number("1", "x"), "the tolerance of the answer 1 is no number"],
    [number("*"), "any number is right"],
    [number("1") + number("2"), expect.stringContaining("several numbers are right")],
  ])("%s is skipped", (answers, reason) => {
    expect(read(question("numerical", answers))).toEqual(reason);
  });

  test("lose their units, with a note", () => {
    const units = "<units><unit><multiplier>1</multiplier><unit_name>cm</unit_name></unit></units>";
    expect(notes(question("numerical", number("1"), units))).toEqual([
      "the unit (cm) is set aside: players type only the number",
    ]);
  });
});

describe("typed texts", () => {
  test("in HTML are read as what they show", () => {
    const html =
      '<answer fraction="100" format="html"><text>&lt;p&gt;Caf&amp;eacute;&lt;/p&gt;</text></answer>';
    expect(read(question("shortanswer", html))).toMatchObject({ answer: { accept: ["Café"] } });
  });

  test("are accepted as they are, with a star that is escaped", () => {
    const answers = [answer(100, "a\\*b"), answer("100.0", " &lt;p&gt; "), answer(0, "*")];
    expect(read(question("shortanswer", ...answers))).toEqual({
      kind: "text",
      text: "What?",
      answer: { accept: ["a*b", "<p>"] },
    });
  });

  test("with a pattern, or a part of the points, are skipped", () => {
    expect(read(question("shortanswer", answer(100, "a*")))).toContain("stands for any text");
    expect(read(question("shortanswer", answer(100, "a"), answer(50, "b")))).toContain("part of the points");
  });
});

describe("other types", () => {
  test.each([
    ["matching", "is a matching question (matching), which a quiz here cannot hold"],
    ["essay", "is an essay question (essay), which a quiz here cannot hold"],
    ["cloze", "is a text with gaps (cloze), which a quiz here cannot hold"],
    ["ddwtos", "is a text with gaps (ddwtos), which a quiz here cannot hold"],
    ["calculatedmulti", "is a calculated question (calculatedmulti), which a quiz here cannot hold"],
    ["random", "is a place for a question that Moodle chooses (random), which a quiz here cannot hold"],
    ["constructor", 'is a question of the type "constructor", which a quiz here cannot hold'],
    ["", "the type of the question is missing"],
    ["description", "a text without a question (description)"],
  ])("%j is skipped", (type, reason) => {
    expect(read(question(type))).toBe(reason);
  });

  test("a description is not counted as a question, and a category is no part at all", () => {
    const { parts } = parse(fileOf(category("a"), question("description"), question("essay")));
    expect(parts).toEqual([
      { line: 4, ignored: expect.any(String) },
      { line: 5, invalid: expect.any(String) },
    ]);
  });
});

describe("texts", () => {
  test.each([
    [
      "html",
      "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;x&lt;sup&gt;2&lt;/sup&gt; &amp;lt; y&lt;/p&gt;",
      "One\n\nx² < y",
    ],
    ["html", "<![CDATA[<b>One</b><br>two]]> and ]]&gt;", "One\ntwo and ]]>"],
    ["moodle_auto_format", "One\r\ntwo &amp; three", "One\ntwo & three"],
    ["plain_text", " &lt;b&gt; &amp;amp; @@PLUGINFILE@@ ", " <b> &amp; @@PLUGINFILE@@ "],
    ["markdown", "\n *One* <!-- a comment -->two \n", "*One* two"],
  ])("in the format %s: %j", (format, source, text) => {
    expect(textOf(format, source)).toBe(text);
  });

  test("have the format of the question's text if they have none", () => {
    const texts = `<questiontext format="plain_text"><text>&lt;b&gt;?</text></questiontext><generalfeedback><text>&lt;i&gt;</text></generalfeedback>`;
    const html = '<answer fraction="0" format="html"><text>&lt;b&gt;b</text></answer>';
    const source = `<question type="multichoice">${texts}${answer(100, "&lt;b&gt;a")}${html}</question>`;
    expect(read(source)).toEqual({
      kind: "single",
      text: "<b>?",
      explanation: "<i>",
      options: [{ text: "<b>a", correct: true }, { text: "b" }],
    });
  });

  test("may be without a <text>, as in old files", () => {
    expect(
      read(`<question type="truefalse"><questiontext>Old?</questiontext>${TRUE}</question>`),
    ).toMatchObject({ text: "Old?" });
  });

  test.each([
    ["html", '<![CDATA[<img src="x.png" alt="a cat">]]>'],
    ["html", "<![CDATA[<a href='@@PLUGINFILE@@/song.mp3'>Listen</a>]]>"],
    ["markdown", "![a cat](x.png)"],
  ])("with a picture or a file in %s: %s", (format, text) => {
    const element = (name: string) =>
      `<${name} format="${format}" fraction="100"><text>${text}</text></${name}>`;
    const needs = "needs a picture or another file, which a quiz here cannot hold";
    expect(read(`<question type="truefalse">${element("questiontext")}${TRUE}</question>`)).toBe(
      `the text of the question ${needs}`,
    );
    expect(read(question("multichoice", answer(0, "a"), element("answer")))).toBe(`option 2 ${needs}`);
    const explained = question("truefalse", element("generalfeedback"), TRUE);
    expect(read(explained)).toEqual({ kind: "truefalse", text: "What?", answer: true });
    expect(notes(explained)).toEqual([`the explanation is left out: it ${needs}`]);
  });

  test("in HTML that is nested too deeply are skipped", () => {
    const text = `<questiontext format="html"><text><![CDATA[${"<i>".repeat(200)}What?]]></text></questiontext>`;
    expect(read(`<question type="truefalse">${text}${TRUE}</question>`)).toBe(
      "the text of the question has HTML that is nested too deeply",
    );
  });

  test("do not need a file to which they do not refer", () => {
    const file = '<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>';
    const text = `<questiontext><text>What?</text>${file}</questiontext>`;
    expect(read(`<question type="truefalse">${text}${TRUE}</question>`)).toMatchObject({ text: "What?" });
  });

  test("with a picture of Moodle before version 2 are skipped", () => {
    expect(read(question("truefalse", "<image></image>", TRUE))).toMatchObject({ text: "What?" });
    expect(read(question("truefalse", "<image>cat.png</image>", TRUE))).toContain("needs a picture");
  });

  test("in several languages, or with tags that are not escaped, are skipped", () => {
    const two =
      '<![CDATA[<span lang="en" class="multilang">a</span><span lang="fr" class="multilang">b</span>]]>';
    expect(read(question("multichoice", answer(100, two), answer(0, "b")))).toContain("several languages");
    expect(read(question("multichoice", answer(100, "<b>a</b>"), answer(0, "b")))).toContain("CDATA section");
  });
});

describe("an explanation", () => {
  const explained = (text: string) =>
    question("truefalse", `<generalfeedback><text>${text}</text></generalfeedback>`, TRUE);

  test("is the general feedback", () => {
    expect(read(explained("Because."))).toMatchObject({ explanation: "Because." });
    expect(read(explained("&lt;p&gt;&amp;nbsp;&lt;/p&gt;"))).not.toHaveProperty("explanation");
  });

  test("that is too long is left out, with a note", () => {
    expect(read(explained("x".repeat(2001)))).not.toHaveProperty("explanation");
    expect(notes(explained("x".repeat(2001)))).toEqual([
      "the explanation is left out: it has more than 2000 characters",
    ]);
  });
});

test("what does not change a question is set aside, and told once", () => {
  const shout = question(
    "shortanswer",
    "<usecase>1</usecase><hidden>1</hidden><penalty>0.5</penalty><defaultgrade>3</defaultgrade>",
    "<tags><tag><text>loud</text></tag></tags>",
    answer(100, "A", "<feedback><text>Yes!</text></feedback>"),
  );
  expect(notes(shout + shout)).toEqual([
    "capital letters matter in typed answers of this file, and do not matter here",
    "questions that are hidden in Moodle are imported too",
    "feedback on single answers is set aside",
  ]);
});

describe("the title", () => {
  test.each([
    [["$course$/top/Default for Rocks/Igneous // old"], "Igneous / old"],
    [["\n  $course$/Rocks\n  "], "Rocks"],
    [["$course$/top", "$course$/top/Nature", "$course$/top/Nature/Rocks"], "Rocks"],
    [["$course$/top/top"], "top"],
    [["$course$/top"], undefined],
    [["top"], undefined],
    [["$course$/top/"], undefined],
    [["$module$/top/&#32;"], undefined],
    [[`a/${"x".repeat(201)}`], undefined],
    [[], undefined],
  ])("of a file with the categories %j is %j", (paths, title) => {
    expect(parse(fileOf(...paths.map(category), question("essay"))).title).toBe(title);
  });

  test("is the category of the first question, if a file has several", () => {
    expect(parse(fileOf(category("Rocks"), question("essay"), category("Plants"))).title).toBe("Rocks");
  });
});

describe("XML", () => {
  const sound = question("truefalse", TRUE);
  const invalid = (xml: string) =>
    parse(xml).parts.flatMap((part) => ("invalid" in part ? [[part.line, part.invalid]] : []));

  test("comments, CDATA and processing instructions may have tags in them", () => {
    const tags = "<!-- <question type='essay'> --><?x </quiz> ?>";
    const text = "<questiontext><text><![CDATA[</question> <question>]]></text></questiontext>";
    const { parts } = parse(
      fileOf(tags, `<question type="truefalse">${tags}${text}${TRUE}</question>`, tags),
    );
    expect(parts).toEqual([
      { line: 4, question: expect.objectContaining({ text: "</question> <question>" }) },
    ]);
  });

  test.each([
    ["Salt & pepper", 9, 'an "&" stands for itself: write "&amp;"'],
    ["a&nbsp;b", 5, "XML does not know &nbsp; here: write the character itself"],
    ["a&#1;b", 5, "&#1; is no character that XML can hold"],
    ["a < b", 7, 'a "<" begins no tag: write "&lt;"'],
    ["a ]]> b", 9, '"]]>" stands outside of a CDATA section'],
    ["a<b>c", 13, "</x> stands where <b> is open"],
    ["a</b>", 9, "</b> stands where <x> is open"],
    ['<b a="1" a="2">', 19, "the attribute a stands twice in a tag"],
    ["<b a>", 9, 'an attribute is not written as name="value"'],
    ["<!-- a -- b -->", 13, 'a comment has "--" in it'],
  ])("%j: the question alone is skipped, with the place of the fault", (text, column, what) => {
    const broken = `<question type="truefalse"><questiontext>\n<x>${text}</x></questiontext></question>`;
    const file = fileOf(sound, broken, sound);
    expect(invalid(file)).toEqual([[4, `is not well-formed XML at line 5, column ${column}: ${what}`]]);
    expect(parse(file).parts).toHaveLength(3);
  });

  test("a question without its end leaves the next one as it is", () => {
    expect(invalid(fileOf(`<question type="essay">${ASKED}`, sound))).toEqual([
      [3, expect.stringContaining("the element <question> is not closed")],
    ]);
  });

  test("a file that is cut off gives its whole questions, and says that it is cut off", () => {
    expect(parse(fileOf(sound, sound).slice(0, -30)).parts).toEqual([
      { line: 3, question: expect.anything() },
      { line: 4, invalid: expect.stringContaining("is not closed") },
      { line: 4, ignored: expect.stringContaining("may be cut off") },
    ]);
  });

  test("entities of the file's own are refused, and never expanded", () => {
    const bomb = `<!DOCTYPE quiz [<!ENTITY a "${"x".repeat(1000)}"><!ENTITY b "${"&a;".repeat(1000)}">]>`;
    expect(() => parse(`${bomb}<quiz>${question("truefalse", answer(100, "&b;"))}</quiz>`)).toThrow(
      expect.objectContaining({ data: [{ path: "body", reason: expect.stringContaining("DOCTYPE") }] }),
    );
  });

  test("lines are counted at CRLF, LF and CR; a byte order mark and control characters are removed", () => {
    const text = `\ufeff<quiz>\r\n\r\n\r<!-- \n -->${question("truefalse", answer(100, "tr\u0001ue"), answer(0, "false"))}</quiz>`;
    expect(parse(text).parts).toEqual([
      { line: 5, question: { kind: "truefalse", text: "What?", answer: true } },
    ]);
  });

  test.each([
    ["ISO-8859-1", "latin1", "Größe?"],
    ["UTF-8", "latin1", "Größe?"],
    ["ISO-8859-1", "utf8", "Größe, Łódź?"],
    ["windows-1251", undefined, "Где?"],
    ["nonsense", "latin1", "Größe?"],
  ] as const)("is read where it declares %s and is in %s", (declared, encoding, text) => {
    const [head, tail] = [
      `<?xml version="1.0" encoding="${declared}"?><quiz><question type="truefalse"><questiontext><text>`,
      `</text></questiontext>${TRUE}</question></quiz>`,
    ];
    const bytes = encoding ? Buffer.from(text, encoding) : Buffer.from([0xc3, 0xe4, 0xe5, 0x3f]);
    const { parts } = parse(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]));
    expect(parts).toEqual([{ line: 1, question: expect.objectContaining({ text }) }]);
  });

  test.each([
    ["too deep", "<a>".repeat(60)],
    ["of too many elements", "<a/>".repeat(6000)],
    ["with too many attributes", `<a ${Array.from({ length: 60 }, (_, index) => `a${index}=""`).join(" ")}>`],
  ])("a question that is %s is skipped", (_, inner) => {
    expect(read(question("truefalse", inner, TRUE))).toMatch(/^has .*\btoo /);
  });

  test("a fault anywhere in a file leaves the questions before it as they are", () => {
    const file = fileOf(...new Array(4).fill(sound));
    const starts = [...file.matchAll(/<question /g)].map(({ index }) => index);
    fc.assert(
      fc.property(
        fc.nat(file.length - starts[1]! - 1),
        fc.nat(20),
        fc.constantFrom("", "<", "&", "]]>", "<!--", "<![CDATA[", "</x>", "</quiz>", "<question>", '"', "\0"),
        (place, cut, inserted) => {
          const index = starts[1]! + place;
          const { parts } = parse(file.slice(0, index) + inserted + file.slice(index + cut));
          const whole = starts.filter((start) => start < index).length - 1;
          expect(parts.slice(0, whole)).toEqual(
            Array.from({ length: whole }, (_, no) => ({ line: no + 3, question: expect.anything() })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
