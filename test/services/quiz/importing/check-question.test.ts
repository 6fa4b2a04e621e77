import { checkQuestion } from "../../../../services/quiz/importing/check-question.ts";

const truefalse = { kind: "truefalse", text: "?", answer: true };
const single = (...options: unknown[]) => ({ kind: "single", text: "?", options });
const right = (text: string) => ({ text, correct: true });
const KINDS = "single, multiple, truefalse, numeric, text, poll";

test("a valid question gets its defaults", () => {
  expect(checkQuestion(truefalse)).toEqual({ ...truefalse, timeLimitMs: 20_000, points: 1000 });
});

test.each([
  [7, "a question must be an object in { }"],
  [{}, `the kind of the question is missing: one of ${KINDS}`],
  [{ kind: "guess" }, `kind: "guess" is not one of ${KINDS}`],
  [{ kind: 7 }, `the kind of the question must be one of ${KINDS}`],
  [{ kind: ["single"] }, `the kind of the question must be one of ${KINDS}`],
  [{ kind: "x".repeat(100) }, `kind: "${"x".repeat(78)}… is not one of ${KINDS}`],
  [{ ...truefalse, text: "" }, "the question has no text"],
  [{ ...truefalse, text: " \u200b" }, "the question has no text"],
  [{ ...truefalse, text: undefined }, "the question has no text"],
  [{ ...truefalse, text: 7 }, "the text of the question must be a text in quotes"],
  [{ ...truefalse, text: "x".repeat(2001) }, "the text of the question has more than 2000 characters"],
  [{ ...truefalse, answer: undefined }, "the answer is missing: must be true or false, without quotes"],
  [{ ...truefalse, answer: "true" }, "the answer must be true or false, without quotes"],
  [{ ...truefalse, extra: 1 }, 'a question has an unknown field "extra"'],
])("%j: %s", (question, reason) => {
  expect(checkQuestion(question)).toBe(reason);
});

test.each([
  [{ kind: "single", text: "?" }, "the question has no options"],
  [single(), "the question has no options"],
  [single(right("a")), "the question has only one option"],
  [{ kind: "single", text: "?", options: "a" }, "the options must be a list in [ ]"],
  [single({ text: "a" }, { text: "b" }), "no option is marked as right"],
  [{ ...single({ text: "a" }, { text: "b" }), kind: "multiple" }, "no option is marked as right"],
  [
    single(right("a"), right("b"), { text: "c" }),
    "2 options are marked as right, but a question of kind single has exactly one",
  ],
  [
    { ...single(right("a"), { text: "b" }), kind: "poll" },
    "1 option is marked as right, but a question of kind poll has none",
  ],
  [single(right("a"), { text: "b" }, { text: "\u00ad" }), "option 3 is blank"],
  [single(right("a"), {}), "option 2 is blank"],
  [single(right("a"), { text: 5 }), "option 2 must be a text in quotes"],
  [single(right("a"), 5), "option 2 must be an object in { }"],
  [single(right("a"), { text: "x".repeat(501) }), "option 2 has more than 500 characters"],
  [
    single(right("a"), { text: "b", correct: "no" }),
    "the mark of option 2 must be true or false, without quotes",
  ],
  [single(right("a"), { text: "b", id: 1 }), 'option 2 has an unknown field "id"'],
  [single(right("a"), { text: "b" }, { text: "c" }, { text: "a" }), "options 1 and 4 look the same"],
  [
    single(...Array.from({ length: 21 }, (_, id) => ({ text: `${id}`, correct: id === 0 }))),
    "the question has 21 options, but at most 20 are allowed",
  ],
])("options %j: %s", (question, reason) => {
  expect(checkQuestion(question)).toBe(reason);
});

test.each([
  [
    { timeLimitMs: 5 },
    "the time limit must be a whole number of ms from 1000 to 600000, or null for no limit (paces host and self)",
  ],
  [{ points: 10_001 }, "the number of points must be a whole number from 0 to 10000"],
  [{ points: "5" }, "the number of points must be a whole number from 0 to 10000"],
  [{ explanation: " " }, "the explanation is blank"],
  [{ explanation: "x".repeat(2001) }, "the explanation has more than 2000 characters"],
  [{ image: "http://example.org/a.png" }, "the image must be an https: address"],
  [{ explanation: "a\0" }, "the explanation contains the character U+0000, which cannot be stored"],
  [{ text: "a\ud800" }, "the text of the question contains half of a surrogate pair, which is not text"],
])("a field that is out of its bounds, %j: %s", (fields, reason) => {
  expect(checkQuestion({ ...truefalse, ...fields })).toBe(reason);
});

test.each([
  [{ kind: "numeric" }, "the answer is missing: must be an object in { }"],
  [{ kind: "numeric", answer: {} }, "the right number is missing: must be a number"],
  [{ kind: "numeric", answer: { value: 1, tolerance: -1 } }, "the tolerance must be at least 0"],
  [{ kind: "text", answer: { accept: [] } }, "the list of accepted texts must have at least 1 entry"],
  [{ kind: "text", answer: { accept: ["a", ""] } }, "accepted text 2 is blank"],
  [{ kind: "text", answer: { accept: ["x".repeat(501)] } }, "accepted text 1 has more than 500 characters"],
  [{ kind: "text", answer: { accept: ["\0"] } }, "accepted text 1 is blank"],
  [
    { kind: "text", answer: { accept: ["a"], match: "near" } },
    'the comparison (match) must be one of "exact", "lenient"',
  ],
])("an answer that is not valid, %j: %s", (fields, reason) => {
  expect(checkQuestion({ text: "?", ...fields })).toBe(reason);
});

test("a reason names three faults and counts the others", () => {
  const question = {
    kind: "single",
    text: "",
    points: -1,
    options: [{ text: "" }, { text: "" }],
    image: "x",
  };
  expect(checkQuestion({ ...question, timeLimitMs: 1 })).toMatch(
    /^the question has no text; the time limit .*; the number of points .*; 3 more faults$/,
  );
});
