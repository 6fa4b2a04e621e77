import type { z } from "zod";
import { type AnswersEvents, type AnswersResults, answersParams } from "./answers.ts";
import { type ApiResults, apiParams } from "./api.ts";
import { type NodeResults, nodeParams } from "./node.ts";
import { type QuizResults, quizParams } from "./quiz.ts";
import { type SessionsEvents, type SessionsResults, sessionsParams } from "./sessions.ts";
import { type StatsEvents, type StatsResults, statsParams } from "./stats.ts";

export * from "./answers.ts";
export { questionNo, reason } from "./param-schemas.ts";
export * from "./quiz.ts";
export * from "./session-bodies.ts";
export * from "./sessions.ts";

/**
 * Every action and event between services: action name → params and result, event name → payload. Each node checks
 * the params of its actions against the schemas (validation.ts). The types check both ends of each call
 * (typed-broker.ts).
 */

/** The schemas of the params, by action name. */
export const params = {
  ...quizParams,
  ...sessionsParams,
  ...answersParams,
  ...statsParams,
  ...apiParams,
  ...nodeParams,
};

/** The results, by action name. */
export interface Results
  extends QuizResults,
    SessionsResults,
    AnswersResults,
    StatsResults,
    ApiResults,
    NodeResults {}

/** The payloads, by event name. Every node that listens gets an event, except `answers.stored`. */
export interface Events extends SessionsEvents, AnswersEvents, StatsEvents {}

export type ActionName = keyof Results & keyof typeof params;
export type EventName = keyof Events;
/** Params as a caller passes them: fields with a default may be left out. */
export type ParamsIn<A extends ActionName> = z.input<(typeof params)[A]>;
/** Params as a handler gets them. */
export type ParamsOut<A extends ActionName> = z.output<(typeof params)[A]>;
