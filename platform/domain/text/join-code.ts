/** Without vowels, so that no code is a word. Without 0, 1, I, L, O and U, which are easily misread on a screen. */
export const JOIN_CODE_ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789";
export const JOIN_CODE_LENGTH = 6;

/** The longest text that may hold a code, in UTF-16 code units: a code with spaces and marks between its characters. */
export const MAX_TYPED_CODE_LENGTH = 64;

const STORED_FORM = new RegExp(`^[${JOIN_CODE_ALPHABET}]{${JOIN_CODE_LENGTH}}$`);
const ASCII_ALONE = /^[ -~]*$/;
const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{Nd}]/gu;
const DECIMAL_DIGIT = /\p{Nd}/u;

/**
 * Cyrillic and Greek capitals that look like a character of the alphabet. Players type what they see on the screen with
 * the keyboard that they have, and no other character of the alphabet looks like them.
 */
const LOOK_ALIKES = new Map(
  [
    ["ВСНЈКМРЅТХ", "BCHJKMPSTX"],
    ["ΒΗΚΜΝΡΤΧΖ", "BHKMNPTXZ"],
  ].flatMap(([others, latin]) => [...others!].map((other, index) => [other, latin![index]!] as const)),
);

/**
 * Reads a join code as people type it: in any case and width, in the digits of any script, with spaces, dots, dashes,
 * a `#` or invisible characters in it. It takes no look-up, so a gateway can turn away what cannot be a code.
 *
 * @returns the code in its stored form; null if the text cannot be a code
 */
export function readJoinCode(typed: string): string | null {
  if (typed.length > MAX_TYPED_CODE_LENGTH) return null;
  const code = ASCII_ALONE.test(typed)
    ? typed.replace(/[^0-9A-Za-z]/g, "").toUpperCase()
    : readUnicode(typed);
  return STORED_FORM.test(code) ? code : null;
}

function readUnicode(typed: string): string {
  const characters = typed.normalize("NFKC").replace(NOT_LETTER_OR_DIGIT, "").toUpperCase();
  return Array.from(
    characters,
    (character) =>
      LOOK_ALIKES.get(character) ?? (DECIMAL_DIGIT.test(character) ? digitOf(character) : character),
  ).join("");
}

/** Scripts have their digits 0 to 9 in a row. Rows may follow one another, and before the first there is no digit. */
function digitOf(digit: string): string {
  const codePoint = digit.codePointAt(0)!;
  let before = 0;
  while (DECIMAL_DIGIT.test(String.fromCodePoint(codePoint - before - 1))) before++;
  return String(before % 10);
}
