import { explanationLine, type OptionLine, setAsideWord } from "./aiken-lines.ts";
import { classifyLines, type Line } from "./classify-lines.ts";
import { type Entry, faultOf, isNext, toOption } from "./entry.ts";

/** Why a question is skipped of which it is not clear where it begins. */
const UNCLEAR = 'the question before it has no "ANSWER:" line, so it is not clear where this one begins';

/**
 * Splits a file into its entries.
 *
 * @returns `setAside`: the words of lines such as "Points: 1", each once
 */
export function splitEntries(text: string): { entries: Entry[]; setAside: string[] } {
  const splitter = new Splitter(classifyLines(text));
  splitter.run();
  return { entries: splitter.entries, setAside: [...splitter.setAside] };
}

class Splitter {
  readonly entries: Entry[] = [];
  readonly setAside = new Set<string>();
  readonly #lines: Line[];
  /** The entry that is being read: it has no "ANSWER:" line yet. */
  #open: Entry | undefined;
  /** The entry before it, if it has no "ANSWER:" line. */
  #unfinished: Entry | undefined;
  /** The entry of the last "ANSWER:" line, until the next text. */
  #answered: Entry | undefined;
  #afterBlank = false;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  run(): void {
    for (let index = 0; index < this.#lines.length; index++) {
      const line = this.#lines[index]!;
      if (line.text === "") {
        if (this.#open?.options.length === 0) this.#open.text.push(line);
      } else if (line.answer !== undefined) {
        this.#addAnswer(line, line.answer);
      } else if (!this.#open && this.#answered && this.#isAboutAnswered(line)) {
        index += this.#addAboutAnswered(this.#answered, line);
      } else {
        this.#add(line);
      }
      this.#afterBlank = this.#lines[index]!.text === "";
    }
  }

  #addAnswer({ line }: Line, answer: string): void {
    if (!this.#open && this.#answered) {
      this.#answered.fault ??= 'it has more than one "ANSWER:" line';
      return;
    }
    const entry = this.#open ?? this.#begin(line);
    entry.answer = answer;
    this.#answered = entry;
    this.#open = undefined;
    this.#unfinished = undefined;
  }

  /** Whether a line after an "ANSWER:" line tells more about that question, and is not the text of the next one. */
  #isAboutAnswered({ line, text, nextVisible }: Line): boolean {
    const isExplanation = explanationLine(text) !== undefined;
    if (!isExplanation && !setAsideWord(text)) return false;
    if (!nextVisible) return true;
    // The first option: directly after the line, or in a file with blank lines between all parts.
    const isBeforeOption = nextVisible.option?.letter === "A";
    if (isBeforeOption && (this.#afterBlank || nextVisible.line === line + 1)) return false;
    if (!this.#afterBlank) return true;
    if (isExplanation) return this.#paragraphAfter(line) !== null;
    // After a blank line such a line must stand alone.
    return nextVisible.line > line + 1 || Boolean(setAsideWord(nextVisible.text));
  }

  /** Adds a line about the answered question. @returns how many lines after it were read as well */
  #addAboutAnswered(entry: Entry, { line, text }: Line): number {
    const explanation = explanationLine(text);
    if (explanation === undefined) {
      this.setAside.add(setAsideWord(text)!);
      return 0;
    }
    const rest = this.#paragraphAfter(line) ?? [];
    entry.explanation.push(explanation, ...rest.map((each) => each.text));
    return rest.length;
  }

  /** The lines after a line, up to a blank one. Null if they belong to the next question. @param line from 1 */
  #paragraphAfter(line: number): Line[] | null {
    let end = line;
    for (; end < this.#lines.length && this.#lines[end]!.text !== ""; end++) {
      const { option, answer, text } = this.#lines[end]!;
      if (option || answer !== undefined) return null;
      if (explanationLine(text) !== undefined || setAsideWord(text)) break;
    }
    const isText = this.#lines[end - 1]!.nextVisible?.option?.letter === "A";
    return isText ? null : this.#lines.slice(line, end);
  }

  #add(line: Line): void {
    const entry = this.#open;
    const last = entry?.options.at(-1);
    const { option } = line;
    if (!entry || !last) {
      this.#addText(entry ?? this.#begin(line.line), line);
    } else if (option && isNext(option, last)) {
      entry.options.push(toOption(option, line.line));
    } else if (option?.letter === "A" && last.lines.length > 1) {
      this.#restart(entry, line, option);
    } else if (option && !option.isAbbreviation) {
      entry.fault ??= faultOf(entry, option);
    } else if (line.nextVisible?.answer !== undefined && setAsideWord(line.text)) {
      this.setAside.add(setAsideWord(line.text)!);
    } else if (this.#isExplanation(entry, line)) {
      entry.explanation.push(explanationLine(line.text) ?? line.text);
    } else if (!this.#afterBlank) {
      last.lines.push(line);
    } else {
      this.#unfinished = entry;
      this.#addText(this.#begin(line.line), line);
    }
  }

  /** Whether a line after the options explains the answer, which comes after it. */
  #isExplanation({ explanation }: Entry, { text, nextVisible }: Line): boolean {
    if (this.#afterBlank && nextVisible?.answer === undefined) return false;
    return explanationLine(text) !== undefined || (explanation.length > 0 && !this.#afterBlank);
  }

  /** Adds a line to an entry without options: it is its text, or its first option. */
  #addText(entry: Entry, line: Line): void {
    const { option, nextOption } = line;
    const hasText = entry.text.some(({ text }) => text !== "");
    // "A. Lincoln was …" is a text if the options follow.
    const isText = nextOption?.letter === "A" && (!hasText || option?.isAbbreviation);
    if (option?.letter !== "A" || isText) {
      entry.text.push(line);
      return;
    }
    const before = this.#unfinished?.options[0];
    if (before && before.sign !== option.sign) entry.fault ??= UNCLEAR;
    entry.options.push(toOption(option, line.line));
  }

  /** The options begin again: what stands before them is the text of another question. */
  #restart(entry: Entry, line: Line, option: OptionLine): void {
    const text = entry.options.at(-1)!.lines.splice(1);
    this.#unfinished = entry;
    const next = this.#begin(text[0]!.line);
    next.text.push(...text);
    if (text.length > 1) next.fault = UNCLEAR;
    this.#addText(next, { ...line, option, nextOption: undefined });
  }

  #begin(line: number): Entry {
    const entry: Entry = { line, text: [], options: [], explanation: [] };
    this.entries.push(entry);
    this.#open = entry;
    this.#answered = undefined;
    return entry;
  }
}
