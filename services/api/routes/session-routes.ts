import type { z } from "zod";
import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { parseJson } from "../http/body.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { pageQuery, parseQuery } from "../routing/query.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { sessionReply } from "./host-session.ts";
import { hostOf, limitHost, numberIn } from "./params.ts";

function transitionRoute(transition: "open" | "next" | "close" | "end", summary: string): Route {
  return {
    method: "POST",
    path: `/api/sessions/:id/${transition}`,
    operation: `${transition}Session`,
    summary,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    responses: { 200: "The session afterwards" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const params = { host: hostOf(request), id: request.params.id! };
      return sessionReply(gateway, 200, await call(request.ctx, `sessions.${transition}`, params));
    },
  };
}

/** How a host creates a session and leads through it. */
export const sessionRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions",
    operation: "createSession",
    summary: "Create a session of a quiz",
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newSessionSchema,
    responses: { 201: "The session with its join code" },
    responseSchema: responses.hostedSession,
    responseHeaders: ["Location"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const body = parseJson(request.body);
      parseOrThrow(newSessionSchema, body);
      // As it was sent: the sessions service fills in the defaults.
      const settings = body as z.input<typeof newSessionSchema>;
      const record = await call(request.ctx, "sessions.create", { host: hostOf(request), settings });
      return sessionReply(gateway, 201, record);
    },
  },
  {
    method: "GET",
    path: "/api/sessions",
    operation: "listSessions",
    summary: "List the host's own sessions, newest first",
    access: "host",
    query: pageQuery,
    responses: { 200: "A page of sessions" },
    responseSchema: responses.sessionPage,
    limit: limitHost,
    async handle(_gateway, request) {
      const page = parseQuery(pageQuery, request.query);
      const { items, nextCursor } = await call(request.ctx, "sessions.list", {
        host: hostOf(request),
        ...page,
      });
      return json(200, { items: items.map((record) => hostView({ record }, Date.now())), nextCursor });
    },
  },
  transitionRoute("open", "Open a session that waits in its lobby"),
  transitionRoute("next", "Close the open question and open the next one"),
  transitionRoute("close", "Close the open question"),
  transitionRoute("end", "End a session"),
  {
    method: "DELETE",
    path: "/api/sessions/:id/players/:no",
    operation: "removePlayer",
    summary: "Remove a player: the token stops working, the answers stop counting",
    access: "host",
    responses: { 204: "The player is removed" },
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, request) {
      const player = numberIn(request, "no", "player");
      const params = { host: hostOf(request), id: request.params.id!, player };
      await call(request.ctx, "sessions.removePlayer", params);
      return { status: 204 };
    },
  },
];
