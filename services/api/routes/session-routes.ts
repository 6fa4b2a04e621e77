import { currentTime } from "../../../platform/clock.ts";
import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { checkBody } from "../routing/json-body.ts";
import { pageQuery, parseQuery } from "../routing/query.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { createdReply } from "./host-session.ts";
import { createOnce, IDEMPOTENCY_KEY_DESCRIPTION } from "./idempotency-key.ts";
import { hostOf, limitHost } from "./params.ts";

/** How a host creates sessions and changes them. */
export const sessionRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions",
    operation: "createSession",
    tag: "sessions",
    summary: "Create a session of a quiz",
    description:
      "A host may have a number of sessions, and of players in all of them. Over it the reply is 422 " +
      "`VALIDATION_ERROR`, whose reason says which quota is reached; deleted sessions free room. `expectedPlayers` has a " +
      `limit too, which an operator can raise for a host. ${IDEMPOTENCY_KEY_DESCRIPTION}`,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newSessionSchema,
    responses: { 201: "The session with its join code" },
    responseSchema: responses.hostedSession,
    requestHeaders: ["Idempotency-Key"],
    responseHeaders: ["Location"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const settings = checkBody(newSessionSchema, request.body);
      const params = { host: hostOf(request), settings };
      const record = await createOnce(
        request,
        "createSession",
        (idempotency) => call(request.ctx, "sessions.createOnce", { ...params, idempotency }),
        () => call(request.ctx, "sessions.create", params),
      );
      return createdReply(gateway, record, request);
    },
  },
  {
    method: "GET",
    path: "/api/sessions",
    operation: "listSessions",
    tag: "sessions",
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
      return json(200, { items: items.map((record) => hostView({ record }, currentTime())), nextCursor });
    },
  },
];
