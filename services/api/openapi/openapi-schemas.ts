import { z } from "zod";
import * as replies from "./response-schemas.ts";

/** The replies' schemas that the description names, by their names. */
const NAMES = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  Quiz: replies.quiz,
  QuizPage: replies.quizPage,
  Imported: replies.imported,
  ShownQuestion: replies.shownQuestion,
  ShownQuiz: replies.shownQuiz,
  Session: replies.session,
  HostedSession: replies.hostedSession,
  SessionPage: replies.sessionPage,
  Joined: replies.joined,
  Verdict: replies.verdict,
  Standing: replies.standing,
  Figures: replies.figures,
  Leaderboard: replies.leaderboard,
  Report: replies.report,
  Books: replies.books,
})) {
  NAMES.add(schema, { id });
}
type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;
const uri = (id: string) => `#/components/schemas/${id}`;

const AS_SENT = { io: "input", unrepresentable: "any" } as const;

/** What a client sends, as JSON Schema. */
export function schemaOf(schema: z.ZodType): object {
  const override: Override = ({ jsonSchema }) => simplify(jsonSchema);
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { ...AS_SENT, override });
  return rest;
}

/** The schemas of replies, by name. They may grow, so fields that they do not name are not forbidden. */
export function namedSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(NAMES, {
    ...AS_SENT,
    uri,
    override({ jsonSchema }) {
      simplify(jsonSchema);
      delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
}

/** Leaves out what goes without saying: the bounds of numbers as such, and how a time is written. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === "date-time") delete schema.pattern;
}

/** A reference to a reply's schema; of a reply that is one of several, to each. */
export function replySchema(reply: z.ZodType): object {
  if (reply instanceof z.ZodUnion)
    return { anyOf: reply.options.map((one) => replySchema(one as z.ZodType)) };
  const name = NAMES.get(reply)?.id;
  if (name === undefined) throw new Error("A reply's schema has no name in the description.");
  return { $ref: uri(name) };
}
