import { z } from "zod";
import { check } from "../../../platform/contracts/validation.ts";
import { stateOf } from "../../../platform/domain/session.ts";
import { NotFound, UnknownCode, WrongState } from "../../../platform/errors.ts";
import { andThen, type Eventually } from "../../../platform/maybe-promise.ts";
import type { Player } from "../access/access.ts";
import { answerShape } from "../answers/answer-body.ts";
import { booked } from "../answers/booked.ts";
import { arrivalOf } from "../answers/received-at.ts";
import { joinBody } from "../batching/join-batcher.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import { parseJson } from "../http/body.ts";
import { type Exchange, hijacked, json, replyTo } from "../http/request-context.ts";
import * as replies from "../openapi/response-schemas.ts";
import { checkQuery, wholeInQuery } from "../routing/query.ts";
import { type Route, SMALL_BODY } from "../routing/route.ts";
import { quizMayBeKnown, viewFor } from "../views/session-view.ts";
import type { Audience } from "../views/stats-view.ts";
import { questionIn } from "./hosting-routes.ts";

/** No session has as many, so a player of a session is one number. */
const MOST_PLAYERS = 2 ** 26;

const leaderboardQuery = z.strictObject({ limit: wholeInQuery(100, 100) });

/** The session in the path; a removed player's token is none any more. */
function look(gateway: Gateway, exchange: Exchange): Eventually<KnownSession> {
  const { bearer } = exchange;
  return bearer?.role === "player"
    ? gateway.sessionOf(bearer, exchange)
    : gateway.sessions.get(exchange.params.id!, exchange);
}

/** As whom the caller sees a session. */
function audienceOf({ bearer }: Exchange, { record }: KnownSession): Audience {
  return bearer?.role === "host" && bearer.name === record.host ? "host" : "players";
}

