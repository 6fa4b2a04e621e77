import { readJoinCode } from "../../../../platform/domain/text/join-code.ts";

test.each([
  ["in lower case, with a hyphen", "bcd-f23"],
  ["with spaces", "\u00a0BCD\u3000F23 \n"],
  ["with the dash that iOS makes of two hyphens", "BCD–F23"],
  ["with other dashes and a minus sign", "B‐C‑D‒F—2−3"],
  ["with a dot and a # in front", "#BCD.F23"],
  ["with invisible characters", "\u200bBCD\u00ad\u200eF23\ufeff"],
  ["in full width", "ＢＣＤＦ２３"],
  ["in full width and lower case, with a full-width hyphen", "ｂｃｄ－ｆ２３"],
  ["in Arabic digits", "BCDF٢٣"],
  ["in Persian digits", "BCDF۲۳"],
  ["in digits of a row that follows another one", "BCDF\u{116dc}\u{116dd}"],
  ["in letters of a fancy font", "𝐁𝐂𝐃𝐅𝟐𝟑"],
  ["with keycap emoji", "BCDF2\ufe0f\u20e33\ufe0f\u20e3"],
  ["in quotes", "“BCDF23”"],
])("a code %s is read", (_, typed) => {
  expect(readJoinCode(typed)).toBe("BCDF23");
});

test.each([
  ["вснкрт", "BCHKPT"],
  ["ΒΗΚΜΝΖ", "BHKMNZ"],
])("%s is read as the Latin letters that it looks like", (typed, code) => {
  expect(readJoinCode(typed)).toBe(code);
});

test.each([
  ["is empty", ""],
  ["is too short", "BCDFG"],
  ["is too long", "BCDFGHJ"],
  ["has a control character in the place of a letter", "BCDFG\u0000"],
  ["has letters that no code has", "AEIOUL"],
  ["has a 0, which could be a Q or a D", "BCDF20"],
  ["has a letter that becomes two", "BCDFGß"],
  ["has half of a surrogate pair", "\ud800BCDFG"],
  ["is SQL", "' or ''='"],
  ["has many characters", `BCDF23${"-".repeat(100)}`],
])("a text that %s cannot be a code", (_, typed) => {
  expect(readJoinCode(typed)).toBeNull();
});
