import fc from "fast-check";
import { decode } from "../../../../../services/quiz/formats/shared/decode.ts";

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

test("UTF-8 is decoded without its byte order mark", () => {
  expect(decode(bytes("Größe “π” 💥\r\n"))).toBe("Größe “π” 💥\r\n");
  expect(decode(bytes("\uFEFFQuiz"))).toBe("Quiz");
  expect(decode(bytes("\uFEFFQuiz\n", 0xe4))).toBe("Quiz\nä");
});

test("only bytes that are not UTF-8 are decoded as Windows-1252", () => {
  expect(decode(bytes("Größe\n", 0x93, "Brummb", 0xe4, "r", 0x94, "\r\nπ\r", 0x80, "\n\n"))).toBe(
    "Größe\n“Brummbär”\r\nπ\r€\n\n",
  );
});

test("every byte has a character", () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const text = decode(all);
  expect(text).toBe(new TextDecoder("windows-1252").decode(all));
  expect(text).not.toContain("\uFFFD");
});

test("any bytes can be decoded; the number of lines stays the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      const text = decode(Buffer.from(any));
      expect(text.isWellFormed()).toBe(true);
      const ends = (characters: string) => characters.match(/[\r\n]/g) ?? [];
      expect(ends(text)).toEqual(ends(Buffer.from(any).toString("latin1")));
    }),
  );
});
