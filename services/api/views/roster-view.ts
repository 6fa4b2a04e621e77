import type { Context } from "moleculer";
import type { RosterEntry } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { isUnavailable } from "../../../platform/errors.ts";

/** How a player stands in the host's leaderboard. */
export interface Standing {
  answered: number;
  points: number;
  /** Null for a removed player. */
  rank: number | null;
}

/**
 * The standings of some players, in their order; null if the stats service is away, or does not know the session.
 *
 * @throws what the call throws for any other reason
 */
export async function standingsOf(
  ctx: Context,
  session: number,
  players: readonly RosterEntry[],
): Promise<Standing[] | null> {
  if (players.length === 0) return [];
  const numbers = players.map(({ playerNo }) => playerNo);
  const standings = await call(ctx, "stats.standings", { session, players: numbers }).catch((error) => {
    if (isUnavailable(error)) return null;
    throw error;
  });
  return (
    standings &&
    players.map((_, index) => ({
      answered: standings.answered[index] ?? 0,
      points: standings.fullPoints[index] ?? 0,
      rank: standings.fullRank[index] || null,
    }))
  );
}

/** A player in the host's list. @param standing undefined if it is not known */
export function rosterItem({ playerNo, nickname, joinedAt }: RosterEntry, standing?: Standing) {
  return {
    playerNo,
    nickname,
    joinedAt: new Date(joinedAt).toISOString(),
    answered: standing?.answered ?? null,
    points: standing?.points ?? null,
    rank: standing?.rank ?? null,
  };
}
