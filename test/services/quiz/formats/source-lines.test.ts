import { sourceLines } from "../../../../services/quiz/formats/source-lines.ts";

test("splits lines at CRLF, LF and CR, and keeps blank lines", () => {
  expect(sourceLines("a\r\nb\nc\rd\n\ne")).toEqual(["a", "b", "c", "d", "", "e"]);
});

test("removes control characters other than tabs", () => {
  expect(sourceLines("a\0b\x07\tc\x7fd\x85é\u2028")).toEqual(["ab\tcdé\u2028"]);
});
