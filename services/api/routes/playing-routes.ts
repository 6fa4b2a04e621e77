import { chain } from "../../../platform/maybe-promise.ts";
import type { Player } from "../access/access.ts";
import { answerBodySchema } from "../answers/answer-body.ts";
import { joinBodySchema } from "../batching/join-batcher.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { parseBody } from "../routing/json-body.ts";
import { type Route, SMALL_BODY } from "../routing/route.ts";

/** How a player joins, answers and learns their rank. */
export const playingRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/join",
    operation: "join",
    summary: "Join a session by its code",
    description:
      "409: `data.reason` is `late` if nobody may join after the opening, and `full` if the session has `maxPlayers` " +
      "players. 429: too many players join from this address, or it has tried too many wrong codes. A place is kept at " +
      "the time that `Retry-After` names for whoever comes back with the same code and key (or nickname).",
    access: "anyone",
    bodyLimit: SMALL_BODY,
    body: joinBodySchema,
    responses: {
      201: "A player's token, for this session and player number",
      200: "The same code and key again: the same player",
    },
    responseSchema: responses.joined,
    responseHeaders: ["Location"],
    errors: ["UNKNOWN_CODE", "WRONG_STATE", "RATE_LIMITED", "TRY_AGAIN", "INTERNAL_ERROR"],
    async handle({ joins, limits, tokens }, request) {
      const body = parseBody(joinBodySchema, request.body);
      const joined = await joins.join(body, limits.clientAddress(request.req));
      const { sessionId, playerNo, nickname, hasJoinedBefore } = joined;
      const token = tokens.issuePlayerToken(joined, joined.lastsUntil);
      const headers = { Location: `/api/sessions/${sessionId}`, "Cache-Control": "no-store" };
      return json(hasJoinedBefore ? 200 : 201, { token, sessionId, playerNo, nickname }, headers);
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "answer",
    summary: "Answer a question; a 2xx means that the answer is committed",
    description:
      "503: the answer could not be stored yet. `data.receipt` is a signed record of it: sent again with `receipt` in the " +
      "body, it counts as of its first arrival, until 60 s after the close. The gateway also delivers it itself. 409 " +
      "while answers are put off: another answer of the player came first; `data` has it as `answer`, with its `receipt`.",
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
      return chain(gateway.sessionOfAnswer(player, request), (session) =>
        gateway.answers.handle({
          player,
          body: request.body,
          arrivedAt: request.receivedAt,
          session,
          lastSeenSession,
          currentSession: () => (gateway.sessions.peek(player.sessionId) ?? session)?.record,
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
