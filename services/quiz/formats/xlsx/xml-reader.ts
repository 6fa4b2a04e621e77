import { StringDecoder } from "node:string_decoder";
import { SaxesParser } from "saxes";
import { ValidationError } from "../../../../platform/errors.ts";
import { refused } from "../shared/refused.ts";
import { tooMuch } from "./too-much.ts";

/** Elements may be in each other so deep. In a workbook it is about 10. */
const MAX_DEPTH = 100;
/** So many attributes one element may have. In a workbook it is about 25. */
const MAX_ATTRIBUTES = 500;
/** So many elements are read in one workbook, in about a second: a question in a row of 10 cells has 20 to 30. */
const MAX_ELEMENTS = 1_000_000;
/** Between two tags or attributes may be so many bytes: the longest text of a cell, escaped, has about 300 KiB. */
const MAX_BYTES_BETWEEN = 1024 * 1024;

export type Attributes = Readonly<Record<string, string>>;

/** Takes what is in an XML file. Names come without their prefix. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
  /** Whether the rest of the file is not needed. */
  isDone?(): boolean;
}

/** Reads the XML files of a workbook as streams, with a common limit on their elements. */
export class XmlReader {
  #elements = 0;
  #bytesBetween = 0;

  /** @throws ValidationError if the file is no XML, declares a document type, or has too much in it */
  async read(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
    const decoder = new StringDecoder("utf8");
    const parser = this.#parserFor(handler);
    this.#bytesBetween = 0;
    for await (const chunk of chunks) {
      this.#bytesBetween += chunk.length;
      if (this.#bytesBetween > MAX_BYTES_BETWEEN) throw tooMuch();
      write(parser, decoder.write(chunk));
      if (handler.isDone?.()) return;
    }
    write(parser, null);
  }

  #parserFor(handler: XmlHandler): SaxesParser {
    const parser = new SaxesParser();
    let depth = 0;
    let attributes = 0;
    parser.on("doctype", () => {
      throw refused("declares a document type (DOCTYPE), which no workbook needs");
    });
    parser.on("opentagstart", () => {
      attributes = 0;
      this.#bytesBetween = 0;
      if (++depth > MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) throw tooMuch();
    });
    parser.on("attribute", () => {
      this.#bytesBetween = 0;
      if (++attributes > MAX_ATTRIBUTES) throw tooMuch();
    });
    parser.on("opentag", (tag) => handler.open(localName(tag.name), tag.attributes));
    parser.on("closetag", (tag) => {
      depth--;
      this.#bytesBetween = 0;
      handler.close(localName(tag.name));
    });
    parser.on("text", (text) => handler.text(text));
    parser.on("cdata", (text) => handler.text(text));
    return parser;
  }
}

/** The value of an attribute with any prefix. */
export function attributeOf(attributes: Attributes, name: string): string | undefined {
  return attributes[name] ?? Object.entries(attributes).find(([full]) => localName(full) === name)?.[1];
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** @param text null at the end */
function write(parser: SaxesParser, text: string | null): void {
  try {
    parser.write(text as string);
  } catch (error) {
    if (error instanceof ValidationError) throw error;
    throw refused("is damaged: it has XML in it that cannot be read");
  }
}
