import fc from "fast-check";
import {
  normalizeReadable,
  normalizeText,
  readableText,
} from "../../../../platform/domain/text/normalize-text.ts";
import { isVisible } from "../../../../platform/domain/text/visible-text.ts";

describe("exact", () => {
  test.each([
    ["case and spaces around", "Bern", "  bERN\t"],
    ["repeated spaces", "New York", "new \u00a0\n york"],
    ["spaces of all kinds", "a b", "\u3000A\u2009\u2028\u2800B\u0085"],
    ["ß and its capital", "STRAẞE", "Straße"],
    ["ß and SS", "Straße", "STRASSE"],
    ["the dotted capital i", "istanbul", "İSTANBUL"],
    ["the dotless i", "ISPARTA", "ısparta"],
    ["composition", "Zürich", "ZU\u0308RICH"],
    ["full width", "Ａ１", "a1"],
    ["half width", "ｶﾞﾀﾞﾙｶﾅﾙ", "ガダルカナル"],
    ["ligatures", "ﬁsh", "FISH"],
    ["the final sigma", "ΟΔΟΣ", "οδος"],
    ["the apostrophe of a phone", "Hawai'i", "Hawai’i"],
    ["the okina, a prime, an accent and a backtick", "Hawaiʻi Hawai′i", "hawai´i hawai`i"],
    ["quotes", "“Bonjour”", "«bonjour»"],
    ["two apostrophes and a quote", "5''", "5″"],
    ["an en dash", "Saint-Étienne", "Saint–Étienne"],
    ["other dashes", "1‐2‑3‒4—5―6", "1-2-3-4-5-6"],
    ["a minus sign", "−5", "-5"],
    ["the dash that phones make of two hyphens", "yes--no", "yes—no"],
    ["a dash after Kana", "コーヒー", "コ－ヒ-"],
    ["an ellipsis", "wait…", "Wait..."],
    ["a zero-width space", "Par\u200bis", "Paris"],
    ["direction marks", "\u200eשלום\u200f", "שלום"],
    ["a soft hyphen", "Donau\u00addampf", "Donaudampf"],
    ["a byte order mark", "\ufeffParis", "Paris"],
    ["a word joiner, a filler and what dictation leaves", "Pa\u2060r\u3164is\ufffc", "Paris"],
    ["variation selectors", "❤\ufe0f", "❤"],
    ["a joiner between letters", "می\u200cخواهم", "میخواهم"],
    ["a joiner between emoji", "👩\u200d🚒", "👩🚒"],
    ["the cedilla of Romanian letters", "ştiinţă", "știință"],
    ["Arabic and Persian keyboards", "كتابي ١٠٢", "کتابی ۱۰۲"],
    ["shapes of Arabic letters", "ﻧﻌﻢ", "نعم"],
    ["Cyrillic letters that look Latin", "СО2", "CO2"],
    ["a Cyrillic letter in a Latin word", "Пaрис", "Парис"],
    ["a Greek letter in a Latin word", "Αthens", "Athens"],
    ["a Latin letter in a Greek word", "Aθήνα", "Αθήνα"],
    ["capitals that look the same", "Đakovo", "Ðakovo"],
    ["Kana and Chinese characters that look the same", "へ二", "ヘニ"],
    ["the ordinal sign for a degree", "25ºC", "25 °C".replace(" ", "")],
    ["a multiplication sign", "3×4", "3x4"],
    ["Roman numerals of one character", "Ⅷ", "VIII"],
    ["letters of a fancy font", "𝓟𝓪𝓻𝓲𝓼", "Paris"],
    ["two Thai vowels that look like one", "เเม่", "แม่"],
  ])("%s: %j and %j are the same answer", (_, one, other) => {
    expect(normalizeText(one)).toBe(normalizeText(other));
  });

  test.each([
    ["Bern", "Berne"],
    ["a b", "ab"],
    ["résumé", "resume"],
    ["1", "1.0"],
    ["10²", "102"],
    ["①02", "102"],
    ["½", "1/2"],
    ["0", "O"],
    ["1", "l"],
    ["1", "I"],
    ["l", "I"],
    ["rn", "m"],
    ["5 μm", "5 mm"],
    ["ρ", "p"],
    ["か", "が"],
    ["≠", "="],
    ["👍", "👍🏽"],
    [
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
      "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ],
  ])("%j and %j are different answers", (one, other) => {
    expect(normalizeText(one)).not.toBe(normalizeText(other));
  });
});

describe("lenient", () => {
  test.each([
    ["accents", "Zürich", "zurich"],
    ["punctuation and spaces", "A.C. Milan", "AC Milan"],
    ["apostrophes and dashes", "Rock ’n’ Roll", "rock-n-roll"],
    ["letters with a stroke", "Łódź", "Lodz"],
    ["letters of two letters", "Cœur", "coeur"],
    ["Cyrillic accents", "ёлка", "елка"],
    ["Arabic vowel marks", "مُحَمَّد", "محمد"],
    ["Hebrew points", "שָׁלוֹם", "שלום"],
    ["what exact folds", "İstanbul!", "istanbul"],
  ])("%s: %j and %j are the same answer", (_, one, other) => {
    expect(normalizeText(one, "lenient")).toBe(normalizeText(other, "lenient"));
  });

  test.each([
    ["Bern", "Berne"],
    ["か", "が"],
    ["की", "का"],
    ["≠", "="],
    ["?", "!"],
    ["10²", "102"],
  ])("%j and %j are different answers", (one, other) => {
    expect(normalizeText(one, "lenient")).not.toBe(normalizeText(other, "lenient"));
  });
});

test("stats show a text in its own letters", () => {
  expect(readableText(" МОСКВА\u200b ")).toBe("москва");
  expect(readableText("Français, Ðakovo – “oui”")).toBe('français, ðakovo - "oui"');
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      ..."aiIİıßẞſşș'’ʻ\"“-–—` \u00a0\u200b\u200d\u00ad\ufe0f\u0307\u0323\u0327ー－ｶカσςΣμ０²ﬁ",
    ),
    maxLength: 20,
  }),
);

