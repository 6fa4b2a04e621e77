import type { Context, Middleware } from "moleculer";
import { PASSING_TYPES } from "../errors.ts";

/**
 * Middleware: an action that fails for a reason that nobody foresaw says so in the log of its own node, with the
 * id of the request that it was for; the gateway says the same, so one id leads through every hop. What is meant
 * for the client to read (a refusal), or passes (a node or the database is away), is not logged here.
 */
export const failedActions: Middleware = {
  name: "FailedActions",
  localAction(next, action) {
    return function logged(ctx: Context) {
      return next.call(this, ctx).catch((error: unknown) => {
        if (!wasForeseen(error)) {
          const logger = ctx.service?.logger ?? ctx.broker.logger;
          logger.error(`${action.name} failed`, { requestId: ctx.requestID }, error);
        }
        throw error;
      });
    };
  },
};

function wasForeseen(error: unknown): boolean {
  const { code, type = "" } = (error ?? {}) as { code?: unknown; type?: string };
  return PASSING_TYPES.has(type) || type === "TRY_AGAIN" || (typeof code === "number" && code < 500);
}
