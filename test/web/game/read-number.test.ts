import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readNumber, showNumber } from "../../../web/game/read-number.ts";

const LANGUAGES = [
  "en",
  "de",
  "de-CH",
  "es",
  "fr",
  "fr-CH",
  "zh",
  "pl",
  "sv",
  "en-IN",
  "hi-u-nu-deva",
  "ar-EG",
  "ar-u-nu-arab",
  "fa",
  "bn-u-nu-beng",
  "he",
  "th-u-nu-thai",
  "zh-u-nu-fullwide",
  "my-u-nu-mymr",
];

describe("a number as its language writes it", () => {
  test.each(LANGUAGES)("%s", (language) => {
    const values = fc.oneof(
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      // 1.500 is a German's 1500, so it is never written for 1.5: as few digits as there are.
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => Math.round(value * 1e4) / 1e4 + 0),
      fc.constantFrom(999_999_999_999.9995, -123_456_789.123_456_78),
    );
    fc.assert(
      fc.property(values, (value) => {
        const shown = showNumber(value, language);
        const isBothSigns = /^\D*[\p{Nd}]{1,3}[.,]\p{Nd}{3}$/u.test(shown);
        if (!isBothSigns || Number.isInteger(value))
          expect([shown, readNumber(shown, language)]).toEqual([shown, value]);
      }),
      { numRuns: 40 },
    );
  });
});

test.each([
  ["3,14", "de", 3.14],
  ["3.14", "de", 3.14],
  ["3,14", "en", 3.14],
  ["1.500", "de", 1500],
  ["1.500", "en", 1.5],
  ["1,500", "en", 1500],
  ["0.500", "de", 0.5],
  ["0,500", "en", 0.5],
  ["1.234,5", "en", 1234.5],
  ["1,234.5", "de", 1234.5],
  ["1.234.567", "en", 1234567],
  ["12,34,567.5", "en-IN", 1234567.5],
  ["1 234,5", "fr", 1234.5],
  ["1\u202f234", "fr", 1234],
  ["1'234.5", "de-CH", 1234.5],
  ["1’234", "en", 1234],
  ["−5", "en", -5],
  ["– 5", "en", -5],
  ["+5", "en", 5],
  ["-0", "en", 0],
  [".5", "en", 0.5],
  ["5.", "en", 5],
  ["٣٫٥", "en", 3.5],
  ["١٬٢٣٤٫٥", "ar", 1234.5],
  ["\u200f-\u200e٥", "ar", -5],
  ["３．５", "zh", 3.5],
  ["１２", "en", 12],
  ["1e6", "en", 1e6],
  ["2.5E-3", "en", 0.0025],
  ["  42  ", "en", 42],
])("%s in %s is %d", (typed, language, value) => {
  expect(readNumber(typed, language)).toBe(value);
});

test.each([
  "",
  " ",
  "-",
  ".",
  ",",
  "x",
  "12a",
  "1 2",
  "1..5",
  "1,2,3",
  "1,23,4",
  "10²",
  "①",
  "1e999",
  "--5",
  "1.2.3,4,5",
  "١abc",
  "NaN",
  "Infinity",
])("%p is no number", (typed) => {
  for (const language of ["en", "de", "fr", "ar"]) expect(readNumber(typed, language)).toBeUndefined();
});

test("any text is a finite number or none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...LANGUAGES), (typed, language) => {
      const value = readNumber(typed, language);
      expect(value === undefined || Number.isFinite(value)).toBe(true);
    }),
  );
});
