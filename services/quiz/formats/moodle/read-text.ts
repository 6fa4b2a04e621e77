import { type HtmlText, htmlToText } from "../shared/html-text.ts";
import { hasMarkdownPicture } from "../shared/markdown-picture.ts";
import { childOf, type Element, innerText } from "./element.ts";

/** A text of a question, as people see it. */
export interface MoodleText {
  text: string;
  /** Why a quiz here cannot hold it, such as "needs a picture…". */
  fault?: string;
}

const NEEDS_FILE = "needs a picture or another file, which a quiz here cannot hold";
const UNESCAPED = "has tags in its <text>: they belong into a CDATA section";
const LANGUAGES = "is written in several languages, of which a quiz here can hold one";

/** How Moodle writes the address of a file in the same question. */
const FILE_ADDRESS = "@@PLUGINFILE@@";
/** Moodle's filters for texts in several languages. */
const MULTILANG = /class=["'][^"'<>]{0,40}\bmultilang\b|\{mlang\s/i;

/** Others in a text are markup that is not escaped. */
const OWN_ELEMENTS = new Set(["text", "file", "feedback", "tolerance", "subquestion", "answer"]);

/**
 * Reads an element that has a text and its format, such as `<questiontext format="html"><text>…`.
 *
 * @param inherited the format if the element has none: that of the question's text
 */
export function readText(element: Element | undefined, inherited?: string): MoodleText {
  const source = innerText(element);
  const format = formatOf(element) ?? inherited;
  if ((childOf(element, "text") ?? element)?.children.some(({ name }) => !OWN_ELEMENTS.has(name))) {
    return { text: source, fault: UNESCAPED };
  }
  if (format === "plain_text") return { text: source };
  if (MULTILANG.test(source)) return { text: source, fault: LANGUAGES };
  const isMarkdown = format === "markdown";
  const lines = source.replace(/\r\n?/g, "\n");
  const { hasPicture, ...read }: HtmlText = isMarkdown
    ? { text: lines.trim(), hasPicture: hasMarkdownPicture(lines) }
    : htmlToText(lines);
  return hasPicture || source.includes(FILE_ADDRESS) ? { ...read, fault: NEEDS_FILE } : read;
}

export function formatOf(element: Element | undefined): string | undefined {
  return element?.attributes.format?.trim().toLowerCase();
}
