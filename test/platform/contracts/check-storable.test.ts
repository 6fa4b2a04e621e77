import { checkStorable } from "../../../platform/contracts/check-storable.ts";
import { unstorableTexts } from "../../../platform/domain/text/storable-text.ts";
import { ValidationError } from "../../../platform/errors.ts";

test("returns the path of every text that cannot be stored", () => {
  const value = { title: "a\0", list: [{ text: "fine 💥" }, { text: "\udc00" }], number: 1, nothing: null };
  expect([...unstorableTexts(value)].map((fault) => fault.path)).toEqual(["title", "list.1.text"]);
  expect([...unstorableTexts("\0", "title")].map((fault) => fault.path)).toEqual(["title"]);
});

test("throws if there is such a text", () => {
  expect(() => checkStorable(["\ud800"])).toThrow(ValidationError);
  expect(() => checkStorable(["fine", 1, null, undefined])).not.toThrow();
});
