import { readFile } from "node:fs/promises";

export const TRIVIA_FILES = ["geography", "history", "literature"] as const;
export type TriviaFile = (typeof TRIVIA_FILES)[number];

/** The bytes of one file of `test/data/trivia`. */
export function triviaFile(name: TriviaFile | "oddities"): Promise<Buffer> {
  return readFile(new URL(`trivia/${name}.txt`, import.meta.url));
}

/**
 * A file of `count` valid entries, all different. Every third is a true/false question, every fifth has CRLF line ends,
 * every seventh a byte that is not UTF-8.
 */
export function generateTriviaFile(count: number): Buffer {
  const entries = Array.from({ length: count }, (_, index) => {
    const no = index + 1;
    const lines = no % 3 === 0 ? trueFalseEntry(no) : sumEntry(no);
    return `${lines.join(no % 5 === 0 ? "\r\n" : "\n")}\n\n`;
  });
  return Buffer.from(entries.join(""), "latin1");
}

function trueFalseEntry(no: number): string[] {
  const options = no % 2 === 0 ? ["A True", "B False"] : ["A False", "B True"];
  return [`#Q Can ${no} be divided by 6?`, `^ ${no % 6 === 0 ? "True" : "False"}`, ...options];
}

function sumEntry(no: number): string[] {
  // 0xD7 is the multiplication sign in Windows-1252, and not valid UTF-8 before a space.
  const text = no % 7 === 0 ? `How much is ${no} \xd7 2?` : `How much is ${no} + ${no}?`;
  const sum = 2 * no;
  const options = [sum - 1, sum, sum + 1, sum + 10];
  return [`#Q ${text}`, `^ ${sum}`, ...options.map((option, index) => `${"ABCD"[index]} ${option}`)];
}
