import {
  type Cell,
  findHeader,
  readTable,
  UnreadableCell,
} from "../../../../../services/quiz/formats/table/table.ts";
import { validateParts } from "../../../../../services/quiz/importing/validate-parts.ts";

const rowsOf = (rows: readonly (readonly Cell[])[]) =>
  rows.map((cells, index) => ({ line: index + 1, cells }));
const lines = (text: string) => text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));

/** What an import makes of a table: questions as text, with a star at the right options. */
function read(table: string | readonly (readonly Cell[])[]) {
  const { parts, notes = [] } = readTable(rowsOf(typeof table === "string" ? lines(table) : table));
  const { valid, skipped, notes: partNotes } = validateParts(parts, "row");
  return {
    valid,
    shown: valid.map((question) =>
      "options" in question
        ? question.options.map(({ text, correct }) => (correct ? `*${text}` : text)).join(" ")
        : question.answer,
    ),
    skipped: skipped.map(({ line, reason }) => `${line}: ${reason}`),
    notes: [...notes, ...partNotes],
  };
}

const isHeader = (names: string) => findHeader(rowsOf(lines(names))) !== undefined;

test.each([
  "question | option 1 | option 2 | correct",
  "Question - max 120 characters | Answer 1 - max 75 characters | Answer 2 - max 75 characters | Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs | Correct answer(s) - choose at least one",
  "Question # | Question Text | Answer 1 | Answer 2 | Answer 3 (Optional) | Time Limit (sec) (Max: 300 seconds) | Correct Answer(s) (Only include Answer #)",
  "Question | Correct Answer | Incorrect Answer 1 | Incorrect Answer 2 (Optional)",
  "Question Text | Question Type | Option 1 | Option 2 | Correct Answer | Time in seconds | Image Link | Answer explanation",
  "QUESTION | A | B | C | Answer",
  "Frage – max. 120 Zeichen | Antwort 1 – max. 75 Zeichen | Antwort 2 | Zeitlimit (Sek.) | Richtige Antwort(en) – mindestens eine auswählen",
  "Question | Réponse 1 | Réponse 2 | Limite de temps (s) | Bonne(s) réponse(s)",
  "Pregunta | Respuesta 1 | Respuesta 2 | Límite de tiempo (s) | Respuesta(s) correcta(s)",
  "Pergunta | Resposta 1 | Resposta 2 | Limite de tempo (s) | Resposta(s) correta(s)",
  "Domanda | Risposta 1 | Risposta 2 | Limite di tempo (sec.) | Risposta/e corretta/e",
  "Vraag | Antwoord 1 | Antwoord 2 | Tijdslimiet (sec.) | Juiste antwoord(en)",
  "question\u00a0| option\u200b1 | OPTION-2 | Right",
])("the names of columns are found: %s", (names) => {
  expect(isHeader(names)).toBe(true);
  const { columns, rights, unknown } = findHeader(rowsOf(lines(names)))!;
  expect([columns.has("question"), rights.length, unknown]).toEqual([true, 1, []]);
});

test.each([
  "What is a question? | Which answers | are there",
  "Timestamp | Question 1 | Question 2 | Score",
  "term | definition",
  "answer | question",
  "question | notes",
  "question | options | answer",
  "question | correct_answer | incorrect_answers",
])("a row with other words is no header: %s", (names) => {
  expect(isHeader(names)).toBe(false);
});

test("the header may have a template's title and instructions above, but not twenty rows", () => {
  const header = ["Question", "Answer 1", "Answer 2", "Correct"];
  const above = (count: number) => [
    ...Array.from({ length: count }, () => ["Quiz template", null, "Add questions, at least two answers"]),
    header,
    ["What?", "a", "b", 1],
  ];
  expect(read(above(19)).shown).toEqual(["*a b"]);
  expect(() => read(above(20))).toThrow(expect.objectContaining({ type: "VALIDATION_ERROR" }));
});

