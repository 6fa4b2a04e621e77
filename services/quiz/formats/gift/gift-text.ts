import { collapseBlanks, trimBlanks } from "../shared/blanks.ts";
import { type HtmlText, htmlToText } from "../shared/html-text.ts";
import { hasMarkdownPicture } from "../shared/markdown-picture.ts";
import { resolveMarks } from "./escapes.ts";

/** How a text is written. `moodle` is the default: blanks and line breaks are only there to arrange the file. */
export type TextFormat = "moodle" | "html" | "markdown" | "plain";

/** A text as people see it. */
export interface GiftText {
  text: string;
  format: TextFormat;
  /** Whether the format stands before the text. */
  hasPrefix: boolean;
  /** Why a quiz here cannot hold it. */
  fault?: string;
}

const NEEDS_PICTURE = "needs a picture, which a quiz here cannot hold";

const PREFIX = /^\[(moodle|html|markdown|plain)\]/i;
const PICTURE = /<img\s[^<>]*\bsrc/i;

/**
 * Reads a text with its optional prefix, such as `[html]`.
 *
 * @param marked with marks in place of escapes
 * @param inherited the format if there is no prefix
 */
export function readText(marked: string, inherited: TextFormat): GiftText {
  const trimmed = trimBlanks(marked);
  const [prefix = "", name] = trimmed.startsWith("[") ? (PREFIX.exec(trimmed) ?? []) : [];
  const format = (name?.toLowerCase() as TextFormat | undefined) ?? inherited;
  const content = trimmed.slice(prefix.length);
  const hasPrefix = prefix !== "";
  const { hasPicture, ...read }: HtmlText =
    format === "html"
      ? htmlToText(resolveMarks(content))
      : { text: withoutMarkup(content, format), hasPicture: showsPicture(content, format) };
  return { format, hasPrefix, ...read, ...(hasPicture && { fault: NEEDS_PICTURE }) };
}

/** Moodle shows HTML in its own format too. */
function showsPicture(content: string, format: TextFormat): boolean {
  if (format === "markdown") return hasMarkdownPicture(content);
  return format === "moodle" && PICTURE.test(content);
}

/** A text of which every character counts if it is plain or Markdown. */
function withoutMarkup(marked: string, format: TextFormat): string {
  // Moodle removes escaped line breaks at the ends too.
  if (format === "moodle") return trimBlanks(resolveMarks(collapseBlanks(marked)));
  return resolveMarks(trimBlanks(marked));
}

/**
 * Signs that a text without a prefix is HTML, as Moodle shows it: an element that is closed, or a line break after a
 * word. A text that only names a tag, such as "What does <br> do?", has neither.
 */
const MARKUP =
  /<\/(?:a|b|big|center|code|div|em|font|h[1-6]|i|li|ol|p|pre|small|span|strong|sub|sup|table|u|ul)>|[\p{L}\p{N}.,:;?!]<br ?\/?>|<br ?\/?>\s*<br ?\/?>/iu;

/** The format of a question's text that has no prefix. */
export function formatOf(marked: string): TextFormat {
  return MARKUP.test(marked) ? "html" : "moodle";
}

/** The title of a question, which has no prefix. */
export function readTitle(marked: string): string {
  return resolveMarks(collapseBlanks(marked));
}
