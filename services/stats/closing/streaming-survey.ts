import type { StreamingPlayersReply } from "../../../platform/contracts/api.ts";
import type { ParamsIn } from "../../../platform/contracts/contracts.ts";
import { findPlayer, PLAYERS_PER_BLOCK } from "../../../platform/contracts/player-bitmap.ts";

/** The gateways of the cluster. */
export interface Gateways {
  /** Their names; null if one of them runs a release that does not know `api.streamingPlayers`. */
  names(): string[] | null;
  /** Rejects if the gateway does not reply in time. */
  ask(gateway: string, params: ParamsIn<"api.streamingPlayers">): Promise<StreamingPlayersReply>;
}

/** A player who has a stream open at a gateway. */
export interface Streamer {
  gateway: string;
  player: number;
}

/** How often one survey starts again because players came meanwhile. */
const ATTEMPTS = 3;

/**
 * Looks for a player who has a stream of the session open at any gateway, and for whom `isAwaited` is true.
 *
 * Null means that there was a moment at which no such player existed anywhere. For that, every gateway is asked twice:
 * first for its players, then whether others have come since. If none have, then between the two rounds no gateway had
 * a player whom its first reply did not name; a player who moves from one gateway to another is never overlooked.
 *
 * @returns "unknown" if a gateway did not reply, if this node does not know all gateways, or if players keep coming
 */
export async function findStreaming(
  gateways: Gateways,
  session: number,
  isAwaited: (player: number) => boolean,
  random: () => number = Math.random,
): Promise<Streamer | null | "unknown"> {
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const names = gateways.names();
      if (!names || names.length === 0) return "unknown";
      const found = await askForPlayers(gateways, names, session, isAwaited, random);
      if ("player" in found) return found;
      const isSettled = await haveNoneCome(gateways, session, found.opened);
      if (isSettled) return null;
    }
  } catch {
    // A gateway that is known but does not reply may have players who have not answered.
  }
  return "unknown";
}

/** Asks all gateways for their players, block by block. @returns a player, or each gateway's `opened` */
async function askForPlayers(
  gateways: Gateways,
  names: readonly string[],
  session: number,
  isAwaited: (player: number) => boolean,
  random: () => number,
): Promise<Streamer | { opened: Map<string, number> }> {
  const opened = new Map<string, number>();
  let last = 0;
  for (let block = 0; block * PLAYERS_PER_BLOCK <= last; block++) {
    const replies = await Promise.all(names.map((name) => gateways.ask(name, { session, block })));
    for (const [index, reply] of replies.entries()) {
      const gateway = names[index]!;
      const player = findPlayer(reply.players ?? "", block, isAwaited, random());
      if (player !== null) return { gateway, player };
      // Who comes while later blocks are read makes the second round's number differ from the first block's.
      if (block === 0) opened.set(gateway, reply.opened);
      last = Math.max(last, reply.lastPlayer);
    }
  }
  return { opened };
}

/** Whether at no gateway a player has come since its `opened` was read, and this node knows all gateways. */
async function haveNoneCome(
  gateways: Gateways,
  session: number,
  opened: ReadonlyMap<string, number>,
): Promise<boolean> {
  const names = gateways.names() ?? [];
  const replies = await Promise.all(names.map((name) => gateways.ask(name, { session })));
  const known = new Set(names);
  return replies.every(
    (reply, index) =>
      reply.opened === opened.get(names[index]!) && reply.gateways.every((gateway) => known.has(gateway)),
  );
}
