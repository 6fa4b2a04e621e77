import { z } from "zod";
import * as responses from "./response-schemas.ts";

/** The schemas of responses that get a name under `components`. */
const NAMED_SCHEMAS = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  Quiz: responses.quiz,
  QuizPage: responses.quizPage,
  Imported: responses.imported,
  PlayerQuestion: responses.playerQuestion,
  PlayerQuiz: responses.playerQuiz,
  Session: responses.session,
  HostedSession: responses.hostedSession,
  ShownSession: responses.shownSession,
  ScreenToken: responses.screenToken,
  RosterItem: responses.rosterItem,
  RosterPage: responses.rosterPage,
  SessionPage: responses.sessionPage,
  Time: responses.serverTime,
  Joined: responses.joined,
  Verdict: responses.verdict,
  PlayerRank: responses.playerRank,
  OwnAnswers: responses.ownAnswers,
  QuestionStats: responses.questionStats,
  Leaderboard: responses.leaderboard,
  Report: responses.report,
  Responses: responses.responses,
  Audit: responses.audit,
})) {
  NAMED_SCHEMAS.add(schema, { id });
}
type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;
const refTo = (id: string) => `#/components/schemas/${id}`;

/** Schemas describe what is in the body, before zod transforms it. */
const AS_SENT = { io: "input", unrepresentable: "any" } as const;

/** A body or query that a client sends, as JSON Schema. */
export function requestSchema(schema: z.ZodType): object {
  const override: Override = ({ jsonSchema }) => simplify(jsonSchema);
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { ...AS_SENT, override });
  return rest;
}

/** The schemas of responses, by name. Responses may get more fields later, so other fields are not forbidden. */
export function responseSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(NAMED_SCHEMAS, {
    ...AS_SENT,
    uri: refTo,
    override({ jsonSchema }) {
      simplify(jsonSchema);
      delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
}

/** Removes what any client knows: the bounds of safe integers, and the pattern of a date-time. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === "date-time") delete schema.pattern;
}

/**
 * A reference to a response's schema; for a union, to the schema of each option.
 *
 * @throws Error if a schema has no name
 */
export function responseSchemaRef(schema: z.ZodType): object {
  if (schema instanceof z.ZodUnion) {
    return { anyOf: schema.options.map((option) => responseSchemaRef(option as z.ZodType)) };
  }
  const name = NAMED_SCHEMAS.get(schema)?.id;
  if (name === undefined) throw new Error("The schema of a response has no name in openapi-schemas.ts.");
  return { $ref: refTo(name) };
}
