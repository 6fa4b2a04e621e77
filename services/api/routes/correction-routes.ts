import { z } from "zod";
import { newKeySchema, reason } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import * as responses from "../openapi/response-schemas.ts";
import { parseBody } from "../routing/json-body.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { sessionReply } from "./host-session.ts";
import { hostOf, limitHost, questionIn } from "./params.ts";

/** All answers of a question are scored again before the reply; a little longer than the sessions service waits. */
const CORRECT_KEY_TIMEOUT_MS = 660_000;

const voidBodySchema = z.strictObject({ reason });

const SIZE_LIMIT =
  "All corrections of a session together, with their reasons and keys, may take 512 KiB as JSON; more than that is " +
  "a 422. A void with a reason of at most 200 bytes is always accepted.";

/** How a host corrects a question after it was played. */
export const correctionRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions/:id/questions/:no/void",
    operation: "voidQuestion",
    tag: "corrections",
    summary: "Void a question: it stops counting for everyone",
    description: SIZE_LIMIT,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: voidBodySchema,
    responses: { 200: "The session" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const question = questionIn(request);
      const body = parseBody(voidBodySchema, request.body);
      const params = { host: hostOf(request), id: request.params.id!, question, ...body };
      return sessionReply(gateway, 200, await call(request.ctx, "sessions.void", params), request);
    },
  },
  {
    method: "PUT",
    path: "/api/sessions/:id/questions/:no/key",
    operation: "correctKey",
    tag: "corrections",
    summary: "Correct a question's key: every stored answer is scored again",
    description: SIZE_LIMIT,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newKeySchema,
    responses: { 200: "The session" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const question = questionIn(request);
      const body = parseBody(newKeySchema, request.body);
      const params = { host: hostOf(request), id: request.params.id!, question, body };
      const record = await call(request.ctx, "sessions.rekey", params, { timeout: CORRECT_KEY_TIMEOUT_MS });
      return sessionReply(gateway, 200, record, request);
    },
  },
];
