import { full, type HostileFile, MAX_FILE_BYTES, MILLION, TOO_MANY, textFile } from "./hostile-file.ts";

const aiken = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("aiken", name, text, outcome, pace);
const trivia = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("opentriviaqa", name, text, outcome, pace);

const AIKEN_QUESTION = "Which?\nA) a\nB) b\nANSWER: A\n\n";

export const aikenFiles: readonly HostileFile[] = [
  aiken(
    "4 MiB in a line",
    () => full("x", "Which ", "?\nA) a\nB) b\nANSWER: A\n"),
    /has more than 2000 characters/,
  ),
  aiken(
    "4 MiB in an option",
    () => full("x", "Which?\nA) a\nB) ", "\nANSWER: A\n"),
    /has more than 500 characters/,
  ),
  aiken("4 MiB of blanks in an option", () => full(" ", "Which?\nA) a\nB) b", "\nANSWER: A\n"), 1),
  aiken("4 MiB of line ends", () => full("\n", "Which?"), /more than 500000 lines/),
  aiken("4 MiB of A) lines", () => full("A)\n", "Which?\n"), /more than 500000 lines/),
  aiken("4 MiB of options", () => full("A) a\n", "Which?\n"), /more than 500000 lines/),
  aiken(
    "4 MiB of ANSWER lines",
    () => full("ANSWER: A\n", "Which?\nA) a\nB) b\n"),
    /more than one "ANSWER:" line/,
    "slow",
  ),
  aiken(
    "4 MiB of ANSWER without letters",
    () => full("ANSWER:", "Which?\nA) a\nB) b\n"),
    /does not name the letter/,
  ),
  aiken(
    "4 MiB of lines before the options",
    () => full("x\n", "", "A) a\nB) b\nANSWER: A\n"),
    /more than 500000 lines/,
  ),
  aiken("400,000 questions without an answer", () => "W\nA) a\n\n".repeat(400_000), /more than 500000 lines/),
  aiken("50,001 questions", () => AIKEN_QUESTION.repeat(TOO_MANY), /more than 50000 questions/, "slow"),
];

export const openTriviaFiles: readonly HostileFile[] = [
  trivia("4 MiB in a line", () => full("x", "#Q ", "\n^ a\nA a\nB b\n"), /has more than 2000 characters/),
  trivia("4 MiB of line ends", () => full("\n", "#Q Which?\n"), /more than 500000 lines/),
  trivia("a million options", () => `#Q Which?\n^ a\n${"A a\n".repeat(MILLION)}`, /more than 500000 lines/),
  trivia("a million answers", () => `#Q Which?\n${"^ a\n".repeat(MILLION)}`, /more than 500000 lines/),
  trivia("a million questions", () => "#Q\n".repeat(MILLION), /more than 500000 lines/),
  trivia(
    "50,001 questions",
    () => "#Q Which?\n^ a\nA a\nB b\n\n".repeat(TOO_MANY),
    /more than 50000 questions/,
    "slow",
  ),
];

/** Files in no format, or in any. */
export const anyFiles: readonly HostileFile[] = [
  { name: "4 MiB of zeros", outcome: /seems to be binary data/, bytes: () => Buffer.alloc(MAX_FILE_BYTES) },
  {
    name: "4 MiB of bytes that are not UTF-8",
    outcome: /looks like none of/,
    isSlow: true,
    bytes: () => Buffer.alloc(MAX_FILE_BYTES, 0xff),
  },
  {
    name: "4 MiB of two-byte characters in pieces",
    outcome: /looks like none of/,
    isSlow: true,
    bytes: () => Buffer.alloc(MAX_FILE_BYTES, "\xc3\xe2\x82\xf0", "latin1"),
  },
  textFile(undefined, "4 MiB of line ends", () => full("\n", "x"), /looks like none of/),
  textFile(undefined, "4 MiB of marks on one letter", () => full("\u0301", "a"), /looks like none of/),
  textFile(undefined, "4 MiB of invisible characters", () => full("\u200b"), /looks like none of/),
  textFile(undefined, "4 MiB of <", () => full("<"), /looks like none of/),
  textFile(undefined, "4 MiB of {", () => full("{"), /looks like none of/, "slow"),
  textFile(undefined, "4 MiB of commas", () => full(","), /looks like none of/, "slow"),
];
