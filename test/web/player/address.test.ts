import { expect, test } from "@jest/globals";
import { normalCode } from "../../../client/src/player-store.ts";
import { codeAt, pathOf } from "../../../web/player/address.ts";

test.each([
  ["/", ""],
  ["/join/", ""],
  ["/join/AB-12", "AB-12"],
  ["/join/ab%2012/", "ab 12"],
  ["/join/%E0%A4%A", "%E0%A4%A"],
  ["/desk/join/AB", ""],
])("the code in %s is %p", (path, code) => {
  expect(codeAt(path)).toBe(code);
});

test("a code is the same however it is typed", () => {
  expect(["ab 12-cd", "ＡＢ１２ＣＤ", "AB12CD\u200b"].map(normalCode)).toEqual([
    "AB12CD",
    "AB12CD",
    "AB12CD",
  ]);
  expect(pathOf("ab 12-cd")).toBe("/join/AB12CD");
});
