import { z } from "zod";
import type { RosterEntry } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { MAX_REMOVED_PLAYERS } from "../../../platform/domain/session.ts";
import { MAX_TYPED_NICKNAME_LENGTH } from "../../../platform/domain/text/nickname.ts";
import { isUnknownAction } from "../../../platform/errors.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { pageQuery, parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";
import { rosterItem, standingsOf } from "../views/roster-view.ts";
import { ownSession } from "./host-session.ts";
import { hostOf, limitHost, numberIn } from "./params.ts";

const flag = z
  .enum(["true", "false"], "must be true or false")
  .default("false")
  .transform((text) => text === "true")
  .meta({ type: "boolean" });
const nickname = z.string().max(MAX_TYPED_NICKNAME_LENGTH);

const rosterQuery = z.object({
  ...pageQuery.shape,
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, "is not a valid cursor")
    .optional()
    .describe("`nextCursor` of the page before"),
  q: nickname.optional().describe("A part of the nickname, whatever its case and width"),
  removed: flag.describe("true: the removed players instead"),
});
const removalQuery = z.strictObject({
  ban: flag.describe("true: they cannot join again with the same key, nor come back by their pin"),
});
const removalByNameQuery = z.strictObject({
  nickname: nickname.min(1).describe("Compared as typed answers are"),
  ...removalQuery.shape,
});

const REMOVAL =
  "Their streams end with an event `removed`. A removed player's token is refused with 401 `INVALID_TOKEN`, a banned " +
  `one's with 403 \`BANNED\`. A session takes ${MAX_REMOVED_PLAYERS} removals; past that the reply is 409 \`WRONG_STATE\`.`;

/** Removes players. A sessions node of the release before knows one by number, without a ban. */
async function remove(
  gateway: Gateway,
  request: RequestContext,
  who: { player: number } | { nickname: string },
  ban: boolean,
): Promise<void> {
  const session = { host: hostOf(request), id: request.params.id! };
  try {
    gateway.applySession(await call(request.ctx, "sessions.removePlayers", { ...session, who, ban }));
  } catch (error) {
    if (!isUnknownAction(error) || ban || !("player" in who)) throw error;
    await call(request.ctx, "sessions.removePlayer", { ...session, player: who.player });
  }
}

/** How a host sees who is in, and removes players and takes it back. */
export const rosterRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sessions/:id/players",
    operation: "listPlayers",
    tag: "roster",
    summary: "List who is in, in order of player numbers",
    description:
      "`answered`, `points` and `rank` are as the host's leaderboard has them: null while the stats are away. With `q` or " +
      "after removals a page may have fewer players than `limit`, or none, although there are more: one request examines " +
      "50,000 players. `nextCursor` is null only after the last player.",
    access: "host",
    query: rosterQuery,
    responses: { 200: "A page of players" },
    responseSchema: responses.rosterPage,
    responseHeaders: ["Cache-Control"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const { limit, cursor = "0", q = "", removed } = parseQuery(rosterQuery, request.query);
      const { no: session } = (await ownSession(gateway, request)).record;
      const search = q.trim() === "" ? {} : { search: q };
      const page = { session, after: Number(cursor), limit, removed, ...search };
      const { items, next } = await call(request.ctx, "sessions.roster", page);
      const standings = await standingsOf(request.ctx, session, items);
      const view = (player: RosterEntry, index: number) => ({
        ...rosterItem(player, standings?.[index]),
        ...(removed ? { banned: player.banned } : {}),
      });
      const nextCursor = next === null ? null : String(next);
      return json(200, { items: items.map(view), nextCursor }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "DELETE",
    path: "/api/sessions/:id/players",
    operation: "removePlayersByNickname",
    tag: "roster",
    summary: "Remove all players with a nickname",
    description: REMOVAL,
    access: "host",
    query: removalByNameQuery,
    responses: { 204: "They are removed" },
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const { ban, nickname } = parseQuery(removalByNameQuery, request.query);
      await remove(gateway, request, { nickname }, ban);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "/api/sessions/:id/players/:no",
    operation: "removePlayer",
    tag: "roster",
    summary: "Remove a player: the token stops working, the answers stop counting",
    description: REMOVAL,
    access: "host",
    query: removalQuery,
    responses: { 204: "The player is removed" },
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const player = numberIn(request, "no", "player");
      const { ban } = parseQuery(removalQuery, request.query);
      await remove(gateway, request, { player }, ban);
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/players/:no/restore",
    operation: "restorePlayer",
    tag: "roster",
    summary: "Take a removal back, and the ban: the token works again, the answers count again",
    description:
      "`answered`, `points` and `rank` are null in this reply: the answers are being counted. 409 `NICKNAME_TAKEN` if the " +
      "session has unique nicknames, and another player has this one now. A full or locked session does not forbid it.",
    access: "host",
    responses: { 200: "The player, also if nothing was to be taken back" },
    responseSchema: responses.rosterItem,
    responseHeaders: ["Cache-Control"],
    errors: ["NOT_FOUND", "NICKNAME_TAKEN"],
    limit: limitHost,
    async handle(gateway, request) {
      const player = numberIn(request, "no", "player");
      const params = { host: hostOf(request), id: request.params.id!, player };
      const restored = await call(request.ctx, "sessions.restorePlayer", params);
      gateway.applySession(restored.session);
      return json(200, rosterItem(restored.player), { "Cache-Control": "no-store" });
    },
  },
];
