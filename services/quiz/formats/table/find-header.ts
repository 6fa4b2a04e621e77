import type { Cell, Row } from "./cell.ts";
import { textOf } from "./cell.ts";
import {
  type ColumnRole,
  foldName,
  hasSeveral,
  isPlainOption,
  isWrong,
  letterNumber,
  markedNumber,
  optionNumber,
  roleOf,
} from "./column-words.ts";

/** Among so many rows the names of the columns stand: templates have their title and instructions above. */
export const HEADER_ROWS = 20;
/** More columns than a question of any kind may need. */
export const MAX_COLUMNS = 200;

/** The row with the names of the columns. Columns are numbered from 0, as the cells of a row. */
export interface Header {
  /** Its place in the list of rows. */
  index: number;
  /** The names as the file has them, by column. */
  names: readonly string[];
  columns: ReadonlyMap<ColumnRole, number>;
  /** The columns of the options, by the option's number from 1, in ascending order. */
  options: ReadonlyMap<number, number>;
  /** The columns that mark an option as right, by the option's number. */
  marks: ReadonlyMap<number, number>;
  /** The columns with a right answer, in their order. */
  rights: readonly number[];
  /** The columns with a wrong answer, in their order. */
  wrongs: readonly number[];
  /** The column of the only answer, if the table has questions and answers and no options. */
  answer: number | undefined;
  /** Columns with a name that says nothing here. */
  unknown: readonly number[];
  /** The columns without which a row is empty. */
  main: readonly number[];
  /** How many columns are known. */
  known: number;
}

/** The row with the names of the columns, among the first twenty; undefined if there is none. */
export function findHeader(rows: readonly Row[]): Header | undefined {
  const candidates = rows.slice(0, HEADER_ROWS).map(({ cells }, index) => headerOf(cells, index));
  return candidates.find((header) => hasChoices(header)) ?? candidates.find((header) => isOfPairs(header));
}

/** Whether the names are those of questions with options, or with a kind and a key. */
function hasChoices({ columns, options, marks, rights, wrongs }: Header): boolean {
  if (!columns.has("question")) return false;
  const hasKey = rights.length > 0 || marks.size > 0;
  if (wrongs.length > 0) return rights.length > 0;
  return options.size >= 2 || (options.size === 1 && hasKey) || (columns.has("kind") && hasKey);
}

/** Whether the names are those of a question and its answer, in this order: else the table may mean the reverse. */
function isOfPairs({ columns, answer }: Header): boolean {
  const question = columns.get("question");
  return question !== undefined && answer !== undefined && question < answer;
}

function headerOf(cells: readonly Cell[], index: number): Header {
  const names = cells.slice(0, MAX_COLUMNS).map((cell) => textOf(cell).trim());
  const folded = names.map(foldName);
  const found = new Columns();
  const hasLetters = ["a", "b"].every((letter) => folded.includes(letter));
  folded.forEach((name, column) => {
    if (name !== "") found.add(name, column, hasLetters);
  });
  // Without the options that stand in one cell, a question would be another one.
  const isComplete = found.options.size > 0 || !folded.some(hasSeveral);
  let answer = isComplete ? found.addAnswers() : undefined;
  const { columns, marks, rights, wrongs, unknown } = found;
  const options = new Map([...found.options].sort(([one], [other]) => one - other));
  const question = columns.get("question");
  // In the tables of Jeopardy! what is shown is called the answer, and what players say the question.
  if (answer !== undefined && question !== undefined && folded.includes("clue value")) {
    columns.set("question", answer);
    answer = question;
  }
  const choices = [
    ...options.values(),
    ...marks.values(),
    ...rights,
    ...wrongs,
    ...(answer === undefined ? [] : [answer]),
  ];
  const main = [columns.get("question") ?? -1, ...choices];
  const known = columns.size + choices.length;
  return { index, names, columns, options, marks, rights, wrongs, answer, unknown, main, known };
}

/** Collects the columns of a row. */
class Columns {
  readonly columns = new Map<ColumnRole, number>();
  readonly options = new Map<number, number>();
  readonly marks = new Map<number, number>();
  readonly rights: number[] = [];
  readonly wrongs: number[] = [];
  readonly unknown: number[] = [];
  /** Columns with answers that have no number. */
  readonly #answers: number[] = [];

  /** @param hasLetters whether letters alone are names of options */
  add(name: string, column: number, hasLetters: boolean): void {
    const option = optionNumber(name) ?? (hasLetters ? letterNumber(name) : undefined);
    const mark = markedNumber(name);
    const role = roleOf(name);
    if (option !== undefined && !this.options.has(option)) this.options.set(option, column);
    else if (mark !== undefined && !this.marks.has(mark)) this.marks.set(mark, column);
    else if (isPlainOption(name)) this.#answers.push(column);
    else if (isWrong(name) && !hasSeveral(name)) this.wrongs.push(column);
    else if (role === "correct") this.rights.push(column);
    else if (role && !this.columns.has(role)) this.columns.set(role, column);
    else this.unknown.push(column);
  }

  /** Finds out what answers without a number are. @returns the column if it is the only answer that the table has */
  addAnswers(): number | undefined {
    const [first] = this.#answers;
    if (first === undefined) return undefined;
    if (this.#answers.length > 1 && this.options.size === 0) {
      for (const [index, column] of this.#answers.entries()) this.options.set(index + 1, column);
    } else if (this.rights.length > 0) {
      this.unknown.push(...this.#answers);
    } else if (this.options.size > 0 || this.wrongs.length > 0 || this.columns.has("kind")) {
      // "Answer" beside options or wrong answers is the right one.
      this.rights.push(first);
      this.unknown.push(...this.#answers.slice(1));
    } else return first;
    return undefined;
  }
}
