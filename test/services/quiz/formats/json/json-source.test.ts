import fc from "fast-check";
import { elementLines, readList } from "../../../../../services/quiz/formats/json/json-source.ts";

const starts = (text: string) => elementLines(text, "list");

test("returns the line on which each element begins, with any line ends", () => {
  expect(starts('{"list": [1,\n{\n"a": [2]},\r\n\r"x\\n"\n]}')).toEqual([1, 2, 5]);
  expect(starts('\n{"other": [1], "list":\n[\n\n[\n1]\n,2]}')).toEqual([5, 7]);
});

test("reads the top-level list if no field is named", () => {
  expect(elementLines('[1,\n{"a":\n[2]},\n[3], "x"]', null)).toEqual([1, 2, 4, 4]);
  expect(elementLines('{"a": [1]}', null)).toEqual([]);
});

test("a list is read alone or in a field", () => {
  expect(readList(" [7,\n8]", "list")).toEqual({ file: {}, elements: [7, 8], lines: [1, 2] });
  const file = { a: 1, list: [7] };
  expect(readList(JSON.stringify(file), "list")).toEqual({ file, elements: [7], lines: [1] });
  expect(readList('{"list": {}}', "list").elements).toBeUndefined();
  expect(readList("null", "list").elements).toBeUndefined();
  expect(() => readList("[1,\n]", "list")).toThrow(
    expect.objectContaining({
      data: [{ path: "body", reason: "is not JSON: line 2, column 1: expected a value" }],
    }),
  );
});

test("reads only the top-level field; if a name occurs twice, the last one counts", () => {
  expect(starts('{"a": {"list": [1]}}')).toEqual([]);
  expect(starts('[{"list": [1]}]')).toEqual([]);
  expect(starts('{"list": [1, 2],\n"\\u006cist": [3]}')).toEqual([2]);
  expect(starts('{"list": [1, 2], "list": 3}')).toEqual([]);
});

test.each([
  ["", "line 1, column 1: the text ends too early"],
  ['{"a":\n tru}', "line 2, column 2: expected a value"],
  ["{'a': 1}", "line 1, column 2: expected a name in double quotes"],
  ['{"a": 1,\n b: 2}', "line 2, column 2: expected a name in double quotes"],
  ['{"a": [1, x]}', "line 1, column 11: expected a value"],
  ['{"a": x}', "line 1, column 7: expected a value"],
  ['{"a" 1}', 'line 1, column 6: expected ":"'],
  ['{"a":1,}', "line 1, column 8: expected a name in double quotes"],
  ["[1\r\n2]", 'line 2, column 1: expected "," or "]"'],
  ['{"a":"x\ny"}', "line 1, column 8: not allowed in a string without an escape"],
  ['{"a":"\\x"}', "line 1, column 7: not allowed in a string without an escape"],
  ['{"a":"', "line 1, column 7: the text ends too early"],
  ["{} {}", "line 1, column 4: something follows after the end"],
  ["[".repeat(1_000_000), "line 1, column 66: nested deeper than 64"],
])("reports where %.20j is not JSON", (text, message) => {
  expect(() => starts(text)).toThrow(expect.objectContaining({ name: "MalformedJson", message }));
});

/** Almost JSON: valid texts with a piece removed, inserted or changed. */
const nearJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom(
      "",
      "",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "0",
      "-",
      ".",
      "e",
      " ",
      "\n",
      "\x07",
      "\x7f",
      "true",
    ),
  )
  .map(([text, at, cut, put]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + cut);
  });

test("accepts the same texts as JSON.parse", () => {
  const accepts = (read: (text: string) => unknown, text: string) => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(nearJson, (text) => {
      expect(accepts(starts, text)).toBe(accepts(JSON.parse, text));
    }),
    { numRuns: 2000 },
  );
});

test("returns one line per element, all different in indented JSON", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), (list) => {
      const lines = starts(JSON.stringify({ before: list, list }, null, 1));
      expect(lines).toHaveLength(list.length);
      expect(new Set(lines).size).toBe(list.length);
    }),
  );
});
