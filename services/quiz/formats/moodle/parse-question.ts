import { SaxesParser } from "saxes";
import type { Element } from "./element.ts";
import type { QuestionSource } from "./split-file.ts";
import { faultReason } from "./xml-faults.ts";

/** Elements may be in each other so deep. In a question it is about 6. */
const MAX_DEPTH = 50;
/** So many attributes one element may have. In a question it is about 4. */
const MAX_ATTRIBUTES = 50;
/** A question with 50 accepted texts has about 300. */
const MAX_ELEMENTS = 5000;

/** Has the bytes of a file in base64: nobody needs them. */
const FILE = "file";

/** The question as elements, or the reason why it cannot be read. */
export function parseQuestion(source: QuestionSource): Element | string {
  const parser = new SaxesParser();
  const tree = new Tree();
  const at = () => parser.position;
  parser.on("opentagstart", () => tree.startTag());
  parser.on("attribute", () => tree.countAttribute());
  parser.on("opentag", ({ name, attributes }) => tree.open(name, attributes, at()));
  parser.on("closetag", () => tree.close(at()));
  parser.on("text", (text) => tree.addText(text));
  parser.on("cdata", (text) => tree.addText(text, at()));
  try {
    parser.write(source.xml).close();
  } catch (error) {
    if (error instanceof TooMuch) return error.message;
    // What follows the question's end is not part of it.
    if (tree.isClosed) return tree.root!;
    const { message } = error as Error;
    return faultReason(message, source, { offset: at(), lastTag: tree.lastTag, lastClosed: tree.lastClosed });
  }
  return tree.root!;
}

class TooMuch extends Error {}

/** Builds the elements of one question. */
class Tree {
  root: Element | undefined;
  lastClosed = "";
  /** Where the last tag or CDATA section ends. */
  lastTag = 0;
  readonly #open: Element[] = [];
  #elements = 0;
  #attributes = 0;

  get isClosed(): boolean {
    return this.root !== undefined && this.#open.length === 0;
  }

  startTag(): void {
    this.#attributes = 0;
    if (++this.#elements > MAX_ELEMENTS) throw new TooMuch("has too many elements to be a question");
    if (this.#open.length >= MAX_DEPTH) throw new TooMuch("has elements that are nested too deeply");
  }

  countAttribute(): void {
    if (++this.#attributes > MAX_ATTRIBUTES) throw new TooMuch("has an element with too many attributes");
  }

  open(name: string, attributes: Record<string, string>, end: number): void {
    this.lastTag = end;
    const element: Element = { name, attributes, children: [], text: "" };
    this.#open.at(-1)?.children.push(element);
    this.root ??= element;
    this.#open.push(element);
  }

  close(end: number): void {
    this.lastTag = end;
    this.lastClosed = this.#open.pop()?.name ?? "";
  }

  addText(text: string, end = this.lastTag): void {
    this.lastTag = end;
    const element = this.#open.at(-1);
    if (element && element.name !== FILE) element.text += text;
  }
}
