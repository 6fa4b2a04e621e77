import {
  coursePath,
  shortPath,
  titleOfPath,
} from "../../../../../services/quiz/formats/shared/category-path.ts";

test.each([
  ["Rivers", "Rivers"],
  [" $course$/top/Rivers/ Long ones \n", "Long ones"],
  ["$system$/top/A//B/C//D", "C/D"],
  ["top/Rivers", "Rivers"],
  ["Rivers/top", "top"],
  ["top", undefined],
  ["$course$", undefined],
  ["$course$/top", undefined],
  ["Rivers/", undefined],
  [`${"a/".repeat(5000)}b`, undefined],
])("the title in the path %j", (path, title) => {
  expect(titleOfPath(path)).toBe(title);
});

test.each([
  "Rivers",
  "A/B",
  "/",
  "//a/",
  "top",
  "$course$",
  "top/Rivers",
])("%j is in its own paths", (title) => {
  expect(titleOfPath(coursePath(title))).toBe(title);
  expect(titleOfPath(` ${shortPath(title)}`)).toBe(title);
});
