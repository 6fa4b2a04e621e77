/** Raised and lowered characters of Unicode, for text that has no markup: x² instead of x<sup>2</sup>. */

const RAISED = pairs(
  "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
  "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
);
const LOWERED = pairs("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ");

/** What English and French write small after a number: "1st" means the same. */
const ORDINAL = /^(?:st|nd|rd|th|er|re|ère|e|ème)$/;
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** Longer ones are words, not powers. */
const MAX_LENGTH = 12;

/** A raised text: ², or ^ and the text if it has a character that Unicode does not have raised. */
export function raised(text: string): string {
  return ORDINAL.test(text) ? text : written(text, RAISED, "^");
}

/** A lowered text: ₂, or _ and the text if it has a character that Unicode does not have lowered. */
export function lowered(text: string): string {
  return written(text, LOWERED, "_");
}

function written(text: string, characters: ReadonlyMap<string, string>, mark: string): string {
  const inner = text.trim();
  const isShort = inner.length <= MAX_LENGTH;
  if (isShort && [...inner].every((character) => characters.has(character))) {
    return Array.from(inner, (character) => characters.get(character)).join("");
  }
  // A trademark sign or a star is small by itself.
  if (!HAS_LETTER_OR_DIGIT.test(inner)) return inner;
  const isOneCharacter = inner.length <= 2 && [...inner].length === 1;
  return isOneCharacter ? mark + inner : `${mark}(${inner})`;
}

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const targets = [...to];
  return new Map(Array.from(from, (character, index) => [character, targets[index]!]));
}
