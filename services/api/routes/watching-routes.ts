import { z } from "zod";
import { currentTime } from "../../../platform/clock.ts";
import { stateOf } from "../../../platform/domain/session.ts";
import { NotFound, ValidationError, WrongState } from "../../../platform/errors.ts";
import { chain, type MaybePromise } from "../../../platform/maybe-promise.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { conditionalReply, hijacked, json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { intParam, parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";
import type { Feed } from "../streams/feed.ts";
import { isQuizVisible, viewFor } from "../views/session-view.ts";
import { leaderboardPage } from "../views/snapshot-replies.ts";
import { type Audience, figuresFor } from "../views/stats-view.ts";
import { questionIn } from "./params.ts";
import { hasTicket, statsQuery } from "./stats-ticket.ts";

const leaderboardQuery = z.object({
  limit: intParam(100, 100).describe("How many places at most"),
  from: intParam(1, 999_999_999).describe("The position of the first place, from 1"),
});

const eventsQuery = z.object({
  events: z
    .enum(["all", "brief"])
    .default("all")
    .describe(
      "`brief`, for players and for callers without a token, leaves out what follows from other events: `question` and " +
        "`closed` have the number of `players`, and are followed by a `state` only if more than the question has changed; " +
        "figures come when they are final, with the leaderboard as a field of `stats`, and while a question is open only " +
        "if the setting `stats` is `live`",
    ),
});

/**
 * The session in the path. A token of a player or a screen names a session that exists; other callers' look-ups are
 * bounded.
 *
 * @throws NotFound; InvalidToken if the caller is a player who was removed; RateLimited, TryAgain
 */
function visibleSession(gateway: Gateway, request: RequestContext): MaybePromise<CachedSession> {
  const { identity } = request;
  if (identity?.role === "player") return gateway.sessionOf(identity, request);
  if (identity?.role === "screen") return gateway.sessions.get(identity.sessionId, request);
  return gateway.sessionAt(request);
}

/** A session's own host may see more of it than anyone else, and a screen a little more. */
function audienceOf({ identity }: RequestContext, { record }: CachedSession): Audience {
  if (identity?.role === "screen") return "screen";
  return identity?.role === "host" && identity.name === record.host ? "host" : "players";
}

/** What a stream gets. @throws ValidationError if a host or a screen asks for the players' events in brief */
function feedOf(request: RequestContext, session: CachedSession): Feed {
  const audience = audienceOf(request, session);
  const { events } = parseQuery(eventsQuery, request.query);
  if (events === "all") return audience;
  if (audience === "players") return "brief";
  throw new ValidationError([
    { path: "events", reason: "brief is for players and for callers without a token" },
  ]);
}