/** Playing: what players, and whoever watches, may call. */
export const playingRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/join",
    operation: "join",
    summary: "Join a session by its code",
    access: "anyone",
    bodyLimit: SMALL_BODY,
    body: joinBody,
    answers: { 201: "A player's token, for this session and player number" },
    reply: replies.joined,
    tells: ["Location"],
    refusals: ["UNKNOWN_CODE", "WRONG_STATE", "TRY_AGAIN"],
    limit({ limits }, { req }) {
      const client = limits.clientOf(req);
      limits.require("unknownCodes", client);
      limits.spend("joins", client);
    },
    async handle({ joins, limits, tokens }, exchange) {
      const asked = check(joinBody, parseJson(exchange.body));
      const joined = await joins.join(asked).catch((error) => {
        if (error instanceof UnknownCode) limits.note("unknownCodes", limits.clientOf(exchange.req));
        throw error;
      });
      const { nickname } = asked;
      const { sessionId, playerNo } = joined;
      const token = tokens.player({ ...joined, nickname });
      const headers = { Location: `/api/sessions/${sessionId}`, "Cache-Control": "no-store" };
      return json(201, { token, sessionId, playerNo, nickname }, headers);
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id",
    operation: "getSession",
    summary: "Get a session's state; its own host also gets the join code",
    access: "anyone",
    answers: { 200: "The session" },
    reply: replies.anySession,
    refusals: ["NOT_FOUND"],
    async handle(gateway, exchange) {
      const known = await look(gateway, exchange);
      const view = viewFor(audienceOf(exchange, known), known, Date.now());
      return json(200, view, { "Cache-Control": "no-cache", Vary: "Authorization" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/quiz",
    operation: "getSessionQuiz",
    summary: "Get the whole quiz without keys (pace self, from the opening)",
    access: "anyone",
    answers: { 200: "The quiz", 304: "The client has it" },
    reply: replies.shownQuiz,
    heeds: ["If-None-Match"],
    tells: ["ETag", "Cache-Control"],
    refusals: ["NOT_FOUND", "WRONG_STATE"],
    handle(gateway, exchange) {
      return andThen(look(gateway, exchange), (known) => {
        if (!quizMayBeKnown(known.record)) {
          throw new WrongState(
            "The whole quiz is shown in pace self only, from the opening.",
            stateOf(known.record),
          );
        }
        return gateway.quizzes.reply(exchange, known);
      });
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "answer",
    summary: "Answer a question; a 2xx means that the answer is committed",
    access: "player",
    bodyLimit: SMALL_BODY,
    body: answerShape,
    answers: { 201: "Accepted", 200: "The same answer again: the first verdict" },
    reply: replies.verdict,
    refusals: ["ALREADY_ANSWERED", "QUESTION_CLOSED", "SESSION_ENDED", "TRY_AGAIN"],
    limit({ limits }, { bearer }) {
      const { sessionNo, playerNo } = bearer as Player;
      limits.spend("answers", sessionNo * MOST_PLAYERS + playerNo);
    },
    handle(gateway, exchange) {
      const player = exchange.bearer as Player;
      const told = gateway.sessions.peek(player.sessionId)?.record;
      return andThen(gateway.sessionOf(player, exchange), (known) => {
        const newest = () => gateway.sessions.peek(player.sessionId)?.record ?? known.record;
        return booked(gateway.books, known.record, exchange.body, (answer) =>
          gateway.answers.take(player, answer, arrivalOf(told, answer.question, exchange.receivedAt), newest),
        );
      });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/questions/:no/stats",
    operation: "getStats",
    summary: "Get the figures of one question",
    access: "anyone",
    answers: { 200: "The figures, as far as the caller may see them", 304: "The client has them" },
    reply: replies.figures,
    heeds: ["If-None-Match"],
    tells: ["ETag", "Cache-Control"],
    refusals: ["NOT_FOUND"],
    handle(gateway, exchange) {
      const no = questionIn(exchange);
      return andThen(look(gateway, exchange), (known) => {
        if (no > known.record.questions) throw new NotFound("question");
        return andThen(gateway.snapshots.get(known.record.no), (snapshot) => {
          const audience = audienceOf(exchange, known);
          return replyTo(exchange, snapshot.ready.figures(known, snapshot, no, audience, Date.now()));
        });
      });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/leaderboard",
    operation: "getLeaderboard",
    summary: "Get the first places",
    access: "anyone",
    query: leaderboardQuery,
    answers: {
      200: "The first places, and how many players have how many points: `scores.counts[i]` of them from `i` times `scores.width` on",
      304: "The client has it",
    },
    reply: replies.leaderboard,
    heeds: ["If-None-Match"],
    tells: ["ETag", "Cache-Control"],
    refusals: ["NOT_FOUND"],
    handle(gateway, exchange) {
      const { limit } = checkQuery(leaderboardQuery, exchange.query);
      return andThen(look(gateway, exchange), (known) =>
        andThen(gateway.snapshots.get(known.record.no), (snapshot) =>
          replyTo(exchange, snapshot.ready.leaderboard(snapshot, audienceOf(exchange, known), limit)),
        ),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/me",
    operation: "getMe",
    summary: "Get where the player stands",
    access: "player",
    answers: { 200: "Points and rank" },
    reply: replies.standing,
    refusals: ["TRY_AGAIN"],
    async handle(gateway, exchange) {
      const player = exchange.bearer as Player;
      const { record } = await gateway.sessionOf(player, exchange);
      const { playerNo, nickname } = player;
      const standing = await gateway.standings.of(record.no, playerNo);
      return json(200, { playerNo, nickname, ...standing }, { "Cache-Control": "private, no-cache" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/events",
    operation: "streamEvents",
    summary: "Follow a session as Server-Sent Events",
    description:
      "`state` and `ended`: the session. `question`: one that has opened. `closed`: its number, `closedAt`, and the key " +
      "where it may be known. `stats`: figures of a question. `leaderboard`: the first ten places. Each has an `id`; " +
      "who comes back with it as `Last-Event-ID` gets the state first, and then what else has changed.",
    access: "anyone",
    answers: { 200: "The stream; the current state comes first" },
    replyTypes: ["text/event-stream"],
    heeds: ["Last-Event-ID"],
    refusals: ["NOT_FOUND", "TRY_AGAIN"],
    async handle(gateway, exchange): Promise<typeof hijacked> {
      const known = await look(gateway, exchange);
      const audience = audienceOf(exchange, known);
      const playerNo = exchange.bearer?.role === "player" ? exchange.bearer.playerNo : null;
      const lastEventId = exchange.req.headers["last-event-id"];
      await gateway.events.stream(known, exchange.openOutlet(), { audience, playerNo, lastEventId });
      return hijacked;
    },
  },
];
