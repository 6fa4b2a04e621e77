import fc from "fast-check";
import { nicknameSchema } from "../../../../platform/domain/text/nickname.ts";

const parse = (typed: unknown) => nicknameSchema.safeParse(typed);
const SCOTLAND = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";

test.each([
  ["Bo", "Bo"],
  ["  Bo \u00a0 Diddley ", "Bo Diddley"],
  ["Anna\n", "Anna"],
  ["An\tna\r\nLee", "An na Lee"],
  ["\u200eAnna\u200f", "Anna"],
  ["\u202eAn\u2066na\u061c", "Anna"],
  ["An\u0000na\u0007\u009f", "Anna"],
  ["An\u200bn\u00ada\ufeff\u3164\u{e0001}", "Anna"],
  ["Anna\u{e0067}\u{e0062}\u{e007f}", "Anna"],
  ["Anna\ud800", "Anna"],
  ["An\u200dna\u200c\ufe0f", "Anna"],
  ["Zoe\u0308", "Zoë"],
  ["Ｂｏ", "Ｂｏ"],
  ["<script>", "<script>"],
])("%j becomes %j", (typed, nickname) => {
  expect(parse(typed).data).toBe(nickname);
});

test.each([
  ["an emoji of several people", "👨\u200d👩\u200d👧"],
  ["a rainbow flag", "🏳\ufe0f\u200d🌈"],
  ["a heart with its emoji selector", "❤\ufe0f"],
  ["a keycap", "1\ufe0f\u20e3"],
  ["a person with a skin tone", "👩🏽\u200d🚒"],
  ["a region's flag", SCOTLAND],
  ["a non-joiner in Persian", "علی\u200cرضا"],
  ["a joiner in Hindi", "क्\u200dष"],
  ["a variant of a Chinese character", "辻\u{e0100}"],
  ["three marks in Hindi", "ज़िंदगी"],
  ["four marks in Burmese", "ကျော်"],
  ["Thai", "ที่รัก"],
  ["Vietnamese", "Nguyễn"],
  ["32 emoji", "🐎".repeat(32)],
  ["64 code points", `${"e\u030a\u0302".repeat(21)}x`],
])("%s stays", (_, typed) => {
  expect(parse(typed).data).toBe(typed.normalize("NFC"));
});

test.each([
  ["", "must have at least one character that can be seen"],
  [" \n ", "must have at least one character that can be seen"],
  ["\u200b\u2800\u200d\u3164", "must have at least one character that can be seen"],
  ["x".repeat(33), "must have at most 32 characters"],
  ["🐎".repeat(33), "must have at most 32 characters"],
  ["x".repeat(1001), "must have at most 32 characters"],
  ["👨\u200d👩\u200d👧".repeat(13), "must have at most 64 code points"],
  ["é\u0302\u0303\u0304", "must have at most two marks on a letter"],
  [`a${"\u0321".repeat(32)}`, "must have at most two marks on a letter"],
  ["ก็็็", "must have at most two marks on a letter"],
])("%j is refused: %s", (typed, reason) => {
  const { success, error } = parse(typed);
  expect(success).toBe(false);
  expect(error?.issues.map(({ message }) => message)).toEqual([reason]);
});

test.each([7, null, undefined])("%p is no nickname", (typed) => {
  expect(parse(typed).success).toBe(false);
});

test("a nickname that was taken is taken again, as it is", () => {
  const units = fc.constantFrom(..."aé \u0301\u200d\u200c\ufe0f❤👩🏽\u{e0067}🏴क्ع1\u20e3\u202e\ud800");
  fc.assert(
    fc.property(fc.string({ unit: units, maxLength: 40 }), (typed) => {
      const { data } = parse(typed);
      if (data !== undefined) expect(parse(data).data).toBe(data);
    }),
    { numRuns: 3000 },
  );
});
