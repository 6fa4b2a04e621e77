import { z } from "zod";
import {
  newKeySchema,
  newSessionSchema,
  sessionChangesSchema,
} from "../../../platform/contracts/session-bodies.ts";
import { answerTypes } from "../../../platform/domain/answer.ts";
import { questionSchema } from "../../../platform/domain/question.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { ERROR_STATUS, type ErrorType } from "../../../platform/errors.ts";
import { answerBodySchema } from "../answers/answer-body.ts";
import { joinBodySchema } from "../batching/join-batcher.ts";
import { returnBodySchema } from "../batching/return-body.ts";
import { codeBodySchema, openIdBodySchema } from "../sign-in/sign-in-body.ts";
import { errorSchema, errorSchemaName } from "./error-schemas.ts";
import { NAMED_EVENTS } from "./event-schemas.ts";
import * as responses from "./response-schemas.ts";

const errorTypes = Object.keys(ERROR_STATUS) as ErrorType[];
const errorSchemas = new Map(
  errorTypes.map((type) => [type, errorSchema(type, ERROR_STATUS[type])] as const),
);

/** The schemas of responses that get a name under `components`. */
const NAMED_SCHEMAS = registryOf({
  Quiz: responses.quiz,
  Question: responses.question,
  ...responses.questionsByName,
  KeyAnswer: responses.keyAnswer,
  QuizPage: responses.quizPage,
  Imported: responses.imported,
  PlayerQuestion: responses.playerQuestion,
  ShownQuestion: responses.shownQuestion,
  PlayerQuiz: responses.playerQuiz,
  Session: responses.session,
  HostedSession: responses.hostedSession,
  ShownSession: responses.shownSession,
  ScreenToken: responses.screenToken,
  RosterItem: responses.rosterItem,
  RosterPage: responses.rosterPage,
  SessionPage: responses.sessionPage,
  Time: responses.serverTime,
  SignInWays: responses.signInWays,
  SignedIn: responses.signedIn,
  Joined: responses.joined,
  Verdict: responses.verdict,
  PlayerRank: responses.playerRank,
  AnswerFields: responses.answerFields,
  StandingAnswer: responses.standingAnswer,
  OwnAnswers: responses.ownAnswers,
  QuestionStats: responses.questionStats,
  Leaderboard: responses.leaderboard,
  Report: responses.report,
  Responses: responses.responses,
  Audit: responses.audit,
  Health: responses.health,
  Readiness: responses.ready,
  ApiDescription: responses.apiDescription,
  ...NAMED_EVENTS,
  ...Object.fromEntries([...errorSchemas].map(([type, schema]) => [errorSchemaName(type), schema])),
});
/** The schemas of bodies that clients send and that get a name. */
const NAMED_BODIES = registryOf({
  QuizDraft: quizSchema,
  QuestionDraft: questionSchema,
  ...responses.questionDraftsByName,
  SessionDraft: newSessionSchema,
  SessionChanges: sessionChangesSchema,
  KeyCorrection: newKeySchema,
  AnswerBody: answerBodySchema,
  JoinBody: joinBodySchema,
  ReturnBody: returnBodySchema,
  SignInCode: codeBodySchema,
  SignInOpenId: openIdBodySchema,
});

function registryOf(schemas: Record<string, z.ZodType>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return registry;
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;
const refTo = (id: string) => `#/components/schemas/${id}`;

/** Schemas describe what is in the body, before zod transforms it. */
const AS_SENT = { io: "input", unrepresentable: "any" } as const;

/** A body or query that a client sends, as JSON Schema, or as a reference if it has a name. */
export function requestSchema(schema: z.ZodType): object {
  const name = NAMED_BODIES.get(schema)?.id;
  if (name !== undefined) return { $ref: refTo(name) };
  if (schema instanceof z.ZodUnion) {
    return { anyOf: schema.options.map((option) => requestSchema(option as z.ZodType)) };
  }
  const override: Override = ({ jsonSchema }) => simplify(jsonSchema);
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { ...AS_SENT, override });
  return rest;
}

/**
 * All named schemas. Responses may get more fields later, so in them other fields are not forbidden; in what clients
 * send they are.
 */
export function namedSchemas(): Record<string, object> {
  const responses = schemasOf(NAMED_SCHEMAS, ({ zodSchema, jsonSchema }) => {
    simplify(jsonSchema);
    complete(zodSchema, jsonSchema);
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  });
  const bodies = schemasOf(NAMED_BODIES, ({ zodSchema, jsonSchema }) => {
    simplify(jsonSchema);
    complete(zodSchema, jsonSchema);
  });
  return { ...responses, ...bodies };
}

/** Schemas with an answer: exactly one of the fields of the answer types. */
const WITH_ANSWERS = new Set<z.core.$ZodType>([
  responses.answerFields,
  responses.standingAnswer,
  answerBodySchema,
]);

/** Adds what JSON Schema can say and zod does not: what tells the branches of a union apart, and that one field is needed. */
function complete(zodSchema: z.core.$ZodType, schema: z.core.JSONSchema.BaseSchema): void {
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator: propertyName } = zodSchema.def;
    schema.discriminator = { propertyName, mapping: mappingOf(propertyName, zodSchema.options) };
  }
  if (WITH_ANSWERS.has(zodSchema)) {
    schema.oneOf = answerTypes.map(({ field }) => ({
      properties: { [field]: schema.properties![field]! },
      required: [field],
    }));
  }
}

function mappingOf(property: string, options: readonly z.core.$ZodType[]): Record<string, string> {
  const entries = options.map((option) => {
    const value = ((option as z.ZodObject).shape[property] as z.ZodLiteral<string>).value;
    const name = NAMED_SCHEMAS.get(option as z.ZodType)?.id ?? NAMED_BODIES.get(option as z.ZodType)!.id;
    return [value, refTo(name)];
  });
  return Object.fromEntries(entries);
}

function schemasOf(registry: ReturnType<typeof registryOf>, override: Override): Record<string, object> {
  const { schemas } = z.toJSONSchema(registry, { ...AS_SENT, uri: refTo, override });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
}

/** Removes what any client knows: the bounds of safe integers, and the pattern or the texts of a date-time, a number or a flag. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === "date-time" || schema.type === "integer") delete schema.pattern;
  if (schema.type === "boolean") delete schema.enum;
}

/**
 * A reference to a response's schema; for a union, to the schema of each option. A file that can be imported has the
 * schema of the body.
 *
 * @throws Error if a schema has no name
 */
export function responseSchemaRef(schema: z.ZodType): object {
  const name = NAMED_SCHEMAS.get(schema)?.id ?? NAMED_BODIES.get(schema)?.id;
  if (name !== undefined) return { $ref: refTo(name) };
  if (schema instanceof z.ZodUnion) {
    return { anyOf: schema.options.map((option) => responseSchemaRef(option as z.ZodType)) };
  }
  throw new Error("The schema of a response has no name in openapi-schemas.ts.");
}

/** References to the schemas of errors of these types, told apart by `type`. */
export function errorSchemaRef(types: readonly ErrorType[]): object {
  const refs = types.map((type) => ({ $ref: refTo(errorSchemaName(type)) }));
  if (refs.length === 1) return refs[0]!;
  const mapping = Object.fromEntries(types.map((type) => [type, refTo(errorSchemaName(type))]));
  return { oneOf: refs, discriminator: { propertyName: "type", mapping } };
}