test("numbers in the first column are noise, and rows with only them are empty", () => {
  const table = [
    [
      null,
      "Question - max 120",
      "Answer 1 - max 75",
      "Answer 2",
      "Answer 3",
      "Answer 4",
      "Time limit (sec) – 5, 10",
      "Correct answer(s)",
    ],
    [1, "What?", "a", "b", 3, true, 5, "1,4"],
    [2, null, null, null, null, null, 20, null],
    ...Array.from({ length: 1000 }, (_, index) => [index + 3, null, "", " "]),
  ];
  const { valid, shown, skipped, notes } = read(table);
  expect([shown, skipped, notes]).toEqual([["*a b 3 *TRUE"], [], []]);
  expect(valid[0]!.timeLimitMs).toBe(5000);
});

test.each([
  ["2", "a *b c d"],
  [2, "a *b c d"],
  ["1,3", "*a b *c d"],
  ["1;3", "*a b *c d"],
  ["1, 3", "*a b *c d"],
  ["1 and 3", "*a b *c d"],
  [1.3, "*a b *c d"],
  ["2.0", "a *b c d"],
  ["B", "a *b c d"],
  ["b)", "a *b c d"],
  ["A, C", "*a b *c d"],
  ["AC", "*a b *c d"],
  ["Option 2", "a *b c d"],
  ["Answer B", "a *b c d"],
  ["option_b", "a *b c d"],
  ["FALSE;TRUE;FALSE;TRUE", "a *b c *d"],
])("the right answer %j is a number or a letter", (right, shown) => {
  const header = ["question", "option 1", "option 2", "option 3", "option 4", "correct"];
  expect(read([header, ["?", "a", "b", "c", "d", right]]).shown).toEqual([shown]);
});

test.each([
  ["Rome", "*Rome Paris, France 5,5"],
  [" rome", "*Rome Paris, France 5,5"],
  ["Paris, France", "Rome *Paris, France 5,5"],
  ["5,5", "Rome Paris, France *5,5"],
  ["B. Paris, France", "Rome *Paris, France 5,5"],
  ["Rome; 5,5", "*Rome Paris, France *5,5"],
  ["Rome|Paris, France", "*Rome *Paris, France 5,5"],
])("the right answer %j is the text of options", (right, shown) => {
  expect(
    read([
      ["question", "A", "B", "C", "correct"],
      ["?", "Rome", "Paris, France", "5,5", right],
    ]).shown,
  ).toEqual([shown]);
});

test("a number that is also the text of another option is what the rest of the table shows", () => {
  const header = "question | option 1 | option 2 | option 3 | correct";
  const numbers = read(`${header}\n? | 2 | 3 | 4 | 3\n? | a | b | c | 1`);
  expect(numbers.shown).toEqual(["2 3 *4", "*a b c"]);
  expect(numbers.notes).toEqual([
    'row 2, question 1: the right answer "3" is read as option 3, not as the text of option 2',
  ]);
  const texts = read(
    `${header}\n? | 2 | 3 | 4 | 3\n? | a | b | c | none of them\n? | Rome | Oslo | Bonn | Oslo`,
  );
  expect(texts.shown).toEqual(["2 *3 4", "Rome *Oslo Bonn"]);
});

test("numbers that may count from 0 are not read, but letters and texts are", () => {
  const header = "question | option 1 | option 2 | option 3 | correct";
  const { shown, skipped } = read(
    `${header}\n? | a | b | c | 0\n? | a | b | c | 2\n? | a | b | c | B\n? | x | y | z | z`,
  );
  expect(shown).toEqual(["a *b c", "x y *z"]);
  const reason =
    "the right answers may count from 0, as one of them is 0; count from 1, or write the letters or the texts of options";
  expect(skipped).toEqual([`2: question 1: ${reason}`, `3: question 2: ${reason}`]);
  // The last option has the number 3: they count from 1.
  const from1 = read(`${header}\n? | a | b | c | 0\n? | a | b | c | 2\n? | a | b | c | 3`);
  expect(from1.shown).toEqual(["a *b c", "a b *c"]);
  expect(from1.skipped).toEqual([
    '2: question 1: the right answer "0" names option 0, but there is no such option',
  ]);
});

