import { readJoinCode } from "../../../../platform/domain/text/join-code.ts";
import { nicknameSchema } from "../../../../platform/domain/text/nickname.ts";
import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";
import { isVisible, visibleText } from "../../../../platform/domain/text/visible-text.ts";
import { decode } from "../../../../services/quiz/formats/shared/decode.ts";
import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { rowsOf, workbookOf } from "../formats/xlsx/workbook-of.ts";

const gift = (questions: string) => `$CATEGORY: a\n${questions}`;

/** Inputs that a regular expression, or a loop in a loop, may read again and again: `n` says how large they are. */
const FILES: Record<string, (n: number) => string | Buffer | Promise<Buffer>> = {
  "blanks before a line separator": (n) => `#Q a\n^ b\nC ${" ".repeat(n)}\u2028x`,
  "blanks at the ends of lines": (n) => `#Q a${" ".repeat(n)}\n^ b${"\t ".repeat(n)}x\nA${" ".repeat(n)}`,
  "blank lines": (n) => `#Q a\n${"\n \t".repeat(n)}`,
  "carriage returns": (n) => `#Q a${"\r".repeat(n)}`,
  "control characters": (n) => `#Q a${"\u0001\u0085".repeat(n)}`,
  "many options and a long answer": (n) => `#Q a\n^ ${"b".repeat(n)}\n${"A x\n".repeat(n)}`,
  "many questions": (n) => "#Q a\n^ b\nA b\nB c\n\n".repeat(n / 8),
  "stray lines": (n) => "x\n\n".repeat(n),
  "many answers": (n) => `#Q a\n${"^ b\n".repeat(n)}`,
  "a letter with many marks as the answer": (n) => `#Q a\n^ e${"\u0301\u0323".repeat(n)}\nA x\nB y`,
  "Greek marks and a Latin letter": (n) =>
    `#Q a\n^ ${"\u{1d242}".repeat(n)}a\nA ${"\u{1d242}".repeat(n)}\nB y`,
  "bytes that are not UTF-8": (n) => Buffer.alloc(n, "#Q \xe2\x82\xff", "latin1"),
  "an unfinished string": (n) => `{"title": "${"\\\\\\u00e9".repeat(n)}`,
  "a string with a wrong escape at its end": (n) => `{"title": "${'\\"x'.repeat(n)}\\q"}`,
  "many small questions": (n) => `{"questions": [${"{},".repeat(n / 8)}{}]}`,
  "many unknown fields": (n) =>
    `{"questions": [{${Array.from({ length: n }, (_, index) => `"f${index}":1`).join()}}]}`,
  "one long unknown field": (n) => `{"questions": [{"${"f.".repeat(n)}": 1}]}`,
  "deep arrays": (n) => `{"questions": ${"[".repeat(n)}`,
  "many options and answers without a kind": (n) =>
    JSON.stringify([{ question: "?", options: new Array(n).fill("a"), answer: new Array(n).fill("a") }]),
  "many right options that look the same": (n) =>
    JSON.stringify([{ question: "?", options: new Array(n).fill({ text: "a\u200b", correct: true }) }]),
  "many rows of a workbook": (n) =>
    workbook("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>1</v></c></row>".repeat(n / 8)),
  "gaps in the rows of a workbook": (n) => workbook('<row><c r="GR1"><v>1</v></c></row>'.repeat(n / 8)),
  "many fonts in a cell": (n) =>
    workbook(`<row><c t="inlineStr"><is>${"<r><t>_x0041</t></r>".repeat(n)}</is></c></row>`),
  "many shared texts": (n) =>
    workbook('<row><c t="s"><v>1</v></c></row>'.repeat(n / 8), "<si><t>x</t></si>".repeat(n)),
  "blanks after a bracket": (n) => `[${" ".repeat(n)}x`,
  "blanks after names of fields": (n) => `{${`"response_code"${" ".repeat(64)}`.repeat(n / 64)}`,
  "entities and per cents": (n) =>
    JSON.stringify({
      results: [{ question: "&amp%20".repeat(n), correct_answer: "%".repeat(n), incorrect_answers: ["&#x"] }],
    }),
  "many wrong answers": (n) =>
    JSON.stringify([{ question: "?", correct_answer: "a", incorrect_answers: new Array(n).fill("a+") }]),
  "many lines after an answer": (n) => `?\nA) a\nB) b\nANSWER: A\n${"Feedback: x\n".repeat(n / 8)}y\nA) a`,
  "an explanation of many lines, and no blank line": (n) =>
    `?\nA) a\nB) b\nANSWER: A\n${"Feedback: x\n\n".repeat(n / 8)}${"y\n".repeat(n)}A) a`,
  "many first options": (n) => `?\nANSWER: A\n${"A) a\n".repeat(n)}`,
  "many paragraphs that ask": (n) => `${"a?\n\n".repeat(n)}A) a\nB) b\nANSWER: A`,
  "many unfinished questions": (n) => `${"a?\nA) a\nB) b\n\n".repeat(n / 8)}ANSWER: A`,
  "many answer lines": (n) => `?\nA) a\nB) b\n${"ANSWER: A\n".repeat(n)}`,
  "a long answer line": (n) => `?\nA) a\nB) b\nANSWER:${" A,".repeat(n)} )))`,
  "blanks before a mark": (n) => `?\nA) a\nB) b\nANSWER: A\n${"\u3000".repeat(n)}B) x${"answer ".repeat(n)}`,
  "many comments of XML": (n) => `${"<!-- -->".repeat(n)}<`,
  "many starts of XML": (n) => "<!".repeat(n),
  "many declarations of XML": (n) => "<!a>".repeat(n),
  "many brackets in a document type": (n) => `<!DOCTYPE a ${"[".repeat(n)}`,
  "many first signs of LaTeX comments": (n) => "%\n".repeat(n),
  "many cells": (n) => "a,".repeat(n),
  "many open quotes in cells": (n) => `a,b\n${'"'.repeat(n)}`,
  "braces in GIFT": (n) => gift("{".repeat(n)),
  "pairs of braces in GIFT": (n) => gift("a{T}\n}{\n".repeat(n / 8)),
  "open braces before blank lines in GIFT": (n) => gift("a{\n\n".repeat(n / 8)),
  "paragraphs after an open brace of GIFT": (n) => gift(`a{\n\n${"b c\n\n".repeat(n / 8)}`),
  "lines after the answers of GIFT": (n) => gift(`a{T}\n${"b\n".repeat(n)}{F}`),
  "small questions of GIFT": (n) => gift("a{=b~c#d}\n\n".repeat(n / 16)),
  "questions of GIFT, each in another form": (n) =>
    gift(Array.from({ length: n / 32 }, (_, index) => `a{=b~%${index / 1000}%c}\n\n`).join("")),
  "answers of GIFT": (n) => gift(`a{${"=b".repeat(n)}}`),
  "marks and feedback of GIFT": (n) => gift(`a{=b${"#".repeat(n)}~%${"%".repeat(n)}}`),
  "blanks in an answer of GIFT": (n) => gift(`a{= b${" ".repeat(n)}c${"\t ".repeat(n)}}`),
  "escapes of GIFT": (n) => gift(`a${"\\{\\\\".repeat(n)}{T}`),
  "digits in an answer of GIFT": (n) => gift(`a{#${"1".repeat(n)}.${"1".repeat(n)}e}`),
  "pictures in Markdown of GIFT": (n) => gift(`[markdown]${"![".repeat(n)}{T}`),
  "slashes in a category of GIFT": (n) => `$CATEGORY: ${"/a//".repeat(n)}\na{T}`,
  "many tabs": (n) => "\t".repeat(n),
  "many tags of questions in Moodle XML": (n) => `<quiz>${"<question ".repeat(n)}`,
  "many blanks in a closing tag": (n) => `<quiz>${`</question${" ".repeat(64)}`.repeat(n / 64)}`,
  "many open comments in Moodle XML": (n) => `<quiz><question>${"<!--".repeat(n)}`,
  "many open sections in Moodle XML": (n) => `<quiz>${"<![CDATA[<question>".repeat(n / 8)}`,
  "many elements of a question": (n) => moodleQuestion(`<a>${"<answer/>".repeat(n)}`),
  "many attributes of an element": (n) => moodleQuestion(`<a${" a='b'".repeat(n)}>`),
  "references before a wrong one": (n) => moodleQuestion(`<a>${"&amp;".repeat(n)} & `),
  "lines before a fault in XML": (n) => moodleQuestion(`<a>${"\r\n".repeat(n)}</b>`),
  "a long path of categories": (n) => moodleQuestion(`<category>${"a//b/".repeat(n)}</category>`, "category"),
  "many pictures in Markdown": (n) => moodleHtml("![".repeat(n), "markdown"),
  "many open elements of HTML": (n) => moodleHtml("<b>".repeat(n)),
  "many closed elements of HTML": (n) => moodleHtml(`${"<b>".repeat(90)}${"</i>".repeat(n)}`),
  "many marks that are no tags": (n) => moodleHtml("a<b ".repeat(n)),
  "lists in lists": (n) => moodleHtml(`${"<ul><li>".repeat(40)}${"x<br>".repeat(n)}`),
  "tables in tables": (n) => moodleHtml(`${"<table><tr><td>".repeat(30)}${"x<br>".repeat(n)}`),
  "raised text in raised text": (n) => moodleHtml(`${"<sup>".repeat(90)}${"x ".repeat(n)}`),
  "blanks in preformatted text": (n) => moodleHtml(`<pre>${" \n ".repeat(n)}x</pre>`),
  "many comments in HTML": (n) => moodleHtml("<!--".repeat(n)),
  "many rows of a table": (n) => `question,option 1,option 2,correct\n${"w?,a,b,1\n".repeat(n / 8)}`,
  "rows of a table without an end": (n) => `question,option 1,option 2,correct\n${"a,".repeat(n)}`,
  "many names of columns": (n) => `question,${"option 1 (optional),".repeat(n / 16)}correct\nw?,a,b,1`,
  "quotes in a table": (n) => `question,option 1,option 2,correct\nw?,${'"'.repeat(n)},b,1`,
  "quotes in a table that are not closed": (n) =>
    `question,option 1,option 2,correct\n${'"a,b\nc,d\n'.repeat(n / 64)}`,
  "a quote in a table that is not closed": (n) =>
    `question,option 1,option 2,correct\n"${"w?,a,b,1\n".repeat(n / 8)}`,
  "a long list of right answers": (n) =>
    `question,option 1,option 2,correct\nw?,a,b,"${"1, ".repeat(n)}x"\nw?,a,b,"${"a;".repeat(n)}"`,
  "marks and line breaks in a cell of a table": (n) =>
    `kind,question,option 1,option 2,correct\npoll,"${"\n' ;'".repeat(n)}",a,b,`,
  "blanks in a cell of a table": (n) =>
    `question,option 1,option 2,correct\nw${" ".repeat(n)}?,a,b, ${" \t".repeat(n)}`,
  "many options that look the same": (n) =>
    JSON.stringify({
      questions: [{ kind: "poll", text: "?", options: new Array(n).fill({ text: "\u200ba" }) }],
    }),
};

