import type { z } from "zod";
import { params } from "../../../platform/contracts/contracts.ts";
import { fieldErrors, parseOrThrow } from "../../../platform/contracts/validation.ts";
import { questionSchema } from "../../../platform/domain/question.ts";
import { titleSchema } from "../../../platform/domain/quiz.ts";
import type { ValidationError } from "../../../platform/errors.ts";
import { answerSchema } from "../../../services/api/answers/answer-body.ts";
import { routes } from "../../../services/api/routes/routes.ts";
import { wrongBodies } from "./wrong-values.ts";

const schemas: [string, z.ZodType][] = [
  ["a question", questionSchema],
  ["a title", titleSchema],
  ["an answer", answerSchema],
  ...routes.flatMap(({ operation, body, query }): [string, z.ZodType][] => [
    ...(body ? [[`the body of ${operation}`, body] as [string, z.ZodType]] : []),
    ...(query ? [[`the query of ${operation}`, query] as [string, z.ZodType]] : []),
  ]),
  ...Object.entries(params).map(([action, schema]): [string, z.ZodType] => [action, schema]),
];

/** How every reason begins: with a verb, for the path that stands before it. */
const OURS =
  /^(is missing: )?(must (be|have|not|contain|list|only)|needs |unknown field$|is not |is only |columns must |at least |exactly |an option |looks )/;
/** Words of validators. */
const FOREIGN =
  /invalid|expected|received|discriminator|too (big|small)|unrecognized|pattern|\bregex|\binput\b|undefined|NaN|string\b|\binteger|has the wrong form|not allowed here|another type/i;

test.each(schemas)("the reasons are ours, and each names a field and what is right: %s", (_, schema) => {
  const seen = new Map<string, string>();
  for (const { path, body } of wrongBodies(schema)) {
    const parsed = schema.safeParse(body);
    if (parsed.success) continue;
    for (const error of fieldErrors(parsed.error)) seen.set(error.reason, `${path} → ${error.path}`);
  }
  expect(seen.size).toBeGreaterThan(0);
  const foreign = [...seen].filter(
    ([reason]) => !OURS.test(reason) || FOREIGN.test(reason.replace(/"[^"]*"/g, "")),
  );
  expect(foreign).toEqual([]);
  const withoutBound = [...seen].filter(
    ([reason]) => /at least|at most|from .* to/.test(reason) && !/\d|at least one/.test(reason),
  );
  expect(withoutBound).toEqual([]);
});

const reasonsOf = (schema: z.ZodType, value: unknown) => {
  try {
    parseOrThrow(schema, value);
    return [];
  } catch (error) {
    return (error as ValidationError).data as { path: string; reason: string }[];
  }
};

const session = { quizId: "q" };
const single = { kind: "single", text: "?", options: [{ text: "a", correct: true }, { text: "b" }] };
const settings = params["sessions.create"].shape.settings;
const rekey = params["sessions.rekey"].shape.body;
const LIMIT = "must be a whole number of ms from 1000 to 600000, or null for no limit (paces host and self)";

test.each<[string, z.ZodType, unknown, string, string]>([
  [
    "a time without a zone",
    settings,
    { ...session, opensAt: "2026-05-04T18:30:00" },
    "opensAt",
    "must be a date and time with a time zone (`Z` or an offset), such as 2026-05-04T18:30:00Z or 2026-05-04T18:30:00+01:00",
  ],
  [
    "an unknown kind",
    questionSchema,
    { ...single, kind: "riddle" },
    "kind",
    'must be one of "single", "multiple", "truefalse", "numeric", "text", "poll"',
  ],
  ["a limit of 0", questionSchema, { ...single, timeLimitMs: 0 }, "timeLimitMs", LIMIT],
  ["a limit as a text", questionSchema, { ...single, timeLimitMs: "20000" }, "timeLimitMs", LIMIT],
  [
    "half a point",
    questionSchema,
    { ...single, points: 0.5 },
    "points",
    "must be a whole number from 0 to 10000",
  ],
  [
    "no title",
    params["quiz.create"],
    { host: "h", content: { questions: [single] } },
    "content.title",
    "is missing: must be a text in quotes",
  ],
  [
    "a field of a key",
    rekey,
    { answer: { accept: [] }, reason: "r" },
    "answer.accept",
    "must have at least 1 entry",
  ],
  [
    "a key of no kind",
    rekey,
    { answer: 5, reason: "r" },
    "answer",
    "must be true or false, without quotes or an object in { }",
  ],
  [
    "a number beyond doubles",
    questionSchema,
    { kind: "numeric", text: "?", answer: { value: JSON.parse("1e400") } },
    "answer.value",
    "must be a number that is not too large for a double",
  ],
])("%s", (_, schema, value, path, reason) => {
  expect(reasonsOf(schema, value)).toContainEqual({ path, reason });
});