test("the text of an option is no list of letters", () => {
  const header = "question | option 1 | option 2 | option 3 | correct";
  const { shown, notes } = read(
    `${header}\n? | x | y | A and B | C\n? | x | y | A and B | A and B\n? | x | y | z | A and B`,
  );
  expect([shown, notes]).toEqual([["x y *A and B", "x y *A and B", "*x *y z"], []]);
});

test("a table without a column for right answers says what is missing", () => {
  expect(read("question | option 1 | option 2\n? | a | b").skipped).toEqual([
    '2: question 1: the table has no column with the right answers: its name must be one such as "correct"',
  ]);
});

test("an answer beside wrong ones is the right one", () => {
  expect(read("question | answer | distractor 1 | distractor 2\n? | a | b | c").valid).toMatchObject([
    { options: expect.arrayContaining([{ text: "a", correct: true }, { text: "b" }, { text: "c" }]) },
  ]);
});

test("a right answer that is like two options is neither of them", () => {
  const header = "question | option 1 | option 2 | correct";
  expect(read(`${header}\n? | Paris | PARIS | paris\n? | Paris | PARIS | PARIS`).shown).toEqual([
    "Paris *PARIS",
  ]);
});

test("an explanation that is too long is left out, and the question stays", () => {
  const { valid, notes } = read(
    `question | option 1 | option 2 | correct | explanation\n? | a | b | 1 | ${"x".repeat(2001)}`,
  );
  expect([valid.length, valid[0]!.explanation]).toEqual([1, undefined]);
  expect(notes).toEqual(["row 2, question 1: the explanation is left out: it has more than 2000 characters"]);
});

test("columns about right answers are no right answers", () => {
  const { valid, shown, notes } = read(
    "question | option 1 | option 2 | correct | correct feedback | key stage | correct answer explanation\n? | a | b | 1 | well done | 3 | because",
  );
  expect([shown, valid[0]!.explanation]).toEqual([["*a b"], "because"]);
  expect(notes).toEqual(['the columns "correct feedback", "key stage" are set aside']);
});

test("texts in a column without a name are set aside with a note, and numbers are no texts", () => {
  const { shown, notes } = read(
    " | question | option 1 | option 2 | | correct\n1 | ? | a | b | c | 2\n2. | ? | a | b | | 1",
  );
  expect([shown, notes]).toEqual([["a *b", "*a b"], ["the column number 5 (without a name) is set aside"]]);
});

test("a date as the right answer is told as what it may be", () => {
  const { skipped } = read([
    ["question", "option 1", "option 2", "correct"],
    ["?", "a", "b", new Date("2026-03-01")],
  ]);
  expect(skipped).toEqual([
    '2: question 1: the right answer "2026-03-01" is none of the options; a spreadsheet program may have made a date of it',
  ]);
});

test("a decimal number and a word of letters are no lists if an option has this text", () => {
  const header = "question | option 1 | option 2 | option 3 | correct";
  expect(
    read(
      `${header}\n? | 1,2 | 1,3 | 2 | 1,3\n? | DC | 3 V | AC | AC\n? | 1 | 1.2 | 2 | 1.2\n? | a | b | c | 1,3`,
    ).shown,
  ).toEqual(["1,2 *1,3 2", "DC 3 V *AC", "1 *1.2 2", "*a b *c"]);
});