/**
 * What is written in Greek and Latin letters at once is read as it looks, so a change of case may change it. Cyrillic
 * letters and "×" are read as the Latin letters that they look like, and three signs as Greek letters.
 */
const mixesGreek = (typed: string) => {
  // As typed too: of the Greek accents that stand alone, NFKC leaves a space and marks.
  const written = typed + typed.normalize("NFKC");
  return /[\p{Script=Greek}∏∑∆]/u.test(written) && /[\p{Script=Latin}\p{Script=Cyrillic}×]/u.test(written);
};

test("a normalized text stays the same", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("exact", "lenient"), (typed, match) => {
      const normal = normalizeText(typed, match);
      expect(normalizeReadable(normal, match)).toBe(normal);
      if (mixesGreek(typed)) return;
      expect(normalizeText(normal, match)).toBe(normal);
      expect(readableText(readableText(typed))).toBe(readableText(typed));
    }),
    { numRuns: 1000 },
  );
});

test("people do not see whether a text has invisible characters, and how its characters are composed", () => {
  const invisible = fc.constantFrom(
    ..."\u200b\u200e\u200f\u00ad\u2060\ufeff\u061c\ufe0f\u180e\u{e0001}\u0001",
  );
  fc.assert(
    fc.property(text, invisible, fc.nat(20), (typed, character, at) => {
      // Not inside of a surrogate pair, and not before a mark: the mark would belong to another letter.
      const letters = Array.from(typed);
      const place = Math.min(at, letters.length);
      if (/^[\p{M}\u{e0020}-\u{e007f}]/u.test(letters[place] ?? "")) return;
      const marked = [...letters.slice(0, place), character, ...letters.slice(place)].join("");
      expect(normalizeText(marked)).toBe(normalizeText(typed));
      expect(normalizeText(` \t${typed}\u2003`)).toBe(normalizeText(typed));
      expect(normalizeText(typed.normalize("NFD"))).toBe(normalizeText(typed));
      expect(normalizeText(typed.normalize("NFC"))).toBe(normalizeText(typed));
      if (!mixesGreek(typed)) expect(normalizeText(typed.toUpperCase())).toBe(normalizeText(typed));
    }),
    { numRuns: 1000, examples: [["\u1fddà", "\u200b", 0]] },
  );
});

/** All of the basic plane but most Chinese and Korean characters, and the start of the next one. */
function* codePoints(): Generator<number> {
  for (let code = 1; code < 0x1fc00; code++) {
    if (code === 0x4f00) code = 0x9f00;
    if (code === 0xad00) code = 0xe000;
    if (code === 0xe100) code = 0xf800;
    if (code === 0x11000) code = 0x1d000;
    yield code;
  }
}

test("exactly what people can see has a normal form", () => {
  for (const code of codePoints()) {
    const character = String.fromCodePoint(code);
    if (isVisible(character) !== (readableText(character) !== "")) throw new Error(code.toString(16));
  }
});

test("the quick way for plain texts gives the same as the full one", () => {
  for (const code of codePoints()) {
    if (code < 32 || code > 0xffff) continue;
    const typed = `i${String.fromCharCode(code)}-`;
    // An invisible character takes the full way.
    if (readableText(typed) !== readableText(`${typed}\u200b`)) throw new Error(code.toString(16));
  }
});

test("no text becomes much longer", () => {
  for (const code of codePoints()) {
    const character = String.fromCodePoint(code);
    if (normalizeText(character).length > 4 * character.length) throw new Error(code.toString(16));
  }
  expect(normalizeText("\ufdfa".repeat(500))).toHaveLength(500);
});
