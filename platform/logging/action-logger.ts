import type { Context, Middleware } from "moleculer";
import type { Environment } from "../environment.ts";

/** Whether so much is to be logged that every request says where it has been. */
export function tellsEveryHop({ LOG_LEVEL: level }: Pick<Environment, "LOG_LEVEL">): boolean {
  return level === "debug" || level === "trace";
}

/**
 * Middleware: each action says on its node's log for which request it was, how long it took, and how it was refused
 * where it was. Only where it is asked for: a busy node would log more than it works, and is not even wrapped.
 */
export function toldActions(environment: Pick<Environment, "LOG_LEVEL">): Middleware {
  return {
    name: "ToldActions",
    localAction(next, action) {
      if (!tellsEveryHop(environment) || action.name?.startsWith("$")) return next;
      return async function told(ctx: Context) {
        const startedAt = performance.now();
        const tell = (refused?: string) => {
          const logger = ctx.service?.logger ?? ctx.broker.logger;
          const ms = Math.round(performance.now() - startedAt);
          logger.debug(action.name, { requestId: ctx.requestID, from: ctx.nodeID, ms, refused });
        };
        try {
          const result = await next.call(this, ctx);
          tell();
          return result;
        } catch (error) {
          tell((error as { type?: string }).type ?? (error as Error).name);
          throw error;
        }
      };
    },
  };
}
