import type { Context, Middleware } from "moleculer";
import type { Environment } from "../environment.ts";

/** Whether the log level asks for a line per request and action. */
export function logsEveryAction({ LOG_LEVEL: level }: Pick<Environment, "LOG_LEVEL">): boolean {
  return level === "debug" || level === "trace";
}

/**
 * Middleware: logs each action on its node, with the id of its request, its duration in ms and the type of its error.
 * Active only at level `debug` or `trace`, because a busy node would spend most of its time on the log. At other
 * levels actions are not even wrapped.
 */
export function actionLogger(environment: Pick<Environment, "LOG_LEVEL">): Middleware {
  return {
    name: "ActionLogger",
    localAction(next, action) {
      if (!logsEveryAction(environment) || action.name?.startsWith("$")) return next;
      return async function loggedAction(ctx: Context) {
        const startedAt = performance.now();
        const log = (refused?: string) => {
          const logger = ctx.service?.logger ?? ctx.broker.logger;
          const ms = Math.round(performance.now() - startedAt);
          logger.debug(action.name, { requestId: ctx.requestID, from: ctx.nodeID, ms, refused });
        };
        try {
          const result = await next.call(this, ctx);
          log();
          return result;
        } catch (error) {
          log((error as { type?: string }).type ?? (error as Error).name);
          throw error;
        }
      };
    },
  };
}
