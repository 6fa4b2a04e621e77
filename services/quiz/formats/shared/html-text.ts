import { converter, TOO_DEEP } from "./html/converter.ts";
import { type Found, PICTURES } from "./html/formatters.ts";
import { escapeStrayMarks } from "./html/stray-marks.ts";

/** What a text in HTML says to people. */
export interface HtmlText {
  text: string;
  /** Whether it shows a picture, or sound or a film: then the text alone may not be enough. */
  hasPicture: boolean;
  /** Why the markup cannot be read: then `text` still has it. It is absent if the text is far too long for any question. */
  fault?: string;
}

const NESTED = "has HTML that is nested too deeply";

/** The longest text that is converted, in UTF-16 code units: Word adds much markup to a text that people can read. */
const MAX_LENGTH = 256 * 1024;
/** The parser's work for a tag grows with the number of open elements. */
const MAX_OPEN = 1000;

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const TAG = /<(\/?)[a-z]/gi;
const PICTURE = new RegExp(`<(?:${PICTURES.join("|")})[\\s/>]`, "i");
const LINE_ELEMENT = /<(?:br|p|div|li|pre|tr|h[1-6]|dt|dd|blockquote|section|article)[\s/>]/i;
const PRE = /<pre[\s>]/i;
const LEADING_LINES = /^\n+/;
const HIDDEN = /\shidden[\s=>/]|display:\s?none/i;
const BLANK_LINES = /\n{3,}/g;

/**
 * Turns HTML into the text that people see. Lines, lists and rows of tables stay lines; raised and lowered characters
 * stay what they are (x², H₂O); formulas are written in one line, or as their source; links lose their addresses. Text
 * that has no markup stays as it is. If no element makes a line, the text's own line breaks stay.
 *
 * A text that is far too long is returned with its markup.
 */
export function htmlToText(html: string): HtmlText {
  if (!html.includes("<") && !html.includes("&")) return { text: tidy(html).trim(), hasPicture: false };
  const visible = html.replace(COMMENT, "");
  if (visible.length > MAX_LENGTH) return asItIs(html);
  const cleaned = escapeStrayMarks(visible);
  if (mayNest(cleaned) && openElements(cleaned) > MAX_OPEN) return asItIs(html, NESTED);
  const found: Found = { hasPicture: false, lists: 0 };
  const text = converter({ hasLines: LINE_ELEMENT.test(cleaned), mayHide: HIDDEN.test(cleaned) })(
    cleaned,
    found,
  );
  if (text.includes(TOO_DEEP)) return asItIs(html, NESTED);
  const lines = tidy(text).trimEnd();
  return {
    text: PRE.test(cleaned) ? lines.replace(LEADING_LINES, "") : lines.trim().replace(BLANK_LINES, "\n\n"),
    hasPicture: found.hasPicture,
  };
}

function asItIs(html: string, fault?: string): HtmlText {
  return { text: html, hasPicture: PICTURE.test(html), ...(fault && { fault }) };
}

/** Short texts cannot have too many elements. */
function mayNest(html: string): boolean {
  return html.length > MAX_OPEN * "<b>".length;
}

/** The greatest number of open elements, if all of them are closed by tags. */
function openElements(html: string): number {
  let open = 0;
  let most = 0;
  for (const [, slash] of html.matchAll(TAG)) {
    open = slash ? Math.max(0, open - 1) : open + 1;
    most = Math.max(most, open);
  }
  return most;
}

/** With ordinary spaces, and none at the ends of lines. */
function tidy(text: string): string {
  return text
    .replace(/[\u00a0\u202f]/g, " ")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
