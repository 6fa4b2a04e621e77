import { ValidationError } from "../../../platform/errors.ts";
import { checkStorable, unstorable } from "../../../services/quiz/storable.ts";

test("names every text that cannot be stored, by its path", () => {
  const value = { title: "a\0", list: [{ text: "fine 💥" }, { text: "\udc00" }], number: 1, nothing: null };
  expect(unstorable(value).map((fault) => fault.path)).toEqual(["title", "list.1.text"]);
  expect(unstorable("\0", "title").map((fault) => fault.path)).toEqual(["title"]);
});

test("throws where there are any", () => {
  expect(() => checkStorable(["\ud800"])).toThrow(ValidationError);
  expect(() => checkStorable(["fine", 1, null, undefined])).not.toThrow();
});
