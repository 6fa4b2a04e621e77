import fc from "fast-check";
import { normalizeText } from "../../../platform/domain/text/normalize-text.ts";

test.each([
  ["Bern", "  bERN\t"],
  ["New York", "new \u00a0\n york"],
  ["Straße", "STRASSE"],
  ["STRAẞE", "Straße"],
  ["Zürich", "ZU\u0308RICH"],
  ["Ａ１", "a1"],
  ["ﬁsh", "FISH"],
  ["ΟΔΟΣ", "οδος"],
  ["①", "1"],
])("%p and %p are the same text", (one, other) => {
  expect(normalizeText(one)).toBe(normalizeText(other));
});

test.each([
  ["Bern", "Berne"],
  ["a b", "ab"],
  ["résumé", "resume"],
  ["1", "1.0"],
])("%p and %p are different texts", (one, other) => {
  expect(normalizeText(one)).not.toBe(normalizeText(other));
});

test("a normalized text stays the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (typed) => {
      const normal = normalizeText(typed);
      expect(normalizeText(normal)).toBe(normal);
    }),
    { numRuns: 2000 },
  );
});

test("surrounding white space and case never matter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (typed) => {
      expect(normalizeText(` \t${typed}\u2003`)).toBe(normalizeText(typed));
      expect(normalizeText(typed.toUpperCase())).toBe(normalizeText(typed));
    }),
    { numRuns: 1000 },
  );
});
