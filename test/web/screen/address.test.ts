import { expect, test } from "@jest/globals";
import { groupedCode, readAddress } from "../../../web/screen/address.ts";
import { clockText } from "../../../web/screen/clock-text.ts";

test("the address has the session, the token and what overrides the browser's wishes", () => {
  const read = (path: string) => readAddress(new URL(path, "https://quiz.example"));
  expect(read("/screen/abc?theme=dark&lang=de#a.b.c")).toEqual({
    sessionId: "abc",
    token: "a.b.c",
    theme: "dark",
    language: "de",
  });
  expect(read("/overlay/abc?theme=blue")).toEqual({
    sessionId: "abc",
    token: undefined,
    theme: undefined,
    language: undefined,
  });
  expect(read("/screen/%zz#%").sessionId).toBe("%zz");
});

test("a code is in groups that can be read aloud", () => {
  expect(groupedCode("JTB8ZB").split(/\s+/)).toEqual(["JTB", "8ZB"]);
  expect(groupedCode("JTB8ZB23").split(/\s+/)).toEqual(["JTB8", "ZB23"]);
});

test.each([
  [0, "0:00"],
  [1, "0:01"],
  [65_000, "1:05"],
  [7_389_000, "2:03:09"],
])("%i ms are %s", (ms, text) => {
  expect(clockText(ms)).toBe(text);
});
