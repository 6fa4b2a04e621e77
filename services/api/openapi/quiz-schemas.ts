import { z } from "zod";
import { kindNames } from "../../../platform/domain/question.ts";
import { questionKinds } from "../../../platform/domain/question-kinds/registry.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { count, ms, number, page, time } from "./common-schemas.ts";
import { storedSchema } from "./stored-schema.ts";

/** Replies about quizzes, and questions as players see them. */

type Kind = keyof typeof questionKinds;

/** `SingleQuestion` for `single`. */
const nameOf = (kind: string) =>
  `${kind === "truefalse" ? "TrueFalse" : kind[0]!.toUpperCase() + kind.slice(1)}Question`;

/** A schema for the stored questions of each kind, by its name. */
export const questionsByName: Record<string, z.ZodType> = Object.fromEntries(
  Object.entries(questionKinds).map(([kind, { schema }]) => [nameOf(kind), storedSchema(schema)]),
);
/** A schema for the questions of each kind that hosts write, by its name. */
export const questionDraftsByName: Record<string, z.ZodType> = Object.fromEntries(
  Object.entries(questionKinds).map(([kind, { schema }]) => [`${nameOf(kind)}Draft`, schema]),
);

/** A stored question: what its writer left out has its default. */
export const question = z.discriminatedUnion(
  "kind",
  Object.values(questionsByName) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<Kind> }>],
);

/** A key that is no list of option ids, as the questions of each kind have it. */
export const keyAnswer = z.union(
  Object.values(questionKinds).flatMap(({ schema }) =>
    "answer" in schema.shape ? [storedSchema(schema.shape.answer)] : [],
  ) as [z.ZodType, z.ZodType],
);

export const quiz = z.strictObject({
  id: z.string(),
  version: number.describe("Counts up with each change; also in `ETag`"),
  title: quizSchema.shape.title,
  questions: z.array(question),
});
export const quizPage = page(
  z.strictObject({
    id: z.string(),
    version: number,
    title: z.string(),
    questions: number.describe("How many"),
    updatedAt: time,
  }),
);
export const imported = z.strictObject({
  quiz,
  imported: number.describe("How many questions the quiz has from the file"),
  skipped: z
    .array(z.strictObject({ line: number.describe("In a workbook the row"), reason: z.string() }))
    .describe("What was not imported, in the order of the file; a reason begins with the question's number"),
  notes: z.array(z.string()).describe("What was set aside or changed"),
  left: count.describe("Valid questions that had no room in the quiz"),
});

/** A question as a player sees it. */
export const playerQuestion = z.strictObject({
  no: number.describe("The question's number in the quiz, from 1"),
  kind: z.enum(kindNames),
  text: z.string(),
  options: z
    .array(z.strictObject({ id: count.describe("From 0"), text: z.string() }))
    .describe("Empty for `numeric` and `text`; `truefalse` has 0 (False) and 1 (True)"),
  timeLimitMs: ms.nullable().describe("How long it takes answers; null: until it is closed"),
  points: count.describe("What a right answer earns at most"),
  image: z.string().optional().describe("An `https:` address to show with the question"),
});
/** A question that is shown, and when it takes answers. */
export const shownQuestion = z.strictObject({
  ...playerQuestion.shape,
  openedAt: time.describe("From when on it takes answers; may be ahead (setting `readMs`)"),
  closesAt: time.nullable().describe("Until when it takes answers; null: until it is closed"),
});
export const playerQuiz = z.strictObject({
  title: z.string(),
  questions: z.array(playerQuestion),
  version: number,
});
