import { sourceOf } from "../source-of.ts";

test.each([
  ["```json\n[1]\n```\n", "\n[1]\n"],
  ["\n```\r\n[1]\r\n```", "\n\r\n[1]\r\n"],
  ["```\n```", "\n"],
  ["\ufeff```gift\n{T}\n```  ", "\n{T}\n"],
])("a fence around a file is no part of it, and lines keep their numbers: %j", (content, text) => {
  expect(sourceOf(content).text).toBe(text);
});

test.each([
  "```\n[1]",
  "[1]\n```",
  "```[1]```",
  "a\n```\n[1]\n```",
])("other lines of ``` stay: %j", (content) => {
  expect(sourceOf(content).text).toBe(content);
});
