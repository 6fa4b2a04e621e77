import { createRequire } from "node:module";
import type { HtmlToTextOptions } from "html-to-text";
import { type Found, formatters, PICTURES } from "./formatters.ts";

/** Elements in elements. What is nested deeper is no text that people wrote. */
const MAX_DEPTH = 100;
/** Stands where the library stops at the greatest depth: a code point that is no character. */
export const TOO_DEEP = "\uffff";

/** What is in a text. */
export interface Traits {
  /** Elements make its lines, and line breaks in the source mean nothing. */
  hasLines: boolean;
  /** It may have an element that nobody sees. */
  mayHide: boolean;
}

type Convert = (html: string, found: Found) => string;
const converters = new Map<string, Convert>();

/** Turns HTML into text. Compiled once for texts of each kind. */
export function converter({ hasLines, mayHide }: Traits): Convert {
  return converters.getOrInsertComputed(`${hasLines} ${mayHide}`, () => {
    // The library is loaded only for a file that has HTML.
    const { compile } = createRequire(import.meta.url)("html-to-text") as typeof import("html-to-text");
    const selectors = Object.entries(mayHide ? { ...FORMATS, ...HIDING } : FORMATS);
    return compile({
      ...OPTIONS,
      preserveNewlines: !hasLines,
      selectors: selectors.map(([selector, format]) => ({ selector, ...format })),
    }) as Convert;
  });
}

const block = (lineBreaks: number) => ({
  format: "block",
  options: { leadingLineBreaks: lineBreaks, trailingLineBreaks: lineBreaks },
});
const around = (prefix: string, suffix: string) => ({
  format: "inlineSurround",
  options: { prefix, suffix },
});

/** The way in which elements are converted, where it is not the library's own. */
const FORMATS: Record<string, { format: string; options?: object }> = {
  ...each(PICTURES, { format: "foundPicture" }),
  ...each(["h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl", "hr", "table"], block(2)),
  ...each(
    ["li", "dt", "dd", "caption", "figure", "figcaption", "address", "fieldset", "legend", "center"],
    block(1),
  ),
  ...each(["details", "summary"], block(1)),
  ...each(["head", "title", "template", "noscript", "rp", "datalist"], { format: "skip" }),
  a: { format: "inline" },
  sup: { format: "raised" },
  sub: { format: "lowered" },
  math: { format: "formula" },
  tr: { format: "row" },
  ul: { format: "list" },
  ol: { format: "list" },
  q: around("“", "”"),
  rt: around("(", ")"),
};

/** Each element would be asked for its attributes: only texts that may hide something need it. */
const HIDING = each(["[hidden]", '[style*="display:none"i]', '[style*="display: none"i]'], {
  format: "skip",
});

const OPTIONS: HtmlToTextOptions = {
  baseElements: { selectors: [], returnDomByDefault: true },
  formatters,
  limits: { maxDepth: MAX_DEPTH, ellipsis: TOO_DEEP },
  // A zero-width space is no space: some languages have it where a line may break.
  whitespaceCharacters: " \t\r\n\f",
  wordwrap: false,
};

function each(selectors: readonly string[], format: { format: string; options?: object }) {
  return Object.fromEntries(selectors.map((selector) => [selector, format]));
}
