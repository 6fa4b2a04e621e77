import { full, type HostileFile, MILLION, TOO_MANY, textFile } from "./hostile-file.ts";

const moodle = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("moodle", name, text, outcome, pace);

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const quiz = (content: string, doctype = "") => `${DECLARATION}${doctype}<quiz>${content}</quiz>`;
/** A question of true or false. @param text as XML, which holds HTML */
const question = (text: string) =>
  `<question type="truefalse"><questiontext format="html"><text>${text}</text></questiontext>` +
  '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>';
const html = (text: string) => quiz(question(`<![CDATA[${text}]]>`));
const [before, after] = html("|").split("|") as [string, string];

const CATEGORY = '<question type="category"><category><text>$course$/a/b</text></category></question>';
const PICTURE = '<questiontext><text>Which?</text><file name="a.png" encoding="base64">';

/** Entities that stand for ten of the one before: a billion in all. */
export const BILLION_LAUGHS = `<!DOCTYPE quiz [<!ENTITY l0 "lol">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
).join("")}]>`;

export const moodleFiles: readonly HostileFile[] = [
  moodle(
    "entities that stand for a billion",
    () => quiz(question("&l9;"), BILLION_LAUGHS),
    /declares entities of its own/,
  ),
  moodle(
    "an entity of 100 KB, 100,000 times",
    () => quiz(question("&e;".repeat(100_000)), `<!DOCTYPE quiz [<!ENTITY e "${"x".repeat(100_000)}">]>`),
    /declares entities of its own/,
  ),
  moodle(
    "an entity from a file",
    () => quiz(question("&e;"), '<!DOCTYPE quiz [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
    /declares entities of its own/,
  ),
  moodle("10,000 categories in a row", () => quiz(CATEGORY.repeat(10_000) + question("Is it?")), 1, "slow"),
  moodle(
    "a category of a million parts",
    () => quiz(CATEGORY.replace("b", "b/".repeat(MILLION)) + question("Is it?")),
    1,
    "slow",
  ),
  moodle(
    "10,000 nested categories",
    () => quiz("<category>".repeat(10_000) + "</category>".repeat(10_000) + question("Is it?")),
    1,
  ),
  moodle(
    "10,000 nested questions",
    () => quiz('<question type="truefalse">'.repeat(10_000) + "</question>".repeat(10_000)),
    /is not well-formed XML/,
    "slow",
  ),
  moodle(
    "half a million nested elements",
    () => quiz("<a>".repeat(500_000) + "</a>".repeat(500_000)),
    /contains no question/,
    "slow",
  ),
  moodle(
    "a million unclosed elements",
    () => `${DECLARATION}<quiz>${"<a>".repeat(MILLION)}`,
    /ends without <\/quiz>/,
    "slow",
  ),
  moodle(
    "100,000 nested <div>",
    () => html(`${"<div>".repeat(100_000)}Is it?`),
    /has more than 2000 characters/,
  ),
  moodle(
    "100,000 nested <b>, closed",
    () => html(`${"<b>".repeat(100_000)}Is it?${"</b>".repeat(100_000)}`),
    /has more than 2000 characters/,
  ),
  moodle(
    "100,000 nested lists",
    () => html(`${"<ul><li>".repeat(100_000)}Is it?`),
    /has more than 2000 characters/,
  ),
  moodle(
    "100,000 nested tables",
    () => html(`${"<table><tr><td>".repeat(100_000)}Is it?`),
    /has more than 2000 characters/,
  ),
  moodle(
    "1,000 questions of 200 nested <div>",
    () => quiz(question(`<![CDATA[${"<div>".repeat(200)}Is it?]]>`).repeat(1000)),
    /has HTML that is nested too deeply/,
    "slow",
  ),
  moodle(
    "16 questions of 31,000 elements in HTML",
    () => quiz(question(`<![CDATA[${"<b>a</b>".repeat(31_000)}]]>`).repeat(16)),
    /has more than 2000 characters/,
    "slow",
  ),
  moodle("a million &amp; in HTML", () => html("&amp;".repeat(800_000)), /has more than 2000 characters/),
  moodle("4 MiB of < in HTML", () => full("<", before, after), /has more than 2000 characters/),
  moodle("4 MiB of <!-- in HTML", () => full("<!--", before, after), /the question has no text/),
  moodle(
    "a tag with a million attributes in HTML",
    () => html(`<p ${"a ".repeat(MILLION)}>Is it?</p>`),
    /has more than 2000 characters/,
  ),
  moodle("4 MiB in a line", () => full("x", before, after), /has more than 2000 characters/),
  moodle("4 MiB of blanks", () => full(" ", `${before}Is`, `it?${after}`), /has more than 2000 characters/),
  moodle(
    "380,000 attributes",
    () =>
      `${DECLARATION}<quiz ${Array.from({ length: 380_000 }, (_, n) => `a${n}=""`).join(" ")}>${question("Is it?")}</quiz>`,
    1,
  ),
  moodle(
    "a comment of 4 MiB",
    () => full("x", `${DECLARATION}<quiz><!--`, `-->${question("Is it?")}</quiz>`),
    1,
  ),
  moodle(
    "a picture of 4 MiB",
    () =>
      full(
        "AAAA",
        `${DECLARATION}<quiz><question type="truefalse">${PICTURE}`,
        "</file></questiontext></question></quiz>",
      ),
    /has two answers/,
  ),
  moodle(
    "60,000 answers with parts of the points",
    () =>
      quiz(
        `<question type="multichoice"><questiontext><text>Which?</text></questiontext>${'<answer fraction="0.01"><text>a</text></answer>'.repeat(60_000)}</question>`,
      ),
    /too many elements/,
    "slow",
  ),
  moodle(
    "50,001 questions",
    () => quiz('<question type="truefalse"/>'.repeat(TOO_MANY)),
    /more than 50000 questions/,
  ),
];
