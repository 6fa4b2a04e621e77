/**
 * The form in which typed texts are compared and counted: Unicode NFKC, trimmed, each run of white space as one
 * space, case folded. Folding is lower, then upper, then lower case again: "ß" then equals "SS", and so does "ẞ",
 * which is its own upper case.
 */
export function normalizeText(text: string): string {
  const spaced = text.normalize("NFKC").trim().replace(/\s+/gu, " ");
  return spaced.toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}
