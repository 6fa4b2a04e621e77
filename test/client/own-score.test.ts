import fc from "fast-check";
import { ownScore } from "../../client/src/own-score.ts";
import type { PlayerQuestion, Session } from "../../client/src/types.ts";
import { answerTypeByField } from "../../platform/domain/answer.ts";
import { keyFields, keyOf, type Question } from "../../platform/domain/question.ts";
import { isCorrect, scoreOf } from "../../services/answers/grading.ts";
import { pointsFor } from "../../services/answers/scoring.ts";

const options = [
  { text: "a" },
  { text: "b", correct: true },
  { text: "c" },
  { text: "d", correct: true },
] as const;
const shared = fc.record({
  text: fc.constant("?"),
  points: fc.integer({ min: 0, max: 10_000 }),
  timeLimitMs: fc.option(fc.integer({ min: 1000, max: 600_000 })),
});
const decimals = fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10);
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 });
const choice = fc.integer({ min: 0, max: 3 }).map((id) => ({ choice: id }));
const game = fc.oneof(
  fc.tuple(fc.constant({ kind: "single" as const, options: options.slice(0, 3) }), choice),
  fc.tuple(fc.constant({ kind: "poll" as const, options: options.map(({ text }) => ({ text })) }), choice),
  fc.tuple(
    fc.constant({ kind: "multiple" as const, options }),
    ids.map((choices) => ({ choices })),
  ),
  fc.tuple(fc.record({ kind: fc.constant("truefalse" as const), answer: fc.boolean() }), choice),
  fc.tuple(
    fc.record({
      kind: fc.constant("numeric" as const),
      answer: fc.record({ value: decimals, tolerance: decimals.map(Math.abs) }),
    }),
    decimals.map((value) => ({ value })),
  ),
);

test("the client gives the same points as the server", () => {
  fc.assert(
    fc.property(
      game,
      shared,
      fc.constantFrom("speed" as const, "flat" as const, "none" as const),
      fc.integer({ min: 0, max: 700_000 }),
      ([kind, answer], rest, scoring, elapsedMs) => {
        const question = { ...rest, ...kind } as unknown as Question;
        const [field, value] = Object.entries(answer)[0]!;
        const encoded = answerTypeByField(field)!.encode(value);
        const key = keyOf(question);
        const stored =
          typeof encoded === "number"
            ? { choice: encoded, response: null }
            : { choice: null, response: encoded };
        const score = scoreOf(question, key, stored);
        const correct = isCorrect(score);
        const points = pointsFor(score, scoring, rest.points, rest.timeLimitMs, elapsedMs);
        expect(
          ownScore(
            answer,
            keyFields(question, key) as object,
            elapsedMs,
            question as unknown as PlayerQuestion,
            { scoring } as Session["settings"],
          ),
        ).toEqual(correct === null ? { points } : { points, correct });
      },
    ),
  );
});

test("only the server compares typed texts", () => {
  const question = { kind: "text", points: 1000, timeLimitMs: null } as PlayerQuestion;
  const key = { answer: { accept: ["Paris"] } };
  expect(
    ownScore({ text: "Paris" }, key, 0, question, { scoring: "flat" } as Session["settings"]),
  ).toBeUndefined();
});
