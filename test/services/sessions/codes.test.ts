import { newCode } from "../../../services/sessions/codes.ts";

test("codes are six characters that are hard to misread, and practically always different", () => {
  const codes = Array.from({ length: 1000 }, newCode);
  for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXZ]{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(995);
});
