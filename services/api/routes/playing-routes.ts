import { isLeaderboardVisible } from "../../../platform/domain/session.ts";
import { chain } from "../../../platform/maybe-promise.ts";
import type { Player } from "../access/access.ts";
import { answerBodySchema } from "../answers/answer-body.ts";
import { ownAnswerBody } from "../answers/verdict-replies.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { type Route, SMALL_BODY } from "../routing/route.ts";
import { entryBodySchema, parseEntry } from "./entry-body.ts";

/** How a player joins, answers and learns their rank. */
export const playingRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/join",
    operation: "join",
    tag: "playing",
    summary: "Join a session by its code, or come back to it",
    description:
      "`nickname`: a new player joins, or with the same `key` as before, the same one again. `playerNo` and `pin`, which " +
      "the reply to the join has: the same player from any device, also where nobody new may join. A removed player has " +
      "no way back by pin, but may join anew; `BANNED` is for whom the host has removed for good. " +
      "409: `data.reason` is `late` if nobody may join after the opening, `locked` if the host lets nobody new in, and " +
      "`full` if the session has `maxPlayers` players; `NICKNAME_TAKEN` if nicknames are unique and another has this one. " +
      "429: too many players join from this address, or it has tried too many wrong codes. A place is kept at the time " +
      "that `Retry-After` names for whoever comes back with the same code and key (or nickname).",
    access: "anyone",
    bodyLimit: SMALL_BODY,
    body: entryBodySchema,
    responses: {
      201: "A player's token, for this session and player number",
      200: "The same code and key again, or the player's pin: the same player",
    },
    responseSchema: responses.joined,
    responseHeaders: ["Location", "Cache-Control"],
    errors: [
      "NOT_FOUND",
      "BANNED",
      "UNKNOWN_CODE",
      "WRONG_STATE",
      "NICKNAME_TAKEN",
      "RATE_LIMITED",
      "TRY_AGAIN",
      "INTERNAL_ERROR",
    ],
    async handle({ joins, limits, pins, tokens }, request) {
      const body = parseEntry(request.body);
      const client = limits.clientAddress(request.req);
      const joined = await ("pin" in body ? joins.comeBack(body, client) : joins.join(body, client));
      const { sessionId, playerNo, nickname, hasJoinedBefore } = joined;
      const token = tokens.issuePlayerToken(joined, joined.lastsUntil);
      const headers = { Location: `/api/sessions/${sessionId}`, "Cache-Control": "no-store" };
      const pin = pins.pinOf(sessionId, playerNo);
      return json(hasJoinedBefore ? 200 : 201, { token, sessionId, playerNo, nickname, pin }, headers);
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "answer",
    tag: "playing",
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
          currentSession: () => gateway.sessions.newest(player.sessionId, session)?.record,
          reloadSession: () => gateway.sessions.reload(player.sessionId),
        }),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/me",
    operation: "getMe",
    tag: "playing",
    summary: "Get the player's points and rank; the rank is null while players may not see a leaderboard",
    access: "player",
    responses: { 200: "Points and rank" },
    responseSchema: responses.playerRank,
    responseHeaders: ["Cache-Control"],
    errors: ["TRY_AGAIN"],
    async handle(gateway, request) {
      const player = request.identity as Player;
      const { record } = await gateway.sessionOf(player, request);
      const { playerNo, nickname } = player;
      const standing = await gateway.ranks.load(record.no, playerNo);
      const rank = isLeaderboardVisible(record) ? standing.rank : null;
      return json(200, { playerNo, nickname, ...standing, rank }, { "Cache-Control": "private, no-cache" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/me/answers",
    operation: "getMyAnswers",
    tag: "playing",
    summary: "Get the player's own answers, in order of question",
    description:
      "All that are committed: after a reload a client knows what is answered. `points`, `correct` and `statsTicket` are " +
      "there as in a verdict. An answer that was put off is missing until it is stored. 429: the player has loaded them " +
      "ten times in ten seconds.",
    access: "player",
    responses: { 200: "The answers" },
    responseSchema: responses.ownAnswers,
    responseHeaders: ["Cache-Control"],
    errors: ["RATE_LIMITED", "TRY_AGAIN"],
    limit: ({ limits }, { identity }) => limits.consumeOwnAnswers(identity as Player),
    async handle(gateway, request) {
      const player = request.identity as Player;
      const { record } = await gateway.sessionOf(player, request);
      const answers = await gateway.ownAnswers.load(record, player.playerNo);
      // What was closed or corrected meanwhile counts.
      const session = await gateway.sessionOf(player, request);
      const bodies = answers.map((answer) => ownAnswerBody(answer, session, gateway.statsTickets));
      return json(200, bodies, { "Cache-Control": "private, no-cache" });
    },
  },
];
