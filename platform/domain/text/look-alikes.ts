/**
 * Characters that people cannot tell apart, or that a keyboard makes instead of each other. Each row is the character
 * that stands for all, and the others. The rows for letters were chosen by hand from the letters that phone keyboards
 * make: Unicode's own table of confusables (UTS #39) also joins 0 and O, 1 and l, rn and m, which are different answers.
 */

/** Marks, in texts that are case folded and decomposed (NFD). */
const MARKS: [string, string][] = [
  ["'", "‘’‚‛′‵`´ʹʻʼʽʾʿˈˊˋꞌ՚׳ߴߵ‹›"],
  ['"', "“”„‟″‶«»ˮʺ״〝〞〟「」『』"],
  ["-", "‐‑‒–—―−⁃˗֊־᐀᠆⸺⸻➖"],
  ["~", "〜∼˜"],
  ["·", "‧∙⋅•・"],
  [":", "∶ː꞉׃"],
  ["/", "⁄∕⧸"],
  ["|", "∣ǀ│"],
  ["*", "∗⁎٭"],
  ["!", "ǃ"],
  ["^", "ˆ"],
  ["°", "º˚"],
  ["x", "×"],
  ["π", "∏"],
  ["σ", "∑ς"],
  ["δ", "∆"],
  ["i", "ı"],
  ["j", "ȷ"],
  // The digits of Persian keyboards, for those of Arabic ones.
  ["٠", "۰"],
  ["١", "۱"],
  ["٢", "۲"],
  ["٣", "۳"],
  ["٤", "۴"],
  ["٥", "۵"],
  ["٦", "۶"],
  ["٧", "۷"],
  ["٨", "۸"],
  ["٩", "۹"],
];

/**
 * Letters, in texts that are case folded and decomposed. A Cyrillic letter belongs to the Latin one that it or its
 * capital looks like. Greek letters are not here: ρ is not p, although their capitals look the same (mixedScripts).
 */
const LETTERS: [string, string][] = [
  ["a", "аɑ"],
  ["b", "в"],
  ["c", "с"],
  ["d", "ԁ"],
  ["e", "е"],
  ["g", "ɡ"],
  ["h", "нһ"],
  ["i", "іӏ"],
  ["j", "ј"],
  ["k", "к"],
  ["m", "м"],
  ["o", "оοօ"],
  ["p", "р"],
  ["q", "ԛ"],
  ["s", "ѕ"],
  ["t", "т"],
  ["v", "ѵ"],
  ["w", "ԝ"],
  ["x", "х"],
  ["y", "уү"],
  ["æ", "ӕ"],
  ["ə", "ǝә"],
  // A cedilla looks like a comma below.
  ["\u0326", "\u0327"],
  // Their capitals look the same.
  ["đ", "ðɖ"],
  // The letters of Persian and Urdu keyboards, for those of Arabic ones.
  ["ي", "یى"],
  ["ك", "ک"],
  ["ه", "ہە"],
  // Chinese characters and Katakana that look like another Kana.
  ["ヘ", "へ"],
  ["カ", "力"],
  ["ロ", "口"],
  ["ニ", "二"],
  ["エ", "工"],
  ["タ", "夕"],
  ["ト", "卜"],
  ["ハ", "八"],
];

/** Replaces every character of a row by the first one. */
function replacer(rows: readonly [string, string][]): (text: string) => string {
  const byOther = new Map(
    rows.flatMap(([one, others]) => Array.from(others, (other) => [other, one] as const)),
  );
  const pattern = new RegExp(`[${[...byOther.keys()].join("")}]`, "gu");
  return (text) => text.replace(pattern, (character) => byOther.get(character)!);
}

export const foldMarks = replacer(MARKS);
export const foldLetters = replacer(LETTERS);

/** Greek letters that look like Latin ones, and those, in the same order. */
const GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον";
const LATIN = "ABEZHIKMNOPTYXov";
const toLatin = new Map(Array.from(GREEK, (letter, index) => [letter, LATIN[index]!]));
const toGreek = new Map(Array.from(LATIN, (letter, index) => [letter, GREEK[index]!]));

const IS_MIXED = /\p{Script=Latin}\p{M}*\p{Script=Greek}|\p{Script=Greek}\p{M}*\p{Script=Latin}/u;
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{M}]+/gu;
const NOT_LATIN = new RegExp(`(?![${GREEK}])\\p{Script=Greek}`, "u");
const NOT_GREEK = new RegExp(`(?![${LATIN}])\\p{Script=Latin}`, "u");

/**
 * Writes each word that mixes Greek and Latin letters in one of the scripts, if those of the other one all look like
 * letters of it. The text must be decomposed, and in its own case.
 */
export function mixedScripts(text: string): string {
  if (!IS_MIXED.test(text)) return text;
  return text.replace(WORD, (word) => {
    const letters = !IS_MIXED.test(word)
      ? null
      : !NOT_LATIN.test(word)
        ? toLatin
        : !NOT_GREEK.test(word)
          ? toGreek
          : null;
    return letters ? Array.from(word, (letter) => letters.get(letter) ?? letter).join("") : word;
  });
}
