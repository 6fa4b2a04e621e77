import type { Context, Middleware } from "moleculer";
import { TRANSIENT_TYPES } from "../errors.ts";

/**
 * Middleware: if an action fails with an unexpected error, its node logs the error with the id of the request. The
 * gateway logs the same id, so one id leads to all log lines of a request. Errors that are meant for the client (4xx)
 * or are transient (a node or the database is unavailable) are not logged.
 */
export const errorLogger: Middleware = {
  name: "ErrorLogger",
  localAction(next, action) {
    return function logged(ctx: Context) {
      return next.call(this, ctx).catch((error: unknown) => {
        if (!isExpected(error)) {
          const logger = ctx.service?.logger ?? ctx.broker.logger;
          logger.error(`${action.name} failed`, { requestId: ctx.requestID }, error);
        }
        throw error;
      });
    };
  },
};

function isExpected(error: unknown): boolean {
  const { code, type = "" } = (error ?? {}) as { code?: unknown; type?: string };
  return TRANSIENT_TYPES.has(type) || type === "TRY_AGAIN" || (typeof code === "number" && code < 500);
}
