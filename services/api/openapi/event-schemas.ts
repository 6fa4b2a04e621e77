import { z } from "zod";
import * as responses from "./response-schemas.ts";

/** The payloads of the events of a session's stream. Each also has the server's clock as `now`. */

const { now } = responses.serverTime.shape;
/** Only in brief events: then no state follows. */
const players = z.int().min(0).optional().describe("Only in `events=brief`: how many players take part");

/** What is in the payload of every event, by the event's name. */
export const eventSchemas = {
  state: responses.anySession,
  question: responses.shownQuestion.extend({ players, now }),
  closed: z.strictObject({
    question: responses.questionNo,
    closedAt: z.iso.datetime({ precision: 3 }).nullable(),
    ...responses.visibleKey,
    players,
    now,
  }),
  corrected: responses.correction.extend({ now }),
  stats: responses.questionStats.extend({
    leaderboard: responses.leaderboard.optional().describe("Only in `events=brief`"),
    now,
  }),
  leaderboard: responses.leaderboard.extend({ now }),
  joined: responses.arrivals.extend({ now }),
  removed: responses.removal.extend({ now }),
  ended: responses.anySession,
};
export type EventName = keyof typeof eventSchemas;

/** Names under `components` for the payloads that are no reply of another call. */
export const NAMED_EVENTS = {
  QuestionEvent: eventSchemas.question,
  ClosedEvent: eventSchemas.closed,
  CorrectedEvent: eventSchemas.corrected,
  StatsEvent: eventSchemas.stats,
  LeaderboardEvent: eventSchemas.leaderboard,
  JoinedEvent: eventSchemas.joined,
  RemovedEvent: eventSchemas.removed,
};

const DESCRIPTIONS: Record<EventName, string> = {
  state: "The session, as `GET /api/sessions/{id}` gives it",
  question: "A question that is shown",
  closed: "A question has closed; with its key where the settings allow",
  corrected:
    "A question was voided, or its key is another; it comes again when all stored answers have their new points",
  stats: "The stats of a question, as far as the reader may see them",
  leaderboard: "The first ten places, as far as the reader may see them",
  joined: "For the host and for screens: who has joined",
  removed: "A removed player; for the host, for screens, and for that player",
  ended: "The session has ended",
};

/**
 * One event as it is on the stream, by the model of OpenAPI 3.2 for sequential media types: `data` is a string that
 * contains JSON of the named schema.
 *
 * @param refOf a reference to the schema of a payload
 */
export function streamEventSchema(refOf: (schema: z.ZodType) => object): object {
  return {
    oneOf: Object.entries(eventSchemas).map(([name, schema]) => ({
      type: "object",
      description: DESCRIPTIONS[name as EventName],
      required: ["id", "event", "data"],
      properties: {
        id: { type: "string", description: "Sent as `Last-Event-ID` to come back", pattern: "^\\d+-\\d+$" },
        event: { type: "string", const: name },
        data: { type: "string", contentMediaType: "application/json", contentSchema: refOf(schema) },
      },
    })),
  };
}
