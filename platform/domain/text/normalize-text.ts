import { foldLetters, foldMarks, mixedScripts } from "./look-alikes.ts";
import { visibleText } from "./visible-text.ts";

/** How typed texts are compared: see `normalizeText`. */
export const MATCHES = ["exact", "lenient"] as const;
export type Match = (typeof MATCHES)[number];

const IS_ASCII = /^[\0-\x7f]*$/;

/**
 * Texts whose lower case is their readable form, which is faster to make: printable ASCII, and letters that are
 * composed, do not change with case in another way, and look like no other mark.
 */
const IS_PLAIN = /^[ -_a-~À-ÖØ-Þà-öø-ÿĀ-ġĤ-įĴĵĹĺĽľŁ-ńŇňŊ-ŕŘ-ŝŠšŤ-žЀ-џء-غف-ي一-鿿가-힣]*$/;
const HAS_RUNS = /''|--| {2}|^ | $/;

/**
 * Characters that look like their compatibility decomposition (NFKC): other widths, ligatures, shapes of Arabic
 * letters, fonts for mathematics, Roman numerals. Not among them are superscripts, fractions and circled digits, which
 * are other texts, and the Arabic ligatures of whole sentences: one of them is 18 characters.
 */
const SAME_AS_DECOMPOSED = new RegExp(
  `[${[
    "\\u00b5\\u0132\\u0133\\u013f\\u0140\\u0149\\u01c4-\\u01cc\\u01f1-\\u01f3\\u03d0-\\u03d6\\u03f0-\\u03f5\\u03f9",
    "\\u0e33\\u0eb3\\u0edc\\u0edd\\u2024-\\u2026\\u203c\\u2047-\\u2049",
    "\\u2102\\u2103\\u2109-\\u2113\\u2115\\u2119-\\u211d\\u2124\\u2128\\u212c-\\u2138\\u213c-\\u2140\\u2145-\\u2149",
    "\\u2160-\\u217f\\u2e9f\\u2ef3\\u2f00-\\u2fd5\\u3131-\\u318e",
    "\\ufb00-\\ufdcf\\ufe10-\\ufe19\\ufe30-\\ufe6f\\ufe70-\\ufefc\\uff01-\\uffef",
    "\\u{1d400}-\\u{1d7ff}\\u{1ee00}-\\u{1eeff}\\u{1fbf0}-\\u{1fbf9}",
  ].join("")}]+`,
  "gu",
);

/** A dash after Kana makes the vowel longer: people type it instead of the mark for that. */
const DASH_AFTER_KANA = /(?<=[\u3041-\u309f\u30a1-\u30ff])-/g;

/**
 * A typed text as the stats show it: without what a person does not see or choose. Case is folded (lower, then upper,
 * then lower case again: "ß" then equals "SS", and so does "ẞ", which is its own upper case), and so are composition
 * and width, spaces, invisible characters, and the kinds of quotes, apostrophes, hyphens and dashes. Phones make a
 * dash of two hyphens, and a quote of two apostrophes. It is at most four times as long as the text.
 */
export function readableText(text: string): string {
  if (IS_PLAIN.test(text) && !HAS_RUNS.test(text)) return text.toLowerCase();
  const decomposed = visibleText(text)
    .replace(SAME_AS_DECOMPOSED, (characters) => characters.normalize("NFKC"))
    .normalize("NFD");
  const folded = mixedScripts(decomposed).toLowerCase().toUpperCase().toLowerCase().normalize("NFD");
  return (
    foldRuns(foldMarks(folded))
      // Romanian keyboards make ș and ț with a comma below, older ones with a cedilla.
      .replace(/[st][\u0326\u0327]+/g, (letter) => letter.replaceAll("\u0327", "\u0326"))
      .replace(/([ij][\u0323\u0328\u0331]*)\u0307+/g, "$1")
      .replace(DASH_AFTER_KANA, "ー")
      .replaceAll("เเ", "แ")
      .trim()
      .normalize("NFC")
  );
}

function foldRuns(text: string): string {
  return text.replace(/'{2}/g, '"').replace(/-{2,}/g, "-").replace(/ {2,}/g, " ");
}

/**
 * The form in which typed texts are compared: two texts are the same answer if their forms are equal. `exact` folds
 * what `readableText` does, and letters that look the same. `lenient` also folds accents, punctuation and spaces;
 * a text that has nothing else stays as it is.
 *
 * @param text as short as an answer may be: Unicode normalization sorts the n marks of a letter in up to n² steps
 */
export function normalizeText(text: string, match: Match = "exact"): string {
  return normalizeReadable(readableText(text), match);
}

/** The same as `normalizeText`, for the readable form of a text. */
export function normalizeReadable(readable: string, match: Match): string {
  const exact = IS_ASCII.test(readable) ? readable : foldLetters(readable.normalize("NFD")).normalize("NFC");
  return match === "lenient" ? withoutAccentsAndPunctuation(exact) || exact : exact;
}

/** Latin, Greek and Cyrillic accents, Hebrew points and Arabic vowel marks. Other scripts write sounds with marks. */
const ACCENTS =
  "\\u0300-\\u0337\\u0339-\\u036f\\u0483-\\u0487\\u0591-\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed";
const ACCENTS_AND_PUNCTUATION = new RegExp(`[${ACCENTS}\\p{P} ]`, "gu");

const WITHOUT_STROKE = new Map(
  Object.entries({ ø: "o", ł: "l", đ: "d", ħ: "h", ŧ: "t", ƀ: "b", ɨ: "i", ƶ: "z", œ: "oe", æ: "ae" }),
);
const STROKED = new RegExp(`[${[...WITHOUT_STROKE.keys()].join("")}]`, "g");

function withoutAccentsAndPunctuation(exact: string): string {
  return exact
    .normalize("NFD")
    .replace(ACCENTS_AND_PUNCTUATION, "")
    .replace(STROKED, (letter) => WITHOUT_STROKE.get(letter)!)
    .normalize("NFC");
}
