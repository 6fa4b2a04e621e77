import type { Logger, ServiceBroker } from "moleculer";
import { callableNodesWithAction, nodesWithAction } from "../../../platform/broker/nodes-with-action.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { ClosingTargets } from "./answered-closer.ts";
import type { Gateways } from "./streaming-survey.ts";

/** The calls by which a question is closed early. @param logger gets one warning if questions cannot be closed */
export function closingCalls(broker: ServiceBroker, logger: Pick<Logger, "warn">): ClosingTargets {
  let hasWarned = false;
  return {
    gateways: gatewaysOf(broker),
    async closeAnswered(no, question): Promise<SessionRecord | null> {
      try {
        // Without this, Moleculer would log each call while all sessions nodes run the release before.
        const nodes = nodesWithAction(broker, "sessions.closeAnswered");
        if (nodes.length === 0) throw new Error("No sessions node knows sessions.closeAnswered.");
        const session = await call(broker, "sessions.closeAnswered", { no, question });
        hasWarned = false;
        return session;
      } catch (error) {
        if (!hasWarned) logger.warn(`Could not close question ${question} of session ${no} early.`, error);
        hasWarned = true;
        return null;
      }
    },
  };
}

function gatewaysOf(broker: ServiceBroker): Gateways {
  return {
    names() {
      const callable = callableNodesWithAction(broker, "api.streamingPlayers");
      // Every release has this action, so these are all gateways.
      const all = nodesWithAction(broker, "api.flushLedger");
      return all.every((name) => callable.includes(name)) ? callable : null;
    },
    ask: (nodeID, params) => call(broker, "api.streamingPlayers", params, { nodeID }),
  };
}
