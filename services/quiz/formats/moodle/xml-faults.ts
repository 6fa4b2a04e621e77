import type { QuestionSource } from "./split-file.ts";
import { fitsXml } from "./xml-text.ts";

/** Where the parser was when it found an error: offsets in the XML of the question. */
export interface ParserState {
  offset: number;
  /** Where the last tag or CDATA section ends. */
  lastTag: number;
  /** The name of the element that was closed last. */
  lastClosed: string;
}

/** The longest name that a reason quotes. */
const MAX_NAME = 40;

type Words = string | ((match: RegExpExecArray, state: ParserState & { closingTag: string }) => string);

/** The parser's messages, and what people can do. */
const WORDS: readonly [RegExp, Words][] = [
  [
    /unexpected close tag/,
    (_, { closingTag, lastClosed }) =>
      `${shortened(closingTag)} stands where <${shortened(lastClosed)}> is open`,
  ],
  [/unclosed tag: (.*)/, ([, name]) => `the element <${shortened(name!)}> is not closed`],
  [/tag name/, 'a "<" begins no tag: write "&lt;"'],
  [/"?\]\]>"? is disallowed/, '"]]>" stands outside of a CDATA section'],
  [/malformed comment/, 'a comment has "--" in it'],
  [/duplicate attribute: (.*?)\.?$/, ([, name]) => `the attribute ${shortened(name!)} stands twice in a tag`],
  [/attribute/, 'an attribute is not written as name="value"'],
  [/disallowed character/, "a character is not allowed there"],
  [/unexpected end/, "the question ends in the middle"],
];

/** The five names that XML knows, and numbers. */
const REFERENCE = /^&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/i;
const NAMED = /^&[a-z]\w{1,30};/i;

/** Why a question is no XML, and where, in words of people. @param message the parser's */
export function faultReason(
  message: string,
  { xml, line, column }: QuestionSource,
  state: ParserState,
): string {
  const ampersand = strayAmpersand(xml, state.lastTag);
  const isReference = ampersand >= 0 && ampersand < state.offset;
  const what = isReference
    ? referenceWords(xml.slice(ampersand, ampersand + 40))
    : wordsFor(message, xml, state);
  const before = isReference ? xml.slice(0, ampersand) : xml.slice(0, state.offset).trimEnd();
  const lines = before.split(/\r\n?|\n/);
  const place = {
    line: line + lines.length - 1,
    column: lines.at(-1)!.length + (lines.length === 1 ? column : 1),
  };
  return `is not well-formed XML at line ${place.line}, column ${place.column}${what && `: ${what}`}`;
}

function wordsFor(message: string, xml: string, state: ParserState): string {
  const before = xml.slice(Math.max(0, state.offset - MAX_NAME), state.offset);
  const [closingTag = "a closing tag"] = /<\/[^<>]*>$/.exec(before) ?? [];
  for (const [pattern, words] of WORDS) {
    const match = pattern.exec(message);
    if (match) return typeof words === "string" ? words : words(match, { ...state, closingTag });
  }
  return "";
}

/** The first `&` in a text that begins no reference: the parser reads on to the next semicolon. -1 if there is none. */
function strayAmpersand(xml: string, from: number): number {
  for (let index = xml.indexOf("&", from); index >= 0; index = xml.indexOf("&", index + 1)) {
    if (!REFERENCE.test(xml.slice(index, index + 12))) return index;
    if (xml.startsWith("&#", index) && !isCharacter(xml, index)) return index;
  }
  return -1;
}

function isCharacter(xml: string, index: number): boolean {
  const [, hexadecimal, decimal] = /^&#(?:x([\da-f]+)|(\d+));/i.exec(xml.slice(index, index + 12)) ?? [];
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
  return code <= 0x10ffff && fitsXml(String.fromCodePoint(code));
}

function referenceWords(source: string): string {
  const [named] = NAMED.exec(source) ?? [];
  if (named) return `XML does not know ${named} here: write the character itself`;
  const [numbered] = /^&#x?[\da-f]{1,10};/i.exec(source) ?? [];
  return numbered
    ? `${numbered} is no character that XML can hold`
    : 'an "&" stands for itself: write "&amp;"';
}

function shortened(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME).toWellFormed()}…` : name;
}
