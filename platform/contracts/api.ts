import { z } from "zod";
import type { GatewayLoad } from "./operator-contracts.ts";
import { positiveInt, sessionNos } from "./param-schemas.ts";

/** The actions of the service `api`, the gateway. */

export const apiParams = {
  "api.flushLedger": z.strictObject({}),
  "api.putOffAnswers": z.strictObject({ session: positiveInt }),
  "api.streams": z.strictObject({ sessions: sessionNos }),
  /** Asks for one player, for the players of one block (player-bitmap.ts), or for neither. */
  "api.streamingPlayers": z.strictObject({
    session: positiveInt,
    player: positiveInt.optional(),
    block: z.int().min(0).max(1024).optional(),
  }),
};

/** The players who have a stream of a session open at the called node. */
export interface StreamingPlayersReply {
  /** Another number whenever a player has come who had no stream open at this node; 0 if nobody streams the session. */
  opened: number;
  /** Whether the player that the call asks for has a stream open. */
  isStreaming: boolean;
  /** The players of the block that the call asks for, as `packPlayers` writes them; else null. */
  players: string | null;
  /** No player number is higher. */
  lastPlayer: number;
  /** The gateways that this node knows, itself among them. */
  gateways: string[];
}

export interface ApiResults {
  "api.flushLedger": null;
  /** How many put-off answers of a session wait at the called node, by question, once it has tried to deliver them. */
  "api.putOffAnswers": { question: number; waiting: number }[];
  /** The load of the called node. */
  "api.streams": GatewayLoad;
  "api.streamingPlayers": StreamingPlayersReply;
}
