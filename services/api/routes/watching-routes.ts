import { z } from "zod";
import { stateOf } from "../../../platform/domain/session.ts";
import { NotFound, WrongState } from "../../../platform/errors.ts";
import { chain, type MaybePromise } from "../../../platform/maybe-promise.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { conditionalReply, hijacked, json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { intParam, parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";
import { isQuizVisible, viewFor } from "../views/session-view.ts";
import type { Audience } from "../views/stats-view.ts";
import { questionIn } from "./params.ts";

const leaderboardQuery = z.strictObject({ limit: intParam(100, 100) });

/** The session in the path. @throws NotFound, or InvalidToken if the caller is a player who was removed */
function visibleSession(gateway: Gateway, request: RequestContext): MaybePromise<CachedSession> {
  const { identity } = request;
  return identity?.role === "player"
    ? gateway.sessionOf(identity, request)
    : gateway.sessions.get(request.params.id!, request);
}

/** A session's own host may see more of it than anyone else. */
function audienceOf({ identity }: RequestContext, { record }: CachedSession): Audience {
  return identity?.role === "host" && identity.name === record.host ? "host" : "players";
}

/** What anyone may see of a session: players, its host, a screen in the room. */
export const watchingRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sessions/:id",
    operation: "getSession",
    summary: "Get a session's state; its own host also gets the join code",
    access: "anyone",
    responses: { 200: "The session" },
    responseSchema: responses.anySession,
    errors: ["NOT_FOUND"],
    async handle(gateway, request) {
      const session = await visibleSession(gateway, request);
      const view = viewFor(audienceOf(request, session), session, Date.now());
      return json(200, view, { "Cache-Control": "no-cache", Vary: "Authorization" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/quiz",
    operation: "getSessionQuiz",
    summary: "Get the full quiz without keys (only in pace self, from the opening on)",
    access: "anyone",
    responses: { 200: "The quiz", 304: "Not modified" },
    responseSchema: responses.playerQuiz,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND", "WRONG_STATE"],
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
    summary: "Get the stats of one question",
    access: "anyone",
    responses: { 200: "The stats, as far as the caller may see them", 304: "Not modified" },
    responseSchema: responses.questionStats,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND"],
    handle(gateway, request) {
      const question = questionIn(request);
      return chain(visibleSession(gateway, request), (session) => {
        if (question > session.record.questions) throw new NotFound("question");
        return chain(gateway.snapshots.get(session.record.no), (snapshot) => {
          const audience = audienceOf(request, session);
          const reply = gateway.snapshotReplies.stats(session, snapshot, question, audience, Date.now());
          return conditionalReply(request, reply);
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
    responses: {
      200:
        "The first places, and a histogram of all players' points: `scores.counts[i]` players have from " +
        "`i` times `scores.width` points on",
      304: "Not modified",
    },
    responseSchema: responses.leaderboard,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND"],
    handle(gateway, request) {
      const { limit } = parseQuery(leaderboardQuery, request.query);
      return chain(visibleSession(gateway, request), (session) =>
        chain(gateway.snapshots.get(session.record.no), (snapshot) => {
          const audience = audienceOf(request, session);
          return conditionalReply(request, gateway.snapshotReplies.leaderboard(snapshot, audience, limit));
        }),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/events",
    operation: "streamEvents",
    summary: "Follow a session as Server-Sent Events",
    description:
      "`state` and `ended`: the session. `question`: a question that has opened. `closed`: its number, `closedAt`, and " +
      "the key if players may see it. `stats`: the stats of a question. `leaderboard`: the first ten places. Each event " +
      "has an `id`. A client that reconnects with it as `Last-Event-ID` gets the state first, then what else has changed.",
    access: "anyone",
    responses: { 200: "The stream; the current state comes first" },
    produces: ["text/event-stream"],
    requestHeaders: ["Last-Event-ID"],
    errors: ["NOT_FOUND", "TRY_AGAIN"],
    async handle(gateway, request): Promise<typeof hijacked> {
      const session = await visibleSession(gateway, request);
      const audience = audienceOf(request, session);
      const playerNo = request.identity?.role === "player" ? request.identity.playerNo : null;
      const lastEventId = request.req.headers["last-event-id"];
      await gateway.events.stream(session, request.openStream(), { audience, playerNo, lastEventId });
      return hijacked;
    },
  },
];
