import { isPressed, keyLabels, type PressedKey } from "../../../../web/desk/shell/shortcut-keys.ts";

const press = (key: string, others: Partial<PressedKey> = {}): PressedKey => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...others,
});

test.each<[string, PressedKey, boolean]>([
  ["n", press("n"), true],
  ["n", press("N"), true],
  ["n", press("N", { shiftKey: true }), false],
  ["shift+n", press("N", { shiftKey: true }), true],
  ["n", press("n", { ctrlKey: true }), false],
  ["n", press("n", { altKey: true }), false],
  // On a Russian keyboard the key at the place of N writes т.
  ["n", press("т", { code: "KeyN" }), true],
  // On a French one the key at the place of Q writes a.
  ["q", press("a", { code: "KeyQ" }), false],
  ["?", press("?", { shiftKey: true }), true],
  ["+", press("+"), true],
  ["ArrowRight", press("ArrowRight"), true],
  ["ArrowRight", press("ArrowRight", { shiftKey: true }), false],
  [" ", press(" "), true],
  ["mod+s", press("s", { metaKey: true }), true],
  ["mod+s", press("s"), false],
])("%p and a pressed key", (keys, pressed, expected) => {
  expect(isPressed(keys, pressed)).toBe(expected);
});

test("keys are shown as they are on the keyboard", () => {
  expect(keyLabels("n", false, {})).toEqual(["N"]);
  expect(keyLabels("mod+s", false, { Control: "Strg" })).toEqual(["Strg", "S"]);
  expect(keyLabels("mod+shift+s", true, {})).toEqual(["⌘", "⇧", "S"]);
  expect(keyLabels(" ", false, { " ": "Space" })).toEqual(["Space"]);
  expect(keyLabels("ArrowRight", false, {})).toEqual(["→"]);
});
