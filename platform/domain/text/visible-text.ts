/**
 * White space, and the Braille pattern without dots, which looks like a space. U+FEFF is invisible: it is not in the
 * class, although `\s` has it.
 */
export const SPACES = "\\t-\\r\\x1c-\\x1f\\x85\\p{Z}\\u2800";

/**
 * Characters that show nothing: what Unicode calls default-ignorable (zero-width characters, direction marks, soft
 * hyphens, variation selectors, blank fillers), control characters, and the marks that dictation leaves in a text.
 */
export const INVISIBLES = "\\p{Default_Ignorable_Code_Point}\\p{Cc}\\ufff9-\\ufffc";

/** The flag of a region such as Scotland: a black flag, and the region's code in tags, which are invisible alone. */
export const REGION_FLAG = "\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}";

const VISIBLE = new RegExp(`[^${SPACES}${INVISIBLES}]`, "u");
const FLAG_OR_INVISIBLE = new RegExp(`(${REGION_FLAG})|[${INVISIBLES}]`, "gu");
/** A run of spaces. */
export const SPACE = new RegExp(`[${SPACES}]+`, "gu");

/** Printable ASCII with single spaces between words, as most texts are: nothing in it is to be changed. */
const IS_PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Whether a text shows anything on a screen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** The text without invisible characters, with single spaces, and no space around it. */
export function visibleText(text: string): string {
  if (IS_PLAIN.test(text)) return text;
  return text.replace(SPACE, " ").replace(FLAG_OR_INVISIBLE, "$1").replace(/ {2,}/g, " ").trim();
}
