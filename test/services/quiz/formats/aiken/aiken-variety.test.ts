import fc from "fast-check";
import { aiken } from "../../../../../services/quiz/formats/aiken/aiken.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

/** Questions in many ways of writing. No line can be taken for something else. */

const words = fc.stringMatching(/^[bcdf-hj-z]{2,8}( [b-z]{2,8}){0,3}$/);
const lines = fc.array(words, { minLength: 1, maxLength: 3 });
const question = fc.record({
  text: lines.map((all) => [...all.slice(0, -1), `${all.at(-1)}?`]),
  options: fc.array(lines, { minLength: 2, maxLength: 20 }),
  right: fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 3 }),
});
const style = fc.record({
  sign: fc.constantFrom(")", ".", "）", "．", "、"),
  isSmall: fc.boolean(),
  space: fc.constantFrom("", " ", "  ", "\u3000"),
  indent: fc.constantFrom("", " ", "\t"),
  isSpread: fc.boolean(),
  answer: fc.constantFrom("ANSWER: ", "Answer:", "answer : ", "Correct answer: ", "ANSWER："),
  separator: fc.constantFrom(",", ", ", " and ", ";", " "),
  dot: fc.constantFrom("", "."),
  after: fc.constantFrom([], ["Points: 1"], ["Level: 2", "Category: b"]),
});
const unfinished = fc.constantFrom(["bcd?"], ["bcd", "A) b", "B) c"], ["bcd:", "a.b"]);
const broken = fc.constantFrom(["bcd", "ANSWER: A"], ["bcd", "A) b", "B) c", "ANSWER: both"]);
const entry = fc.oneof(
  { weight: 4, arbitrary: fc.record({ question, style }) },
  { weight: 1, arbitrary: fc.record({ broken }) },
  { weight: 1, arbitrary: fc.record({ unfinished }) },
);

type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never;

const rightOf = ({ options, right }: { options: unknown[]; right: number[] }) =>
  [...new Set(right.map((id) => id % options.length))].sort((one, other) => one - other);

function write(each: Entry): string[] {
  if ("broken" in each) return [...each.broken, ""];
  if ("unfinished" in each) return [...each.unfinished, ""];
  const { question, style } = each;
  const letterOf = (id: number) => String.fromCharCode((style.isSmall ? 97 : 65) + id);
  const spread = style.isSpread ? [""] : [];
  const letters = rightOf(question).map(letterOf).join(style.separator);
  return [
    ...question.text,
    ...question.options.flatMap(([first, ...more], id) => [
      ...spread,
      `${style.indent}${letterOf(id)}${style.sign}${style.space}${first}`,
      ...more,
    ]),
    ...spread,
    `${style.indent}${style.answer}${letters}${style.dot}`,
    ...style.after,
    "",
  ];
}

function expected(each: Entry): object[] {
  if (!("question" in each)) return [];
  const right = rightOf(each.question);
  return [
    {
      kind: right.length > 1 ? "multiple" : "single",
      text: each.question.text.join("\n"),
      options: each.question.options.map((option, id) => ({
        text: option.join(" "),
        ...(right.includes(id) && { correct: true }),
      })),
    },
  ];
}

test("a question is read in every way of writing, or skipped, and never bent", () => {
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 6 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      (entries, end) => {
        const { questions } = byOutcome(aiken.parse(sourceOf(entries.flatMap(write).join(end))));
        const read = questions.map((draft) => JSON.stringify(draft.question));
        const all = entries.flatMap(expected).map((each) => JSON.stringify(each));
        // After a question without an end it may be unclear where the next one begins.
        const clear = entries
          .filter((_, index) => !("unfinished" in (entries[index - 1] ?? {})))
          .flatMap(expected);
        expect(all).toEqual(expect.arrayContaining(read));
        expect(read).toEqual(expect.arrayContaining(clear.map((each) => JSON.stringify(each))));
      },
    ),
    { numRuns: 300 },
  );
});