/** What anyone may see of a session: players, its host, a screen in the room, and who has no token. */
export const watchingRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sessions/:id",
    operation: "getSession",
    tag: "watching",
    summary: "Get a session's state; its own host and its screens also get the join code",
    access: "anyone",
    responses: { 200: "The session" },
    responseSchema: responses.anySession,
    responseHeaders: ["Cache-Control"],
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    async handle(gateway, request) {
      const session = await visibleSession(gateway, request);
      const view = viewFor(audienceOf(request, session), session, currentTime());
      return json(200, view, { "Cache-Control": "no-cache", Vary: "Authorization" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/quiz",
    operation: "getSessionQuiz",
    tag: "watching",
    summary: "Get the full quiz without keys (only in pace self, from the opening on)",
    access: "anyone",
    responses: { 200: "The quiz", 304: "Not modified" },
    responseSchema: responses.playerQuiz,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND", "WRONG_STATE", "RATE_LIMITED"],
    handle(gateway, request) {
      return chain(visibleSession(gateway, request), (session) => {
        if (!isQuizVisible(session.record)) {
          throw new WrongState(
            "The full quiz is shown only in pace self, from the opening on.",
            stateOf(session.record),
          );
        }
        return gateway.quizzes.reply(request, session);
      });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/questions/:no/stats",
    operation: "getStats",
    tag: "watching",
    summary: "Get the stats of one question",
    description:
      "Before the caller may see them, only `question`, `attempts`, `asOf` and `final: false`. With `stats: afterAnswer` " +
      "the ticket of the question shows them while it is open. A wrong ticket is a 422.",
    access: "anyone",
    query: statsQuery,
    responses: { 200: "The stats, as far as the caller may see them", 304: "Not modified" },
    responseSchema: responses.questionStats,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    handle(gateway, request) {
      const question = questionIn(request);
      return chain(visibleSession(gateway, request), (session) => {
        if (question > session.record.questions) throw new NotFound("question");
        const isTicketHolder = hasTicket(gateway, request, session, question);
        return chain(gateway.snapshots.get(session.record.no), (snapshot) => {
          const figures = figuresFor(audienceOf(request, session));
          const audience = figures === "players" && isTicketHolder ? "answered" : figures;
          const reply = gateway.snapshotReplies.stats(session, snapshot, question, audience, currentTime());
          return conditionalReply(request, reply);
        });
      });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/leaderboard",
    operation: "getLeaderboard",
    tag: "watching",
    summary: "Get up to 100 places, from position `from` on",
    description:
      "More points come first, then more right answers, then, with scoring `speed` only, the smaller total time of " +
      "right answers. Equal players have the same rank, and the next rank skips. While players may not see a leaderboard " +
      "(setting `leaderboard`) they get one without places and scores, whatever they ask for.",
    access: "anyone",
    query: leaderboardQuery,
    responses: {
      200:
        "The places, and a histogram of all players' points: `scores.counts[i]` players have from " +
        "`i` times `scores.width` points on",
      304: "Not modified",
    },
    responseSchema: responses.leaderboard,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    handle(gateway, request) {
      const page = parseQuery(leaderboardQuery, request.query);
      return chain(visibleSession(gateway, request), (session) =>
        chain(gateway.snapshots.get(session.record.no), (snapshot) => {
          const audience = figuresFor(audienceOf(request, session));
          const reply = gateway.snapshotReplies.places(session, snapshot, audience, page);
          if (reply) return conditionalReply(request, reply);
          const ranking = audience === "host" ? "full" : "open";
          return chain(gateway.places.load(session.record.no, { ranking, ...page }), (loaded) =>
            conditionalReply(request, leaderboardPage(loaded, audience, page)),
          );
        }),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/events",
    operation: "streamEvents",
    tag: "watching",
    summary: "Follow a session as Server-Sent Events",
    description:
      "`state` and `ended`: the session. `question`: a question that is shown. `closed`: its number, `closedAt`, and " +
      "the key if players may see it. `corrected`: the number of a question that is `voided`, or its new key if the reader " +
      "may see it. `stats`: the stats of a question, without a key or an explanation that is too long for 16 KiB; all " +
      "players share them, so with `stats: afterAnswer` they have figures only once the question has closed. " +
      "`leaderboard`: the first ten places, as far as players see one. `joined`, for the host and for screens only: who " +
      "has joined, as `players` (`playerNo` and `nickname`, the newest 50) and `more`, how many others; the newest names " +
      "come when the stream opens, then who arrives, every half second at most. `removed`: the `playerNo` of a removed " +
      "player, and `banned: true` if it is for good; for the host, for screens, and for that player before the stream " +
      "ends. Each event " +
      "has an `id`, and in its data `now`: the server's clock when it was made. A client that reconnects with the id as " +
      "`Last-Event-ID` gets the state first, then what else has changed. The stream has a `retry:` of its own, a random " +
      "time that grows with the number of streams, so that not all come back at once.",
    access: "anyone",
    query: eventsQuery,
    responses: { 200: "The stream; the current state comes first" },
    responseHeaders: ["Cache-Control"],
    produces: ["text/event-stream"],
    requestHeaders: ["Last-Event-ID"],
    errors: ["NOT_FOUND", "RATE_LIMITED", "TRY_AGAIN"],
    async handle(gateway, request): Promise<typeof hijacked> {
      const session = await visibleSession(gateway, request);
      const feed = feedOf(request, session);
      const playerNo = request.identity?.role === "player" ? request.identity.playerNo : null;
      const lastEventId = request.req.headers["last-event-id"];
      const client = gateway.limits.clientAddress(request.req);
      const subscriber = { feed, playerNo, lastEventId, client };
      await gateway.events.stream(session, request.openStream(), subscriber);
      return hijacked;
    },
  },
];
