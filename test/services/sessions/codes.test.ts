import { newCode, normalCode } from "../../../services/sessions/codes.ts";

test("codes are six letters that nobody misreads, and hardly ever the same", () => {
  const codes = Array.from({ length: 1000 }, newCode);
  for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXZ]{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(995);
});

test.each(["bcd-fgh", " BCD FGH ", "bCdFgH"])("%p is the code BCDFGH", (typed) => {
  expect(normalCode(typed)).toBe("BCDFGH");
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
])("%j can be no code, and becomes the one that nobody has", (typed) => {
  expect(normalCode(typed)).toBe("");
});