test("numbers mean columns, also if an option before is blank", () => {
  const { shown, skipped } = read(
    "question | option 1 | option 2 | option 3 | correct\n? | a | | c | 3\n? | a | | c | 2\n? | a | b | c |\n? | a | b | c | x\n? | a | b | c | 9\n? | | | | 1",
  );
  expect(shown).toEqual(["a *c"]);
  expect(skipped).toEqual([
    '3: question 2: the right answer "2" names option 2, which is blank',
    "4: question 3: no option is marked as right",
    '5: question 4: the right answer "x" is none of the options',
    '6: question 5: the right answer "9" names option 9, but there is no such option',
    "7: question 6: the question has no options",
  ]);
});

test("columns may mark the right options", () => {
  expect(
    read("question | option 1 | correct 1 | option 2 | correct 2\n? | a | TRUE | b | FALSE\n? | a | | b | x")
      .shown,
  ).toEqual(["*a b", "a *b"]);
});

test("kinds are named as here, or as elsewhere", () => {
  const { shown, valid, skipped, notes } = read(
    [
      "kind | question | option 1 | option 2 | option 3 | correct | tolerance | match",
      "single | ? | True | False | | 1 | |",
      "Checkbox | ? | a | b | c | 2 | |",
      "Multiple Choice | ? | True | False | | False | |",
      "truefalse | ? | | | | WAHR | |",
      "True/False | ? | Wahr | Falsch | | 2 | |",
      "numeric | ? | | | | 3,14 | 0.01 |",
      "numeric | ? | | | | 1,234 | |",
      "numeric | ? | 3 | 4 | | 2 | |",
      "text | ? | | | | Paris, France | |",
      "Fill-in-the-Blank | ? | a | b | | | | lenient",
      "poll | ? | a | b | | a | |",
      "Reorder | ? | a | b | | | |",
      "banana | ? | a | b | | 1 | |",
      " | ? | | | | TRUE | |",
    ].join("\n"),
  );
  expect(shown).toEqual([
    "*True False",
    "a *b c",
    false,
    true,
    false,
    { value: 3.14, tolerance: 0.01 },
    { accept: ["Paris, France"] },
    { accept: ["a", "b"], match: "lenient" },
    "a b",
    true,
  ]);
  expect(valid.map(({ kind }) => kind).slice(0, 3)).toEqual(["single", "multiple", "truefalse"]);
  expect(skipped).toEqual([
    '8: question 7: the right answer "1,234" may be two numbers; write it with a point, or without the comma',
    "9: question 8: a question with a number as the answer has no options",
    '13: question 12: is of the kind "Reorder", which a quiz here cannot hold',
    '14: question 13: the kind "banana" is not known; the kinds are single, multiple, truefalse, numeric, text, poll',
  ]);
  expect(notes).toEqual(['row 12, question 11: the right answer "a" is set aside: a poll has none']);
});

test("right answers in their own column are shuffled among the wrong ones, each time in the same way", () => {
  const table = `Question | Correct Answer | Incorrect Answer 1 | Incorrect Answer 2\n${Array.from(
    { length: 30 },
    (_, index) => `${index}? | right | wrong 1 | wrong 2`,
  ).join("\n")}`;
  const { shown } = read(table);
  expect(new Set(shown.map((options) => String(options).indexOf("*")))).toEqual(new Set([0, 8, 16]));
  expect(read(table).shown).toEqual(shown);
});

test("the kind that Open Trivia DB calls multiple has one right answer", () => {
  const { valid } = read(
    "type | question | correct_answer | incorrect_answers/0 | incorrect_answers/1\nmultiple | ? | a | b | c",
  );
  expect(valid).toMatchObject([
    { kind: "single", options: expect.arrayContaining([{ text: "a", correct: true }]) },
  ]);
});

test("a right answer without a wrong one is no question", () => {
  const { skipped } = read("Question | Correct Answer | Incorrect Answer 1\n? | x |\n? | | b\n? | a | b");
  expect(skipped).toEqual([
    "2: question 1: the question has no options",
    "3: question 2: no option is marked as right",
  ]);
});

