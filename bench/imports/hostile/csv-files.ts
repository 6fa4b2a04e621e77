import { full, type HostileFile, MILLION, TOO_MANY, textFile } from "./hostile-file.ts";

const csv = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("csv", name, text, outcome, pace);

/** Quizizz' and Kahoot's words for the columns, which is what people send. */
const HEADER = "Question,Answer 1,Answer 2,Answer 3,Answer 4,Time limit,Correct answer(s)\n";
const MARKS = "\u0301\u0323".repeat(245);
const ROW = "Which?,a,b,c,d,20,1\n";

export const csvFiles: readonly HostileFile[] = [
  csv('4 MiB of "', () => full('"'), /no row with the names of the columns/, "slow"),
  csv("4 MiB of ;", () => full(";"), /no row with the names of the columns/, "slow"),
  csv("4 MiB of commas", () => full(","), /no row with the names of the columns/, "slow"),
  csv("4 MiB of tabs", () => full("\t", "x"), /no row with the names of the columns/, "slow"),
  csv("4 MiB of line ends", () => full("\n", HEADER), /contains no question/, "slow"),
  csv("4 MiB of carriage returns", () => full("\r", HEADER), /contains no question/, "slow"),
  csv(
    '4 MiB of " in a cell',
    () => full('""', `${HEADER}"Which?`, '",a,b,c,d,20,1\n'),
    /has more than 2000 characters/,
    "slow",
  ),
  csv(
    '4 MiB of " in a cell that has no end',
    () => full('""', `${HEADER}"Which?`),
    /is not closed: a text in quotes/,
    "slow",
  ),
  csv(
    "a quoted cell that has no end",
    () => full("Which?,a,b\n", `${HEADER}"`),
    /more than 50000 questions/,
    "slow",
  ),
  csv(
    "4 MiB in a line",
    () => full("x", `${HEADER}Which `, "?,a,b,c,d,20,1\n"),
    /has more than 2000 characters/,
    "slow",
  ),
  csv("a million columns", () => `${HEADER}Which?${",a".repeat(MILLION)}\n`, /more than 200 columns/, "slow"),
  csv(
    "a heading of a million columns",
    () => `Question${",Answer 1".repeat(400_000)}\n${ROW}`,
    /more than 200 columns/,
    "slow",
  ),
  csv(
    "a row of 400,000 right answers",
    () => `${HEADER}Which?,a,b,c,d,20,"1${",1".repeat(400_000)}"\n`,
    /is none of the options/,
  ),
  csv(
    "a formula in a cell",
    () => `${HEADER}"=HYPERLINK(""https://example.org"",""Which?"")",a,b,c,d,20,1\n`,
    1,
  ),
  csv("rows of empty cells", () => full(",,,,,,\n", HEADER), /more than 100000 rows/, "slow"),
  csv(
    "200,000 rows that are no question",
    () => HEADER + "x,,\n".repeat(200_000),
    /more than 50000 questions/,
    "slow",
  ),
  csv(
    "4,000 options of 490 marks on a letter",
    () => HEADER + `Which?,a${MARKS},b${MARKS},c,d,20,1\n`.repeat(2000),
    1000,
    "slow",
  ),
  csv("50,001 questions", () => HEADER + ROW.repeat(TOO_MANY), /more than 50000 questions/, "slow"),
];
