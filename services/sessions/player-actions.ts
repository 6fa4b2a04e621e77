import { JOIN_STATUS, type JoinVerdicts, type Results } from "../../platform/contracts/contracts.ts";
import type { Ctx } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import { readJoinCode } from "../../platform/domain/text/join-code.ts";
import type { Quotas } from "../../platform/quotas/quotas.ts";
import { arrivalsBySession, joinPlayers, toVerdicts } from "./joining.ts";
import type { PlayerCountBroadcaster } from "./player-count-broadcaster.ts";
import { removePlayers, restorePlayer } from "./removals.ts";
import { returning, toReturningPlayers } from "./returning.repo.ts";
import { newestPlayers, rosterPage } from "./roster.repo.ts";
import type { SessionCommands } from "./session-commands.ts";

/** What the actions on players need of their service. */
export interface PlayersNode {
  db: Database;
  quotas: Quotas;
  commands: SessionCommands;
  playerCounts: PlayerCountBroadcaster;
  joinedPlayers: number;
}

/** The actions of the service `sessions` on players: who joins, comes back, is in, and is removed. */
export const playerActions = {
  joinWithKeys(this: PlayersNode, { params }: Ctx<"sessions.joinWithKeys">): Promise<JoinVerdicts> {
    return joinAll(this, params.code, params.nickname, params.key);
  },

  async join(this: PlayersNode, { params: { code, nickname } }: Ctx<"sessions.join">): Promise<JoinVerdicts> {
    const noKeys = code.map(() => null);
    const verdicts = await joinAll(this, code, nickname, noKeys);
    const { tooLate, full } = JOIN_STATUS;
    return { ...verdicts, status: verdicts.status.map((status) => (status === full ? tooLate : status)) };
  },

  async returning(
    this: PlayersNode,
    { params: { code, player } }: Ctx<"sessions.returning">,
  ): Promise<Results["sessions.returning"]> {
    return toReturningPlayers(await returning(this.db, code.map(storedCode), player));
  },

  /** Called by gateways of the release before. */
  async removePlayer(this: PlayersNode, { params }: Ctx<"sessions.removePlayer">): Promise<null> {
    const { player, ...session } = params;
    await removePlayers(this, { ...session, who: { player }, ban: false });
    return null;
  },

  removePlayers(this: PlayersNode, { params }: Ctx<"sessions.removePlayers">) {
    return removePlayers(this, params);
  },

  restorePlayer(this: PlayersNode, { params }: Ctx<"sessions.restorePlayer">) {
    return restorePlayer(this, params);
  },

  roster(this: PlayersNode, { params }: Ctx<"sessions.roster">): Promise<Results["sessions.roster"]> {
    return rosterPage(this.db, params);
  },

  newestPlayers(
    this: PlayersNode,
    { params }: Ctx<"sessions.newestPlayers">,
  ): Promise<Results["sessions.newestPlayers"]> {
    return newestPlayers(this.db, params.session);
  },
};

/** A code as it is stored; empty if the text cannot be one: no session has the empty code. */
const storedCode = (typed: string) => readJoinCode(typed) ?? "";

async function joinAll(
  node: PlayersNode,
  typedCodes: readonly string[],
  nicknames: string[],
  keys: (string | null)[],
): Promise<JoinVerdicts> {
  const codes = typedCodes.map(storedCode);
  const rows = await joinPlayers(node.db, { codes, nicknames, keys }, node.quotas.defaults.players);
  for (const { count, arrivals } of arrivalsBySession(rows)) {
    node.joinedPlayers += arrivals.length;
    node.playerCounts.update(count, arrivals);
  }
  return toVerdicts(rows);
}