function moodleQuestion(inner: string, type = "truefalse"): string {
  return `<quiz><question type="${type}">${inner}</question></quiz>`;
}

function moodleHtml(html: string, format = "html"): string {
  return moodleQuestion(`<questiontext format="${format}"><text><![CDATA[${html}]]></text></questiontext>`);
}

/** A workbook with the names of the columns in the first row of its sheet. */
const workbook = (rows: string, strings?: string) =>
  workbookOf({
    strings,
    sheets: [{ rows: rowsOf([["Question", "Answer 1", "Answer 2", "Correct answer"]]) + rows }],
  });

const SMALL = 1024;
const GROWTH = 16;

/** The least CPU time of three runs, in µs. */
async function costOf(run: () => void | Promise<void>): Promise<number> {
  const costs: number[] = [];
  for (let times = 0; times < 3; times++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return Math.min(...costs);
}

/** Linear work grows by 16, quadratic by 256. What takes 30 ms for the large input is quick enough. */
async function expectLinear(run: (n: number) => void | Promise<void>): Promise<void> {
  await run(SMALL);
  const small = await costOf(() => run(SMALL));
  const large = await costOf(() => run(SMALL * GROWTH));
  if (large > 30_000) expect(large / small).toBeLessThan(GROWTH * 5);
}

test.each(Object.keys(FILES))("the work for a file with %s grows with its length", async (name) => {
  const files = new Map<number, Buffer>();
  for (const n of [SMALL, SMALL * GROWTH]) files.set(n, Buffer.from((await FILES[name]!(n)) as string));
  await expectLinear(async (n) => {
    try {
      await parseImport(files.get(n)!, { from: 1, take: 1000 });
    } catch (error) {
      // A refusal costs as little as an import, and is short.
      const { data } = error as { data?: unknown };
      expect(JSON.stringify(data).length).toBeLessThan(20_000);
    }
  });
});

test.each([
  " ",
  "\u0301",
  "\u200d",
  "👩\u200d",
  "🏴\u{e0067}",
  "\ufdfa",
  "ع\u200d",
])("the work for a text of %j grows with its length", async (unit) => {
  await expectLinear((n) => {
    const text = unit.repeat(n);
    isVisible(text);
    visibleText(text);
    decode(Buffer.from(text));
    nicknameSchema.safeParse(text);
    readJoinCode(text);
  });
});

test("the longest answer takes little time to normalize, whatever it is made of", async () => {
  const units = [
    "\u0301\u0323",
    "i\u0323",
    "\ufdfa",
    "ﬃ",
    "aΑ",
    "\u{1d242}",
    "'",
    "-",
    "ー-",
    "s\u0327\u0326",
  ];
  for (const unit of units) {
    const answer = unit.repeat(500).slice(0, 500);
    const cost = await costOf(() => {
      for (let time = 0; time < 10; time++) normalizeText(answer, "lenient");
    });
    // A tenth of a millisecond on a quiet machine; a quadratic step would take far more than this.
    expect([unit, cost < 200_000]).toEqual([unit, true]);
  }
});
