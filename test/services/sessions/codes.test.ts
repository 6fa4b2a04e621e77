import { newCode, normalizeCode } from "../../../services/sessions/codes.ts";

test("codes are six characters that are hard to misread, and practically always different", () => {
  const codes = Array.from({ length: 1000 }, newCode);
  for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXZ]{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(995);
});

test.each(["bcd-fgh", " BCD FGH ", "bCdFgH"])("%p is the code BCDFGH", (typed) => {
  expect(normalizeCode(typed)).toBe("BCDFGH");
});

test.each([
  "",
  "BCDFG",
  "BCDFGHJ",
  "BCDFG\u0000",
  "AEIOUL",
  "BCDFGß",
  "\ud800BCDFG",
  "' or ''='",
])("%j cannot be a code and becomes the empty one", (typed) => {
  expect(normalizeCode(typed)).toBe("");
});
