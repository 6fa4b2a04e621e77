import { expect, test } from "@jest/globals";
import { readParts } from "../../../web/overlay/parts.ts";

test.each([
  ["?parts=question,bars,top5", ["question", "bars", "top5"], []],
  ["?parts=top5, Join,top5", ["top5", "join"], []],
  ["?parts=clock,bars,__proto__", ["bars"], ["clock", "__proto__"]],
  ["?parts=", [], []],
  ["", [], []],
])("%s", (search, parts, unknown) => {
  expect(readParts(search)).toEqual({ parts, unknown });
});
