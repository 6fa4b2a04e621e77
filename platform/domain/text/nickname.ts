import { z } from "zod";
import { INVISIBLES, isVisible, REGION_FLAG, SPACE } from "./visible-text.ts";

/** As people count them: graphemes. */
const MAX_CHARACTERS = 32;
const MAX_CODE_POINTS = 64;
/** What is still read, in UTF-16 code units: a nickname with much around it that is removed. */
export const MAX_TYPED_NICKNAME_LENGTH = 300;

const IS_PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Scripts whose letters look the same with a joiner between them. */
const WITHOUT_JOINING = ["Latin", "Greek", "Cyrillic", "Han", "Hangul", "Hiragana", "Katakana", "Inherited"];
const JOINING = `(?!${ofScripts(WITHOUT_JOINING)})[\\p{L}\\p{M}]`;
/** Scripts whose letters bear two marks at most. Accents that all scripts share are "Inherited". */
const TWO_MARKS = ["Inherited", "Latin", "Cyrillic", "Hebrew", "Arabic", "Syriac", "Thai", "Lao"];

function ofScripts(names: readonly string[]): string {
  return `[${names.map((name) => `\\p{Script=${name}}`).join("")}]`;
}

/** Invisible characters that change how their neighbours look. The first group of a match is what stays. */
const SHAPING_OR_INVISIBLE = new RegExp(
  `(${[
    REGION_FLAG,
    // Joiners in emoji of several people or things, and between letters.
    "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic})",
    `(?<=${JOINING})[\\u200c\\u200d](?=${JOINING})`,
    // Variation selectors of emoji, Chinese characters and Mongolian letters.
    "(?<=\\p{Emoji})[\\ufe0e\\ufe0f]",
    "(?<=\\p{Script=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]",
    "(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]",
  ].join("|")})|[${INVISIBLES}\\p{Cs}]`,
  "gu",
);

/**
 * Three marks on a letter, such as stacked accents. The Indic scripts, Burmese, Khmer and Tibetan write vowels and
 * consonants as marks, four on one letter at most, and no mark twice.
 */
const STACKED_MARKS = new RegExp(`(?:(?=\\p{M})${ofScripts(TWO_MARKS)}){3}|\\p{M}{5}|(\\p{M})\\1{2}`, "u");

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The nickname without what nobody sees, with single spaces, and no space around it. */
function cleanNickname(typed: string): string {
  const cleaned = typed
    .normalize("NFC")
    .replace(SPACE, " ")
    .replace(SHAPING_OR_INVISIBLE, "$1")
    .replace(/ {2,}/g, " ")
    .trim()
    .normalize("NFC");
  // What is removed may have kept marks from their letters or from their order. It becomes shorter each time.
  return cleaned.length < typed.length ? cleanNickname(cleaned) : cleaned;
}

/** Why a cleaned nickname cannot be shown on screens; null if it can. */
function problemOf(nickname: string): string | null {
  if (!isVisible(nickname)) return "must have at least one character that can be seen";
  const codePoints = [...nickname].length;
  if (
    codePoints > MAX_CHARACTERS &&
    (codePoints > 2 * MAX_CODE_POINTS || characters(nickname) > MAX_CHARACTERS)
  )
    return `must have at most ${MAX_CHARACTERS} characters`;
  if (codePoints > MAX_CODE_POINTS) return `must have at most ${MAX_CODE_POINTS} code points`;
  return STACKED_MARKS.test(nickname) ? "must have at most two marks on a letter" : null;
}

function characters(nickname: string): number {
  return [...segmenter.segment(nickname)].length;
}

/** A player's nickname, as it is stored and shown. */
export const nicknameSchema = z
  .string()
  .max(MAX_TYPED_NICKNAME_LENGTH, { error: `must have at most ${MAX_CHARACTERS} characters`, abort: true })
  .describe(
    "Invisible characters are removed. What is left has 1 to 32 characters as people count them, at most 64 code " +
      "points, and at most two marks on a letter.",
  )
  .transform((typed, context) => {
    if (typed.length <= MAX_CHARACTERS && IS_PLAIN.test(typed)) return typed;
    const nickname = cleanNickname(typed);
    const problem = problemOf(nickname);
    if (problem === null) return nickname;
    context.issues.push({ code: "custom", message: problem, input: typed });
    return z.NEVER;
  });
