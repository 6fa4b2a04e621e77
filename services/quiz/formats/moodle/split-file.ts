/** A question as the file has it, from its tag to the end of it. */
export interface QuestionSource {
  xml: string;
  /** Of its first character, from 1. */
  line: number;
  column: number;
}

/** The questions of a file, and what is around them. */
export interface SplitFile {
  questions: QuestionSource[];
  /** Whether there is a `</quiz>`: a file without it may be cut off. */
  isComplete: boolean;
  lastLine: number;
}

/** What has no tags in it: how it begins and ends. */
const OPAQUE = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;
const TAG = /<(?:\/(question|quiz)\s*>|(question|quiz)(?=[\s/>]))/y;

/**
 * Finds the questions of a file. Each of them is read by itself: an error in one leaves the others as they are. The work
 * grows with the length of the text, whatever it is.
 */
export function splitFile(text: string): SplitFile {
  const places = new Places(text);
  const file: SplitFile = { questions: [], isComplete: false, lastLine: 1 };
  let start = -1;
  const endQuestion = (end: number) => {
    if (start >= 0) file.questions.push({ xml: text.slice(start, end), ...places.at(start) });
    start = -1;
  };
  for (const { index, end, name, isClosing } of tagsOf(text)) {
    if (name === "question") {
      endQuestion(isClosing ? end : index);
      if (!isClosing) start = index;
    } else {
      endQuestion(index);
      file.isComplete = isClosing;
    }
  }
  endQuestion(text.length);
  file.lastLine = places.at(text.trimEnd().length).line;
  return file;
}

interface Tag {
  index: number;
  /** After its `>`, or, if it is an opening one, after its name. */
  end: number;
  name: string;
  isClosing: boolean;
}

/** The tags of questions and of the quiz, outside of comments and CDATA sections. */
function* tagsOf(text: string): Generator<Tag> {
  const unclosed = new Set<string>();
  for (let index = text.indexOf("<"); index >= 0; ) {
    TAG.lastIndex = index;
    const [tag, closed, opened] = TAG.exec(text) ?? [];
    let end = index + (tag?.length ?? 1);
    if (tag) yield { index, end, name: (closed ?? opened)!, isClosing: Boolean(closed) };
    else end = endOfOpaque(text, index, unclosed) ?? end;
    index = text.indexOf("<", end);
  }
}

/** @param unclosed the ends that do not occur any more: nobody searches for them again */
function endOfOpaque(text: string, index: number, unclosed: Set<string>): number | undefined {
  const [start, end] = OPAQUE.find(([first]) => text.startsWith(first, index)) ?? [];
  if (!start || !end || unclosed.has(end)) return undefined;
  const found = text.indexOf(end, index + start.length);
  if (found >= 0) return found + end.length;
  unclosed.add(end);
  return undefined;
}

/** Lines and columns of places in a text, which are asked for from its start to its end. */
class Places {
  readonly #text: string;
  readonly #lineBreak = /\r\n?|\n/g;
  #line = 1;
  #lineStart = 0;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#nextStart();
  }

  at(index: number): { line: number; column: number } {
    while (this.#next <= index) {
      this.#line++;
      this.#lineStart = this.#next;
      this.#next = this.#nextStart();
    }
    return { line: this.#line, column: index - this.#lineStart + 1 };
  }

  /** Where the next line starts. */
  #nextStart(): number {
    return this.#lineBreak.test(this.#text) ? this.#lineBreak.lastIndex : Infinity;
  }
}
