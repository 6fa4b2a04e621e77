import { z } from "zod";
import { keyAnswerSchema } from "../domain/question.ts";
import { titleSchema } from "../domain/quiz.ts";
import { HIGHEST_MAX_PLAYERS } from "../domain/session.ts";
import { id, reason, timestamp } from "./param-schemas.ts";

/** What a host sends about a session. Gateway and sessions service check it against the same schemas. */

/** What a host may set when creating a session. The sessions service checks the rules between the fields. */
export const newSessionSchema = z.strictObject({
  quizId: id.describe("Its newest version is played, also if the quiz is changed later"),
  title: titleSchema.optional().describe("The session's own title; the quiz's where it is left out"),
  pace: z
    .enum(["host", "self", "auto"])
    .default("host")
    .describe(
      "host: the host opens each question. self: all questions are open from opensAt to closesAt, each player at their " +
        "own speed. auto: from opensAt on each question opens by itself, for its time limit, with gapMs between two",
    ),
  feedback: z
    .enum(["onClose", "immediate", "onEnd"])
    .default("onClose")
    .describe("When players learn whether they were right"),
  stats: z
    .enum(["onClose", "afterAnswer", "live", "onEnd"])
    .optional()
    .describe(
      "When players may see the stats of a question; onClose where it is left out, in pace self afterAnswer",
    ),
  scoring: z
    .enum(["speed", "flat", "none"])
    .optional()
    .describe(
      "speed: a right answer earns points × (1 − elapsed / time limit / 2). flat: it earns the points. speed where it " +
        "is left out, in pace self flat",
    ),
  graceMs: z
    .int()
    .min(0)
    .max(10_000)
    .default(500)
    .describe("An answer that arrives so much after the close still counts, in ms"),
  lateJoin: z.boolean().default(true).describe("Whether one may join once the session is open"),
  readMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe("Paces host and auto: a question is shown so long before it takes answers, in ms"),
  closeWhenAllAnswered: z
    .boolean()
    .default(false)
    .describe(
      "Paces host and auto: a question closes once it has at least one answer and everyone who is in has answered it. " +
        "A player is in for a question if an event stream of theirs is open at any gateway, or if they answered the " +
        "question before it (the window that opened before this one). Removed players are not in. A client that only " +
        "polls counts from its first answer on.",
    ),
  fairness: z
    .enum(["arrival", "delivery"])
    .default("arrival")
    .describe(
      "Paces host and auto with scoring speed. arrival: an answer's elapsed time counts from the question's opening. " +
        "delivery: it counts from when the gateway wrote the question to this player's event stream, less a round trip, " +
        "where that is later than the opening and known to the gateway that gets the answer; at most 300 ms are taken " +
        "off in all. Whether an answer is late is decided by its arrival either way.",
    ),
  leaderboard: z
    .enum(["each", "end", "never"])
    .default("each")
    .describe("When players may see a leaderboard: after each question, at the end, or never"),
  nicknames: z
    .enum(["any", "unique"])
    .default("any")
    .describe("unique: a second player with the same nickname is refused, whatever its case and width"),
  opensAt: timestamp.optional().describe("When it opens by itself"),
  closesAt: timestamp.optional().describe("Pace self: when all questions close"),
  gapMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(5000)
    .describe("Pace auto: from one question's close to the next one's opening, in ms"),
  expectedPlayers: z
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe("How many are likely to come: the servers prepare for them"),
  maxPlayers: z
    .int()
    .min(1)
    .max(HIGHEST_MAX_PLAYERS)
    .optional()
    .describe("How many players may be in at a time"),
});

/** What a host may change of a session; null takes a setting back. The sessions service checks what its state allows. */
export const sessionChangesSchema = z
  .strictObject({
    title: titleSchema.optional(),
    opensAt: timestamp.nullable().optional().describe("Only in the lobby; null: the host opens it"),
    closesAt: timestamp
      .nullable()
      .optional()
      .describe("Only with pace self, and until the close; null: it stays open until it is ended"),
    expectedPlayers: z.int().min(1).max(100_000_000).nullable().optional(),
    maxPlayers: z.int().min(1).max(HIGHEST_MAX_PLAYERS).nullable().optional(),
    lateJoin: z.boolean().optional(),
    locked: z.boolean().optional().describe("true: nobody new can join; who has joined can come back"),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: "needs at least one field",
  });
export type SessionChanges = z.output<typeof sessionChangesSchema>;

/** A corrected key, as a host sends it. */
export const newKeySchema = z
  .strictObject({
    correct: z
      .array(z.int().min(0).max(19))
      .min(1)
      .max(20)
      .optional()
      .describe("The ids of all right options, for questions with options"),
    answer: keyAnswerSchema.optional().describe("The key as in the quiz, for numeric and text"),
    reason: reason.describe("In the host's words; the report shows it"),
  })
  .refine((body) => (body.correct === undefined) !== (body.answer === undefined), {
    error: "needs either `correct` or `answer`",
  });

/** The steps that nodes of the release before know too. Each also has an action of its own, for their gateways. */
export const OLD_STEPS = ["open", "next", "close", "end"] as const;
export type OldStep = (typeof OLD_STEPS)[number];
/** The steps with which a host leads through a session. */
export const HOST_STEPS = [...OLD_STEPS, "extend", "pause", "resume"] as const;
export type HostStep = (typeof HOST_STEPS)[number];

/** How much later a question closes that is extended once, in ms. */
export const extensionMs = z.int().min(1).max(600_000);
