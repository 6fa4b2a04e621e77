import { z } from "zod";
import { extensionMs, type HostStep, questionNo } from "../../../platform/contracts/contracts.ts";
import * as responses from "../openapi/response-schemas.ts";
import { parseBody } from "../routing/json-body.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { sessionReply } from "./host-session.ts";
import { type StepParams, takeStep } from "./host-step.ts";
import { limitHost } from "./params.ts";

/** The body of a step, and how its fields are sent to the sessions service. */
interface StepBody<S extends z.ZodType = z.ZodType> {
  schema: S;
  isOptional: boolean;
  toParams(body: z.output<S>): StepParams;
}

const stepBody = <S extends z.ZodType>(body: StepBody<S>) => body as unknown as StepBody;

const BODIES: Partial<Record<HostStep, StepBody>> = {
  next: stepBody({
    schema: z.strictObject({ after: questionNo.optional().describe("The question that the host saw last") }),
    isOptional: true,
    toParams: ({ after }) => (after === undefined ? {} : { question: after }),
  }),
  close: stepBody({
    schema: z.strictObject({ question: questionNo.optional().describe("The question to close") }),
    isOptional: true,
    toParams: ({ question }) => (question === undefined ? {} : { question }),
  }),
  extend: stepBody({
    schema: z.strictObject({
      byMs: extensionMs.describe("How much later the question closes, in ms"),
      question: questionNo.optional().describe("The question to extend"),
    }),
    isOptional: false,
    toParams: ({ byMs, question }) => ({ byMs, ...(question === undefined ? {} : { question }) }),
  }),
};

function stepRoute(step: HostStep, summary: string, description?: string): Route {
  const body = BODIES[step];
  return {
    method: "POST",
    path: `/api/sessions/:id/${step}`,
    operation: `${step}Session`,
    tag: "steps",
    summary,
    ...(description === undefined ? {} : { description }),
    access: "host",
    bodyLimit: MIDDLE_BODY,
    ...(body ? { body: body.schema, isBodyOptional: body.isOptional } : {}),
    responses: { 200: "The session afterwards" },
    responseSchema: responses.hostedSession,
    errors: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, request) {
      const isLeftOut = body === undefined || (body.isOptional && request.body.length === 0);
      const params = isLeftOut ? {} : body.toParams(parseBody(body.schema, request.body));
      const peek = (id: string) => gateway.sessions.peek(id);
      return sessionReply(gateway, 200, await takeStep(request, step, params, peek), request);
    },
  };
}

const NAMED =
  "The body names the question that the host saw. If the session is at another one, the reply is 409 `WRONG_STATE`, " +
  "where `data.question` is the number of that one.";
const NAMED_STEP =
  `${NAMED} So the step can be sent again without being taken twice. Without a body it acts on the question that is ` +
  "there. If the same step without a body comes twice at the same moment, from one host's client or from two, it is " +
  "taken once, and both replies are 200.";

/** How a host leads through a session. */
export const stepRoutes: Route[] = [
  stepRoute(
    "open",
    "Open a session that waits in its lobby",
    "In pace `host` it shows question 1, and in pace `auto` it starts the programme. With `readMs` a question is shown " +
      "that long before its window opens: `openedAt` and `closesAt` in the session's `question` say when it takes answers.",
  ),
  stepRoute("next", "Close the open question and open the next one", NAMED_STEP),
  stepRoute(
    "close",
    "Close the open question",
    `${NAMED_STEP} A question that is closed in its time for reading takes no answers at all.`,
  ),
  stepRoute(
    "extend",
    "Let the open question close later",
    `${NAMED} In pace \`auto\` all that follows is as much later. It works in the question's time for reading too, but ` +
      "not if the question has no time limit. An answer in the added time earns what an answer at the time limit earns. " +
      "A question can be open for at most an hour in all; past that the reply is 422 with the longest `byMs` that is left.",
  ),
  stepRoute(
    "pause",
    "Let the programme of pace auto wait once the open question has closed",
    "The open question keeps its time. The session's `pausedAt` says since when it waits. A session that is paused " +
      "stays as it is (200). If no question follows, the reply is 409 `WRONG_STATE`.",
  ),
  stepRoute(
    "resume",
    "Let the programme of pace auto go on",
    "The next question is shown at once, but not before `gapMs` after the last close. A session that is not paused stays " +
      "as it is (200).",
  ),
  stepRoute("end", "End a session"),
];