test("questions and answers without options are typed, with a note", () => {
  const { shown, notes } = read(
    "Question | Answer | Tip\nCapital? | Rome | it is big\nYear? | 1999 |\nNone? | |",
  );
  expect(shown).toEqual([{ accept: ["Rome"] }, { accept: ["1999"] }]);
  expect(notes).toEqual([
    "the table has no options: players type the answers",
    'the column "Tip" is set aside',
  ]);
});

test("answers that are all true or false are chosen, not typed", () => {
  const { shown, notes } = read("Statement | Answer\n? | True\n? | FALSCH\n? |");
  expect([shown, notes]).toEqual([[true, false], ["the table has no options: players choose true or false"]]);
});

test("in a table of Jeopardy! the answer is what is shown", () => {
  const { valid, shown } = read("clue_value | answer | question\n100 | It is big | Rome");
  expect([valid[0]!.text, shown[0]]).toEqual(["It is big", { accept: ["Rome"] }]);
});

test.each([
  ["20", "", 20_000, []],
  [0.5, "", 1000, ['the time limit "0.5" becomes 1 s']],
  ["900", "", 600_000, ['the time limit "900" becomes 600 s']],
  ["none", "", null, []],
  ["0", "", 20_000, ['the time limit "0" is set aside, and the default counts']],
  ["soon", "", 20_000, ['the time limit "soon" is set aside, and the default counts']],
  ["1:30", "", 90_000, []],
  ["00:01:30", "", 90_000, []],
  ["2m", "", 120_000, []],
  ["2 min", "", 120_000, []],
  ["5,5 s", "", 5500, []],
  ["1500", " in ms", 1500, []],
])("the time limit %j%s is %j ms", (time, unit, timeLimitMs, notes) => {
  const { valid, notes: found } = read([
    ["question", "option 1", "option 2", "correct", `time limit${unit}`],
    ["?", "a", "b", 1, time],
  ]);
  expect(valid[0]!.timeLimitMs).toBe(timeLimitMs);
  expect(found).toEqual(notes.map((note) => `row 2, question 1: ${note}`));
});

test("points, images and explanations are read, and what is wrong with them is told", () => {
  const { valid, notes } = read(
    [
      "question | option 1 | option 2 | correct | points | image | explanation | level | color",
      "? | a | b | 1 | 500 | https://example.org/a.png | because | hard |",
      "? | a | b | 1 | 20000 | a.png | | |",
      "? | a | b | 1 | many | | | |",
      "? | a | b | 1 | 1.500 | | | |",
      "? | a | b | 1 | 50 pts | | | |",
    ].join("\n"),
  );
  expect(valid.map(({ points, image, explanation }) => [points, image, explanation])).toEqual([
    [500, "https://example.org/a.png", "because"],
    [10_000, undefined, undefined],
    [1000, undefined, undefined],
    [1500, undefined, undefined],
    [50, undefined, undefined],
  ]);
  expect(notes).toEqual([
    'the column "level" is set aside',
    'row 3, question 2: the points "20000" become 10000',
    'row 3, question 2: the image "a.png" is set aside: it must be an https: address',
    'row 4, question 3: the points "many" are set aside, and the default counts',
    'row 5, question 4: the points "1.500" are read as 1500',
  ]);
});

test("a question that needs a cell which cannot be read is skipped, with the cell's name", () => {
  const broken = new UnreadableCell("has the error #REF!");
  const { shown, skipped, notes } = read([
    ["question", "option 1", "option 2", "correct", "image"],
    ["?", "a", broken, 1, null],
    ["?", "a", "b", 1, broken],
  ]);
  expect(shown).toEqual(["*a b"]);
  expect(skipped).toEqual(['2: question 1: "option 2" has the error #REF!']);
  expect(notes).toEqual(['row 3, question 2: "image" has the error #REF!, and is set aside']);
});
