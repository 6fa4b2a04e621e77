import { currentTime } from "../../../platform/clock.ts";
import { announcedEnd } from "../../../platform/domain/session.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { ownSession } from "./host-session.ts";
import { limitHost } from "./params.ts";

/** How a host gets a token for the big screen in the room. */
export const screenRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions/:id/screen",
    operation: "createScreenToken",
    tag: "sessions",
    summary: "Get a token for a big screen of this session",
    description:
      "The token reads what players see, the join code and the names of those who arrive. It may do nothing else, and " +
      "it is valid for this session only, as long as a player's token.",
    access: "host",
    bodyLimit: MIDDLE_BODY,
    responses: { 200: "The token" },
    responseSchema: responses.screenToken,
    responseHeaders: ["Cache-Control"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const { record } = await ownSession(gateway, request);
      const session = { sessionId: record.id, sessionNo: record.no };
      const token = gateway.tokens.issueScreenToken(session, announcedEnd(record.settings, currentTime()));
      return json(200, { token }, { "Cache-Control": "no-store" });
    },
  },
];
