import type { PlayerQuestion } from "../../../client/src/types.ts";
import { answersByKey, answersWithoutKey, chooseAnswer } from "../../../rehearsal/people/answer-choice.ts";
import { randomOf } from "../../../rehearsal/people/random.ts";

const common = { text: "?", points: 1000, timeLimitMs: 20_000 };

describe("answers by the key", () => {
  test("single and truefalse", () => {
    const options = [{ text: "a" }, { text: "b", correct: true }, { text: "c" }];
    expect(answersByKey({ kind: "single", options, ...common })).toEqual({
      right: [{ choice: 1 }],
      wrong: [{ choice: 0 }, { choice: 2 }],
    });
    expect(answersByKey({ kind: "truefalse", answer: true, ...common })).toEqual({
      right: [{ choice: 1 }],
      wrong: [{ choice: 0 }],
    });
  });

  test("multiple: wrong is one too many or one too few, and never nothing", () => {
    const options = [{ text: "a", correct: true }, { text: "b" }, { text: "c" }];
    expect(answersByKey({ kind: "multiple", options, ...common })).toEqual({
      right: [{ choices: [0] }],
      wrong: [{ choices: [0, 1] }, { choices: [0, 2] }],
    });
  });

  test("numeric and text: wrong is outside the tolerance, and no accepted text", () => {
    const { right, wrong } = answersByKey({
      kind: "numeric",
      answer: { value: 88, tolerance: 2 },
      ...common,
    });
    expect(right).toEqual([{ value: 88 }]);
    expect(wrong.every(({ value }) => Math.abs(value! - 88) > 2)).toBe(true);
    const texts = answersByKey({
      kind: "text",
      answer: { accept: ["Paris"], match: "exact" },
      ...common,
    });
    expect(texts.right).toEqual([{ text: "Paris" }]);
    expect(texts.wrong.map(({ text }) => text)).not.toContain("Paris");
  });
});

describe("choosing", () => {
  const known = { right: [{ choice: 0 }], wrong: [{ choice: 1 }, { choice: 2 }] };

  test("right or wrong as intended", () => {
    const random = randomOf(1);
    expect(chooseAnswer(known, false, random)).toEqual({ choice: 0 });
    expect([1, 2]).toContain(chooseAnswer(known, true, random).choice);
  });

  test("any answer where nobody knows the key, of every kind", () => {
    const kinds = ["single", "multiple", "truefalse", "numeric", "text", "poll"] as const;
    for (const kind of kinds) {
      const hasOptions = kind !== "numeric" && kind !== "text";
      const options = hasOptions ? [0, 1].map((id) => ({ id, text: "x" })) : [];
      const question: PlayerQuestion = { no: 1, kind, options, ...common };
      const field = { numeric: "value", text: "text", multiple: "choices" }[kind as string] ?? "choice";
      expect(Object.keys(chooseAnswer(answersWithoutKey(question), false, randomOf(2)))).toEqual([field]);
    }
  });
});
