import { csv } from "../../../../../services/quiz/formats/csv/csv.ts";
import { SourceFile } from "../../../../../services/quiz/formats/shared/source-file.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";

const read = (text: string | Buffer) =>
  parseImport(Buffer.from(text as string), { format: "csv", from: 1, take: 1000 });
const isCsv = (text: string) => csv.detect(new SourceFile(Buffer.from(text)));
/** Each question as its text and its options, with a star at the right ones. */
async function shown(text: string | Buffer) {
  const { content } = await read(text);
  return content.questions.map((question) => {
    if (!("options" in question)) return [question.text, "answer" in question && question.answer];
    return [
      question.text,
      ...question.options.map((option) => (option.correct ? `*${option.text}` : option.text)),
    ];
  });
}

const HEADER = "question,option 1,option 2,correct";

test.each([
  [",", `${HEADER}\nWhat?,"a, b",c,2`],
  [";", `${HEADER.replaceAll(",", ";")}\nWhat?;a, b;c;2`],
  ["tab", `${HEADER.replaceAll(",", "\t")}\nWhat?\ta, b\tc\t2`],
  [
    "; and a heading with commas",
    `"Quiz, the first, of many, here"\n${HEADER.replaceAll(",", ";")}\nWhat?;a, b;c;2`,
  ],
  ["; after a line for Excel", `sep=;\r\n${HEADER.replaceAll(",", ";")}\r\nWhat?;a, b;c;2`],
])("a file with %s as the delimiter is found and read", async (_, text) => {
  expect(isCsv(text)).toBe(true);
  expect(await shown(text)).toEqual([["What?", "a, b", "*c"]]);
});

test("what a chatbot says around a table, and its lines of backticks, are no questions", async () => {
  const { content, skipped } = await read(
    `Here is your quiz:\n\n\`\`\`csv\n${HEADER}\nWhat?,a,b,1\n\`\`\`\n\nHave fun!\n`,
  );
  expect(content.questions.length).toBe(1);
  expect(skipped).toEqual([{ line: 8, reason: "question 2: the question has no options" }]);
});

test("a byte order mark, blanks around cells and Windows-1252 do no harm", async () => {
  expect(await shown(`\ufeff${HEADER}\n What? , "a, b" ,c , 1 `)).toEqual([["What?", "*a, b", "c"]]);
  expect(await shown(Buffer.from(`${HEADER}\nGr\xf6\xdfe?,a,\x93c\x94,1`, "latin1"))).toEqual([
    ["Größe?", "*a", "“c”"],
  ]);
});

test.each([
  "\r\n",
  "\n",
  "\r",
])("a question is told by the line where it begins, with %j at the ends of lines", async (end) => {
  const text = [
    HEADER,
    '"Two',
    `lines ""here""?",a,"b${end}c",3`,
    "",
    "",
    ",,,",
    "Next?,a,b,3",
    '"x',
    'y",a,b,3',
  ];
  const { skipped } = await read([...text, "Fine?,a,b,1"].join(end));
  expect(skipped.map(({ line }) => line)).toEqual([2, 8, 9]);
});

test("files in which lines end in different ways are read", async () => {
  expect(await shown(`${HEADER}\r\nOne?,a,b,1\nTwo?,a,b,2\rThree?,a,b,1`)).toHaveLength(3);
});

test("rows may be shorter or longer than the header", async () => {
  expect(await shown(`question,option 1,option 2,correct,image\nWhat?,a,b,1\nWho?,a,b,2,,,,`)).toEqual([
    ["What?", "*a", "b"],
    ["Who?", "a", "*b"],
  ]);
});

test("a row with a delimiter in a text that has no quotes is skipped, as its columns are others", async () => {
  const { content, skipped } = await read(`${HEADER}\nWhat, a or b?,c,d,b\nWhat?,a,b,1,,`);
  expect(content.questions).toHaveLength(1);
  expect(skipped).toEqual([
    {
      line: 2,
      reason:
        'question 1: the row has more cells than there are columns: a text with "," in it needs quotes (") around it',
    },
  ]);
});

test("quotes within texts are read as they are", async () => {
  const text = `${HEADER}\nA 12" pizza?,a "b" c,d,1\n"Who" said it?,a,b,2\nx,"A""B" C,d,1`;
  expect(await shown(text)).toEqual([
    ['A 12" pizza?', '*a "b" c', "d"],
    ['"Who" said it?', "a", "*b"],
    ["x", '*"A"B" C', "d"],
  ]);
});

test.each([
  ["in a text that has no end", '"Two?,a,b,1', "Three?,a,b,2"],
  ["in the last row", "Three?,a,b,2", '"Two?,a,b,1'],
])("a quote that is not closed %s loses its line only", async (_, ...rows) => {
  const { content, skipped } = await read([HEADER, "One?,a,b,1", ...rows].join("\n"));
  expect(content.questions.map(({ text }) => text)).toEqual(["One?", "Three?"]);
  expect(skipped).toEqual([
    {
      line: 3 + rows.indexOf('"Two?,a,b,1'),
      reason: expect.stringMatching(/^question \d: a quote \("\) is not closed: /),
    },
  ]);
});

test("the rest of a text with wrong quotes is not taken for a question", async () => {
  const text = `${HEADER}\n"He said "hi"\nand went",a,b,1\nNext?,a,b,2\n"A text\n"with" three\nlines",a,b,1\nLast?,a,b,1`;
  const { content, skipped } = await read(text);
  expect(content.questions.map(({ text: shownText }) => shownText)).toEqual(["Next?", "Last?"]);
  expect(skipped.map(({ line, reason }) => [line, reason.split("; ")[1]])).toEqual([
    [2, "line 3 is not read either"],
    [5, "lines 6 to 7 are not read either"],
  ]);
});

test("a file without names of columns is refused with what is missing, and with a quote that may hide them", async () => {
  expect(isCsv("Lorem ipsum, dolor sit\namet, consectetur")).toBe(false);
  await expect(read("a,b\n1,2")).rejects.toMatchObject({
    data: [{ path: "body", reason: expect.stringContaining("no row with the names of the columns") }],
  });
  await expect(read(`"${HEADER}\nWhat?,a,b,1`)).rejects.toMatchObject({
    data: [{}, { path: "body", reason: expect.stringContaining('line 1: a quote (")') }],
  });
});

test.each([
  ["rows", `${HEADER}\n${"a,b,c,1\n".repeat(50_021)}`, "has more than 50000 questions"],
  ["empty rows", `${HEADER}\n${",,,\n".repeat(100_001)}`, "has more than 100000 rows"],
  ["columns", `${HEADER}\n${"a,".repeat(201)}`, "has more than 200 columns in line 2"],
  ["open quotes", `${HEADER}\n${'"a,b\nc,d\n'.repeat(502)}`, "has more than 500 lines with quotes"],
])("too many %s are refused", async (_, text, reason) => {
  await expect(read(text)).rejects.toMatchObject({
    data: [{ path: "body", reason: expect.stringContaining(reason) }],
  });
});

test("marks before formulas are taken away only in a file with our own columns", async () => {
  expect(await shown("kind,question,option 1,option 2,correct\npoll,'=1?,'-x,a;'=b,")).toEqual([
    ["=1?", "-x", "a;=b"],
  ]);
  expect(await shown(`${HEADER}\n'-ing' is what?,a,b,1`)).toEqual([["'-ing' is what?", "*a", "b"]]);
});
