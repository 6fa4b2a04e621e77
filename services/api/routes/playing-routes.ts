import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { UnknownCode } from "../../../platform/errors.ts";
import { chain } from "../../../platform/maybe-promise.ts";
import type { Player } from "../access/access.ts";
import { answerBodySchema } from "../answers/answer-body.ts";
import { joinBodySchema } from "../batching/join-batcher.ts";
import { parseJson } from "../http/body.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { type Route, SMALL_BODY } from "../routing/route.ts";

/** How a player joins, answers and learns their rank. */
export const playingRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/join",
    operation: "join",
    summary: "Join a session by its code",
    access: "anyone",
    bodyLimit: SMALL_BODY,
    body: joinBodySchema,
    responses: { 201: "A player's token, for this session and player number" },
    responseSchema: responses.joined,
    responseHeaders: ["Location"],
    errors: ["UNKNOWN_CODE", "WRONG_STATE", "TRY_AGAIN"],
    limit: ({ limits }, { req }) => limits.consumeJoin(limits.clientAddress(req)),
    async handle({ joins, limits, tokens }, request) {
      const body = parseOrThrow(joinBodySchema, parseJson(request.body));
      const joined = await joins.join(body).catch((error) => {
        if (error instanceof UnknownCode) limits.countUnknownCode(limits.clientAddress(request.req));
        throw error;
      });
      const { nickname } = body;
      const { sessionId, playerNo } = joined;
      const token = tokens.issuePlayerToken({ ...joined, nickname });
      const headers = { Location: `/api/sessions/${sessionId}`, "Cache-Control": "no-store" };
      return json(201, { token, sessionId, playerNo, nickname }, headers);
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "answer",
    summary: "Answer a question; a 2xx means that the answer is committed",
    access: "player",
    bodyLimit: SMALL_BODY,
    body: answerBodySchema,
    responses: { 201: "Accepted", 200: "The same answer again: the first verdict" },
    responseSchema: responses.verdict,
    errors: ["ALREADY_ANSWERED", "QUESTION_CLOSED", "SESSION_ENDED", "TRY_AGAIN"],
    limit: ({ limits }, { identity }) => limits.consumeAnswer(identity as Player),
    handle(gateway, request) {
      const player = request.identity as Player;
      const lastSeenSession = gateway.sessions.peek(player.sessionId)?.record;
      return chain(gateway.sessionOf(player, request), ({ record }) =>
        gateway.answers.handle({
          player,
          body: request.body,
          arrivedAt: request.receivedAt,
          session: record,
          lastSeenSession,
          currentSession: () => gateway.sessions.peek(player.sessionId)?.record ?? record,
        }),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/me",
    operation: "getMe",
    summary: "Get the player's points and rank",
    access: "player",
    responses: { 200: "Points and rank" },
    responseSchema: responses.playerRank,
    errors: ["TRY_AGAIN"],
    async handle(gateway, request) {
      const player = request.identity as Player;
      const { record } = await gateway.sessionOf(player, request);
      const { playerNo, nickname } = player;
      const rank = await gateway.ranks.load(record.no, playerNo);
      return json(200, { playerNo, nickname, ...rank }, { "Cache-Control": "private, no-cache" });
    },
  },
];
