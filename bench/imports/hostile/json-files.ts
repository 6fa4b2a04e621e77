import { full, type HostileFile, MILLION, TOO_MANY, textFile } from "./hostile-file.ts";

const json = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("json", name, text, outcome, pace);
const openTdb = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("opentdb", name, text, outcome, pace);

const QUESTION = '{"kind":"truefalse","text":"Is it?","answer":true}';
const ONES = new Array(17).fill(1).join();
const MARKED = Array.from({ length: 20 }, (_, n) => `{"text":"${n}${"\u0301\u0323".repeat(245)}"}`).join();
const inQuiz = (text: string) => `{"title":"t","questions":[${text}]}`;
const result = (question: string, wrong = '"b"') =>
  `{"type":"multiple","difficulty":"easy","category":"c","question":"${question}","correct_answer":"a","incorrect_answers":[${wrong}]}`;
const results = (items: string) => `{"response_code":0,"results":[${items}]}`;

export const jsonFiles: readonly HostileFile[] = [
  json(
    "10,000 nested arrays",
    () => inQuiz("[".repeat(10_000) + "]".repeat(10_000)),
    /nested deeper than 64/,
  ),
  json("a million open arrays", () => `{"questions":${"[".repeat(MILLION)}`, /nested deeper than 64/),
  json(
    "500,000 nested objects",
    () => `${'{"a":'.repeat(500_000)}1${"}".repeat(500_000)}`,
    /nested deeper than 64/,
  ),
  json(
    "4 MiB in a line",
    () => full("x", '{"title":"t","questions":[{"kind":"truefalse","answer":true,"text":"', '"}]}'),
    /has more than 2000 characters/,
  ),
  json(
    "4 MiB of escapes",
    () => full("\\u0301", '{"title":"t","questions":[{"kind":"truefalse","answer":true,"text":"', '"}]}'),
    /has more than 2000 characters/,
    "slow",
  ),
  json(
    "a number of 4 MiB",
    () => full("1", '{"title":"t","questions":[', "]}"),
    /is not too large for a double/,
  ),
  json("4 MiB of blanks", () => full(" ", "{", '"title":"t"}'), /is missing: a quiz is an object/, "slow"),
  json(
    "a million numbers as questions",
    () => inQuiz(`1${",1".repeat(MILLION)}`),
    /more than 50000 questions/,
    "slow",
  ),
  json(
    "380,000 unknown fields",
    () => inQuiz(`{${Array.from({ length: 380_000 }, (_, n) => `"${n}":1`).join()}}`),
    /the kind of the question is missing/,
    "slow",
  ),
  json(
    "a million empty questions",
    () => inQuiz(`{}${",{}".repeat(MILLION)}`),
    /more than 50000 questions/,
    "slow",
  ),
  json(
    "a million options",
    () => inQuiz(`{"kind":"poll","text":"Which?","options":[1${",1".repeat(MILLION)}]}`),
    /at most 20 are allowed/,
    "slow",
  ),
  json(
    "50,000 questions with unknown fields",
    () => inQuiz(`${QUESTION}${`,${QUESTION.replace("}", ',"id":1}')}`.repeat(TOO_MANY - 2)}`),
    1000,
    "slow",
  ),
  json(
    "49,000 questions with 18 errors each",
    () =>
      inQuiz(Array.from({ length: 49_000 }, () => `{"kind":"single","text":"","options":[${ONES}]}`).join()),
    /contains no question/,
    "slow",
  ),
  json(
    "4,000 options of 490 marks on a letter",
    () =>
      inQuiz(
        Array.from({ length: 200 }, () => `{"kind":"poll","text":"Which?","options":[${MARKED}]}`).join(),
      ),
    200,
  ),
  json(
    "50,001 questions",
    () => inQuiz(`${QUESTION}${`,${QUESTION}`.repeat(TOO_MANY - 1)}`),
    /more than 50000 questions/,
    "slow",
  ),
];

export const openTdbFiles: readonly HostileFile[] = [
  openTdb(
    "a million entities in a question",
    () => results(result("&amp;".repeat(800_000))),
    /has more than 2000 characters/,
    "slow",
  ),
  openTdb(
    "4 MiB of &",
    () =>
      full(
        "&",
        '{"results":[{"type":"multiple","correct_answer":"a","incorrect_answers":["b"],"question":"',
        '"}]}',
      ),
    /has more than 2000 characters/,
  ),
  openTdb(
    "a million options",
    () => results(result("Which?", `"b"${',"b"'.repeat(MILLION - 1)}`)),
    /at most 20 are allowed/,
    "slow",
  ),
  openTdb(
    "10,000 nested arrays",
    () => results("[".repeat(10_000) + "]".repeat(10_000)),
    /nested deeper than 64/,
  ),
  openTdb(
    "a million numbers as questions",
    () => results(`1${",1".repeat(MILLION)}`),
    /more than 50000 questions/,
    "slow",
  ),
  openTdb(
    "50,001 questions",
    () => {
      const small = '{"type":"boolean","question":"Is it?","correct_answer":"True","incorrect_answers":[]}';
      return results(`${small.slice(0, -2)}"False"]}${`,{"question":1}`.repeat(TOO_MANY - 1)}`);
    },
    /more than 50000 questions/,
  ),
];
