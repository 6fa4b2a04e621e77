import fc from "fast-check";
import { normalText } from "../../../platform/domain/quiz.ts";

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
])("%p and %p are one text", (one, other) => {
  expect(normalText(one)).toBe(normalText(other));
});

test.each([
  ["Bern", "Berne"],
  ["a b", "ab"],
  ["résumé", "resume"],
  ["1", "1.0"],
])("%p and %p are two", (one, other) => {
  expect(normalText(one)).not.toBe(normalText(other));
});

test("what is in normal form stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (typed) => {
      const normal = normalText(typed);
      expect(normalText(normal)).toBe(normal);
    }),
    { numRuns: 2000 },
  );
});

test("white space around and case never matter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (typed) => {
      expect(normalText(` \t${typed}\u2003`)).toBe(normalText(typed));
      expect(normalText(typed.toUpperCase())).toBe(normalText(typed));
    }),
    { numRuns: 1000 },
  );
});
