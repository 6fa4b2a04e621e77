/** A text that is not JSON; the message names line and column, which count from 1. */
export class MalformedJson extends Error {
  constructor(problem: string, text: string, offset: number) {
    const before = text.slice(0, offset);
    const column = offset - Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r"));
    super(`line ${1 + lineEnds(before, 0, offset)}, column ${column}: ${problem}`);
    this.name = "MalformedJson";
  }
}

/** No quiz is nested deeper than 5; a stack is not endless. */
const DEEPEST = 64;

/**
 * Where each element of the top-level array `field` begins. JSON.parse gives values, but neither where they stood
 * nor, for some faults, where it stopped; what passes here is JSON.
 *
 * @returns line numbers, counted from 1; empty where there is no such array
 * @throws MalformedJson
 */
export function elementLines(text: string, field: string): number[] {
  let line = 1;
  let at = 0;
  return new Walk(text, field).elements().map((offset) => {
    line += lineEnds(text, at, offset);
    at = offset;
    return line;
  });
}

/** How many lines end between two offsets, with CRLF, LF or CR. */
function lineEnds(text: string, from: number, to: number): number {
  let ends = 0;
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === "\n" || (character === "\r" && text[at + 1] !== "\n")) ends++;
  }
  return ends;
}

class Walk {
  readonly #text: string;
  readonly #field: string;
  #at = 0;
  #starts: number[] = [];

  constructor(text: string, field: string) {
    this.#text = text;
    this.#field = field;
  }

  /** Offsets at which the elements begin. */
  elements(): number[] {
    this.#value(0, false);
    if (this.#next() !== undefined) this.#fail("something follows after the end");
    return this.#starts;
  }

  /** @param wanted whether the field has this value */
  #value(depth: number, wanted: boolean): void {
    if (depth > DEEPEST) this.#fail(`nested deeper than ${DEEPEST}`);
    // Of two fields of one name the last counts, as it does for JSON.parse.
    if (wanted) this.#starts = [];
    const first = this.#next();
    if (first === "{") this.#list("}", () => this.#member(depth + 1));
    else if (first === "[") this.#list("]", () => this.#element(depth + 1, wanted));
    else if (first === '"') this.#string();
    else if (!this.#skip(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y)) {
      this.#fail("expected a value");
    }
  }

  #list(end: "}" | "]", item: () => void): void {
    this.#at++;
    if (this.#next() !== end) {
      item();
      while (this.#next() === ",") {
        this.#at++;
        item();
      }
    }
    this.#take(end, `"," or "${end}"`);
  }

  #element(depth: number, wanted: boolean): void {
    this.#next();
    if (wanted) this.#starts.push(this.#at);
    this.#value(depth, false);
  }

  #member(depth: number): void {
    if (this.#next() !== '"') this.#fail("expected a name in double quotes");
    const start = this.#at;
    this.#string();
    const wanted = depth === 1 && JSON.parse(this.#text.slice(start, this.#at)) === this.#field;
    this.#next();
    this.#take(":", '":"');
    this.#value(depth, wanted);
  }

  #string(): void {
    this.#at++;
    do {
      // All but the quote, the backslash and what lies below the space.
      this.#skip(/[ !#-[\]-\uffff]+/y);
    } while (this.#skip(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y));
    if (this.#text[this.#at] !== '"') this.#fail("not allowed within a string as it is");
    this.#at++;
  }

  /** The next character that is not white space; undefined at the end. */
  #next(): string | undefined {
    this.#skip(/[ \t\r\n]+/y);
    return this.#text[this.#at];
  }

  #take(wanted: string, named: string): void {
    if (this.#text[this.#at] !== wanted) this.#fail(`expected ${named}`);
    this.#at++;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.test(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #fail(problem: string): never {
    throw new MalformedJson(
      this.#at < this.#text.length ? problem : "the text ends too early",
      this.#text,
      this.#at,
    );
  }
}
