import { xlsx } from "../../../../../services/quiz/formats/xlsx/xlsx.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { byOutcome, sourceOf } from "../source-of.ts";
import { rowsOf, workbookOf } from "./workbook-of.ts";

const parse = async (rows: Parameters<typeof rowsOf>[0], more: { formats?: string[] } = {}) =>
  xlsx.parse(sourceOf(await workbookOf({ ...more, sheets: [{ rows: rowsOf(rows) }] })));

const HEADER = ["Question", "Answer 1", "Answer 2", "Answer 3", "Correct answer"];

it("is detected by the zip", async () => {
  const workbook = await workbookOf({ sheets: [{ rows: "" }] });
  expect([workbook, "PK is a text", ""].map((content) => xlsx.detect(sourceOf(content)))).toEqual([
    true,
    false,
    false,
  ]);
});

/** A sheet as Kahoot's template has it, in our own words: the header is in row 8, the first column has numbers. */
function templateRows(dash: string): string {
  const title = '<row r="2" spans="2:8" ht="40" customHeight="1"><c r="B2" t="s" s="1"><v>0</v></c></row>';
  const hints = Array.from({ length: 4 }, (_, index) => [null, `Hint ${index + 1}: keep it short`]);
  const header = [
    null,
    `Question ${dash} max 9 characters`,
    ...[1, 2, 3, 4].map((no) => `Answer ${no} ${dash} max 7 characters`),
    `Time limit (sec) ${dash} 5, 10, 20 or 30 secs`,
    `Correct answer(s) ${dash} choose at least one`,
  ];
  const questions = [
    [1, "Which is a planet?", "Mars", "Moon", "Sun", null, 20, 1],
    [2, "Which are even numbers?", 2, 3, 4, 5, 30, "1,3"],
    [
      3,
      '<c t="str"><f>"Is "&amp;"it?"</f><v>Is it?</v></c>',
      '<c t="b"><v>1</v></c>',
      '<c t="b"><v>0</v></c>',
      null,
      null,
      10,
      2,
    ],
    [4, "Which is half?", '<c s="1"><v>0.5</v></c>', '<c s="1"><v>0.25</v></c>', null, null, 5, "1"],
  ];
  const numbered = Array.from({ length: 1000 }, (_, index) => [index + 5, '<c s="1"/>', '<c s="1"/>']);
  return title + rowsOf(hints, 3) + rowsOf([header, ...questions, ...numbered], 8);
}

it.each(["-", "\u2013"])("reads a template with its header in row 8, written with %j", async (dash) => {
  const sheets = [{ name: "Sheet1", rows: templateRows(dash) }];
  const bytes = await workbookOf({ sheets, strings: "<si><t>Quiz template</t></si>", formats: ["0%"] });
  const { content, skipped } = await parseImport(bytes, { from: 1, take: 100 });
  expect(skipped).toEqual([]);
  const options = (...texts: string[]) =>
    texts.map((text) => (text.endsWith("!") ? { text: text.slice(0, -1), correct: true } : { text }));
  expect(content.questions).toMatchObject([
    {
      kind: "single",
      text: "Which is a planet?",
      timeLimitMs: 20_000,
      options: options("Mars!", "Moon", "Sun"),
    },
    { kind: "multiple", timeLimitMs: 30_000, options: options("2!", "3", "4!", "5") },
    { kind: "truefalse", text: "Is it?", timeLimitMs: 10_000, answer: false },
    { kind: "single", timeLimitMs: 5000, options: options("50%!", "25%") },
  ]);
});

it("skips a row with a cell that cannot be read, with the row and the reason", async () => {
  const { questions, skipped } = byOutcome(
    await parse([
      HEADER,
      ["One?", "a", "b", null, "1"],
      ["Two?", '<c t="e"><v>#REF!</v></c>', "b", null, "2"],
      ["Three?", "a", "<c><f>1+1</f></c>", null, "1"],
    ]),
  );
  expect(questions).toHaveLength(1);
  expect(skipped).toEqual([
    { line: 3, reason: expect.stringContaining("has the error #REF!") },
    { line: 4, reason: expect.stringContaining("has a formula without a value") },
  ]);
});

it("does not take a part of a date for the text that a person wrote", async () => {
  const { questions, skipped } = byOutcome(
    await parse([HEADER, ["Half?", '<c s="1"><v>45000</v></c>', "b", null, "1"]], { formats: ["d/m"] }),
  );
  expect(questions).toEqual([]);
  expect(skipped).toEqual([{ line: 2, reason: expect.stringContaining("date") }]);
});

it("says how it reads a whole date", async () => {
  const rows = [HEADER, ["When?", '<c s="1"><v>25404</v></c>', "b", null, "1"]];
  await expect(parse(rows, { formats: ["d mmmm yyyy"] })).resolves.toMatchObject({
    parts: [{ question: { options: [{ text: "1969-07-20", correct: true }, { text: "b" }] } }],
    notes: ["dates are read as year, month and day, such as 1969-07-20"],
  });
});

it("names rows in its reasons, and says which sheet was read", async () => {
  const sheets = [
    { name: "Read me", rows: rowsOf([["How to use this file"]]) },
    { name: "Set 1", rows: rowsOf([HEADER, ["One?", "a", "b", null, "1"], ["Two?", "a", null, null, "1"]]) },
  ];
  const imported = await parseImport(await workbookOf({ sheets }), { from: 1, take: 100 });
  expect(imported).toMatchObject({
    skipped: [{ line: 3, reason: expect.stringContaining("question 2") }],
    notes: ['the questions are from the sheet "Set 1"; "Read me" is not read'],
  });
  const only = parseImport(await workbookOf({ sheets: [{ rows: rowsOf([HEADER, ["x", "a"]]) }] }), {
    from: 1,
    take: 100,
  });
  await expect(only).rejects.toMatchObject({
    data: [{}, { reason: expect.stringMatching(/^row 2: question 1: /) }],
  });
});
