/** The longest question, in UTF-16 code units. The longest one that a quiz can hold is shorter, escapes included. */
export const MAX_QUESTION_LENGTH = 64 * 1024;

/** One question of a file, not read yet. */
export interface QuestionSource {
  /** Its first line, from 1. Comments before it do not count. */
  line: number;
  /** With marks in place of escapes; null if it is longer than MAX_QUESTION_LENGTH. */
  text: string | null;
}

/** A line of a file. */
export interface Line {
  no: number;
  /** With marks in place of escapes. */
  content: string;
}

const ENDS_WITH_ANSWERS = /\}[.!?]?[ \t]*$/;

/** A question whose lines are being collected, and where its braces are. */
export class CollectedQuestion {
  /** Empty once it is too long: a file may have millions of lines. */
  #lines: Line[] = [];
  #length = 0;
  readonly #firstNo: number;
  #isOpen = false;
  #hasAnswers = false;
  /** How many lines it had when a line ended with the `}` of its answers. */
  #answersEnd: number | undefined;

  constructor(lines: readonly Line[]) {
    this.#firstNo = lines[0]!.no;
    for (const line of lines) this.#push(line);
  }

  /** Whether a `{` waits for its `}`. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it has its answers. Text may follow them. */
  get hasAnswers(): boolean {
    return this.#hasAnswers && !this.#isOpen;
  }

  /**
   * Adds a line. If it opens a second brace, the lines after the first one's end are another question: the blank line
   * between them is missing.
   *
   * @returns the other question, with this line
   */
  add(line: Line): CollectedQuestion | undefined {
    if (this.#answersEnd !== undefined && !this.#isOpen && line.content.includes("{")) {
      const rest = this.#lines.splice(this.#answersEnd);
      const other = new CollectedQuestion([...rest, line]);
      this.#length -= rest.reduce((sum, { content }) => sum + content.length + 1, 0);
      return other;
    }
    this.#push(line);
    return undefined;
  }

  source(): QuestionSource {
    const isTooLong = this.#length > MAX_QUESTION_LENGTH;
    return {
      line: this.#firstNo,
      text: isTooLong ? null : this.#lines.map(({ content }) => content).join("\n"),
    };
  }

  #push(line: Line): void {
    this.#length += line.content.length + 1;
    if (this.#length > MAX_QUESTION_LENGTH) this.#lines = [];
    else this.#lines.push(line);
    const last = lastBrace(line.content);
    if (last) this.#isOpen = last === "{";
    if (last === "}") this.#hasAnswers = true;
    if (last === "}" && ENDS_WITH_ANSWERS.test(line.content)) this.#answersEnd = this.#lines.length;
  }
}

function lastBrace(content: string): string | undefined {
  return content[Math.max(content.lastIndexOf("{"), content.lastIndexOf("}"))];
}
