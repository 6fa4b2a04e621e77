import { sessionChangesSchema } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { newId } from "../../../platform/ids.ts";
import * as responses from "../openapi/response-schemas.ts";
import { checkBody } from "../routing/json-body.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { sessionReply } from "./host-session.ts";
import { hostOf, limitHost } from "./params.ts";
import { sendWhileValid } from "./repeatable-call.ts";

/** How a host changes and deletes a session. */
export const lifecycleRoutes: Route[] = [
  {
    method: "PATCH",
    path: "/api/sessions/:id",
    operation: "changeSession",
    tag: "sessions",
    summary: "Change settings of a session",
    description:
      "In the lobby all fields can be changed. Once the session is open, `opensAt` is 409 `WRONG_STATE`, and `closesAt` " +
      "can be moved in pace `self` until the close; `null` takes a close back, so the session stays open until it is " +
      "ended. Of a session that has ended only the `title` can be changed. Players who are in stay in.",
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: sessionChangesSchema,
    responses: { 200: "The session afterwards" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const changes = checkBody(sessionChangesSchema, request.body);
      const params = { host: hostOf(request), id: request.params.id!, changes, stepId: newId() };
      const record = await sendWhileValid((validUntil) =>
        call(request.ctx, "sessions.change", { ...params, validUntil }),
      );
      return sessionReply(gateway, 200, record, request);
    },
  },
  {
    method: "DELETE",
    path: "/api/sessions/:id",
    operation: "deleteSession",
    tag: "sessions",
    summary: "Delete a session with its players and answers, for good",
    description:
      "From the reply on the session does not exist for anybody, its event streams end, and it takes no room of the " +
      "host's quotas. Its rows are deleted from the database soon after.",
    access: "host",
    responses: { 204: "The session is deleted" },
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const params = { host: hostOf(request), id: request.params.id!, stepId: newId() };
      gateway.dropSession(await call(request.ctx, "sessions.delete", params));
      return { status: 204 };
    },
  },
];
