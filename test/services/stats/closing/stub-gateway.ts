import type { ServiceBroker } from "moleculer";
import { nodesWithAction } from "../../../../platform/broker/nodes-with-action.ts";
import type { Ctx } from "../../../../platform/contracts/typed-broker.ts";
import { StreamingPlayers } from "../../../../services/api/streams/streaming-players.ts";

/**
 * The service `api` of a node, with only what an early close needs.
 *
 * @param playersOf the players who stream a session there
 * @param isOld whether it is of the release before
 */
export function createStubGateway(
  broker: ServiceBroker,
  playersOf: (session: number) => StreamingPlayers | undefined,
  isOld = false,
): void {
  const streamingPlayers = ({ params: { session, player, block } }: Ctx<"api.streamingPlayers">) => {
    const players = playersOf(session) ?? new StreamingPlayers();
    return {
      opened: players.opened,
      isStreaming: player !== undefined && players.has(player),
      players: block === undefined ? null : players.pack(block),
      lastPlayer: players.last,
      gateways: nodesWithAction(broker, "api.flushLedger"),
    };
  };
  broker.createService({
    name: "api",
    actions: { flushLedger: () => null, ...(isOld ? {} : { streamingPlayers }) },
  });
}
