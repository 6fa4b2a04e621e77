import { z } from "zod";
import { currentTime } from "../../../platform/clock.ts";
import { type HostStep, newSessionSchema, questionNo } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { parseJson } from "../http/body.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { parseBody } from "../routing/json-body.ts";
import { pageQuery, parseQuery } from "../routing/query.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { sessionReply } from "./host-session.ts";
import { takeStep } from "./host-step.ts";
import { hostOf, limitHost, numberIn } from "./params.ts";

/** The steps that may name the question that the host saw, and the field that names it. */
const NAMED_STEPS: Partial<Record<HostStep, { field: string; body: z.ZodType<Record<string, number>> }>> = {
  next: { field: "after", body: z.strictObject({ after: questionNo.optional() }) as never },
  close: { field: "question", body: z.strictObject({ question: questionNo.optional() }) as never },
};

function stepRoute(step: HostStep, summary: string): Route {
  const named = NAMED_STEPS[step];
  return {
    method: "POST",
    path: `/api/sessions/:id/${step}`,
    operation: `${step}Session`,
    summary,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    ...(named ? { body: named.body, isBodyOptional: true, description: NAMED_STEP } : {}),
    responses: { 200: "The session afterwards" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const seen =
        named && request.body.length > 0 ? parseBody(named.body, request.body)[named.field] : undefined;
      return sessionReply(gateway, 200, await takeStep(request, step, seen), request);
    },
  };
}

const NAMED_STEP =
  "The body names the question that the host saw. If the session is at another one, the reply is 409 `WRONG_STATE`, " +
  "where `data.question` is the number of that one. So the step can be sent again without being taken twice. Without a " +
  "body it acts on the question that is there.";

/** How a host creates a session and leads through it. */
export const sessionRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions",
    operation: "createSession",
    summary: "Create a session of a quiz",
    description:
      "A host may have a number of sessions, and of players in all of them. Over it the reply is 422 " +
      "`VALIDATION_ERROR`, whose reason says which quota is reached; deleted sessions free room. `expectedPlayers` has a " +
      "limit too, which an operator can raise for a host.",
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newSessionSchema,
    responses: { 201: "The session with its join code" },
    responseSchema: responses.hostedSession,
    responseHeaders: ["Location"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      parseBody(newSessionSchema, request.body);
      // As it was sent: the sessions service fills in the defaults.
      const settings = parseJson(request.body) as z.input<typeof newSessionSchema>;
      const record = await call(request.ctx, "sessions.create", { host: hostOf(request), settings });
      return sessionReply(gateway, 201, record, request);
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
      return json(200, { items: items.map((record) => hostView({ record }, currentTime())), nextCursor });
    },
  },
  stepRoute("open", "Open a session that waits in its lobby"),
  stepRoute("next", "Close the open question and open the next one"),
  stepRoute("close", "Close the open question"),
  stepRoute("end", "End a session"),
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
