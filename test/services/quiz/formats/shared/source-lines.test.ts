import { sourceLines } from "../../../../../services/quiz/formats/shared/source-lines.ts";

test("splits lines at CRLF, LF and CR, and keeps blank lines", () => {
  expect(sourceLines("a\r\nb\nc\rd\n\ne")).toEqual(["a", "b", "c", "d", "", "e"]);
});

test("removes control characters other than tabs", () => {
  expect(sourceLines("a\0b\x07\tc\x7fd\x85é\u2028")).toEqual(["ab\tcdé\u2028"]);
});

test.each(["\n", "\r", "\r\n"])("refuses a file with too many lines that end with %j", (end) => {
  expect(sourceLines(end.repeat(499_999))).toHaveLength(500_000);
  expect(() => sourceLines(end.repeat(500_000))).toThrow(
    expect.objectContaining({
      data: [{ path: "body", reason: "has more than 500000 lines; split it into several files" }],
    }),
  );
});
