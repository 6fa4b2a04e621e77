import { decodeHTML } from "entities";

/** How the texts of a reply are encoded: what the caller of Open Trivia DB has chosen (`encode=`). */
export type Encoding = "html" | "url" | "base64";

/** How `type` looks in base64, in which all fields are encoded. */
const BASE64_TYPES = ["multiple", "boolean"].map((type) => Buffer.from(type).toString("base64"));
/** A text without any character that is encoded in an address; a blank is `+` in the older form. */
const URL_ENCODED = /^(?:[\w\-.~!*'()+]|%[0-9A-Fa-f]{2})*$/;

/**
 * The encoding of a reply. HTML, which is the default, unless the texts of all its questions can be nothing else: no text
 * of several words is in the URL encoding by chance.
 *
 * @param types the field `type` of each question @param texts the texts of all questions
 */
export function encodingOf(types: readonly unknown[], texts: readonly string[]): Encoding {
  if (types.length > 0 && types.every((type) => BASE64_TYPES.includes(String(type)))) return "base64";
  const isUrl = texts.every((text) => URL_ENCODED.test(text)) && texts.some((text) => text.includes("%"));
  return isUrl ? "url" : "html";
}

/** A text as people read it, without blanks around it. A text that cannot be decoded stays as it is. */
export function decodeText(text: string, encoding: Encoding): string {
  return decoders[encoding](text).trim();
}

const decoders: Record<Encoding, (text: string) => string> = {
  html: (text) => decodeHTML(text),
  base64: (text) => Buffer.from(text, "base64").toString(),
  url(text) {
    try {
      return decodeURIComponent(text.replaceAll("+", " "));
    } catch {
      return text;
    }
  },
};
