import { isLeaderboardVisible, windowOf } from "../../../platform/domain/session.ts";
import type { LeaderboardPage } from "../../../platform/domain/stats.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import { type CachedReply, cacheReply } from "../http/response.ts";
import {
  type FiguresAudience as Audience,
  hiddenLeaderboardView,
  leaderboardView,
  statsView,
} from "./stats-view.ts";

/** Players who show a ticket may see the stats of a question earlier than others. */
type StatsAudience = Audience | "answered";

/** The reply about one question, and the state of the session that it shows. */
interface StatsReply {
  revision: number;
  /** Epoch ms when the question opens: its stats are hidden before. */
  opensAt: number;
  hasOpened: boolean;
  reply: CachedReply;
}

/** The replies of one snapshot, by audience and by question number or leaderboard limit. */
interface SnapshotReplies {
  stats: Map<number, StatsReply>;
  leaderboards: Map<number, CachedReply>;
  /** What players get while they may not see the leaderboard, whatever they ask for. */
  hiddenLeaderboard: CachedReply | undefined;
}

// Any cache in front of the gateway may share a player's reply for a second, but never a host's.
const SHARED = { "Cache-Control": "public, max-age=1", Vary: "Authorization" };
const HEADERS_FOR: Record<StatsAudience, Record<string, string>> = {
  players: SHARED,
  answered: SHARED,
  host: { "Cache-Control": "private, no-cache", Vary: "Authorization" },
};
/** Clients ask for a few lengths of the leaderboard. The replies of a snapshot must not outgrow it. */
const MAX_LEADERBOARDS = 8;
const AUDIENCE_BITS: Record<StatsAudience, number> = { players: 0, host: 1, answered: 2 };

/**
 * The replies of each snapshot: encoded when first requested, dropped with the snapshot. A stats reply also depends
 * on the session and on the time, so both are compared at every request. So is whether players see a leaderboard.
 */
export class SnapshotReplyCache {
  readonly #bySnapshot = new WeakMap<CachedSnapshot, SnapshotReplies>();

  /** The stats of question `no` as an audience may see them now (epoch ms). */
  stats(
    session: CachedSession,
    snapshot: CachedSnapshot,
    no: number,
    audience: StatsAudience,
    now: number,
  ): CachedReply {
    const { record } = session;
    const replies = this.#repliesOf(snapshot).stats;
    const key = 4 * no + AUDIENCE_BITS[audience];
    const at = Math.max(now, record.asOf);
    const cached = replies.get(key);
    if (cached && cached.revision === record.revision && cached.hasOpened === at >= cached.opensAt) {
      return cached.reply;
    }
    const opensAt = windowOf(record, no)?.openedAt ?? Number.POSITIVE_INFINITY;
    const hasOpened = at >= opensAt;
    const etag = `"${audience}-${record.revision}-${snapshot.seq}-${no}${hasOpened ? "" : "-0"}"`;
    const body = Buffer.from(JSON.stringify(statsView(session, snapshot, no, audience, now)));
    const reply = cacheReply(body, etag, HEADERS_FOR[audience]);
    replies.set(key, { revision: record.revision, opensAt, hasOpened, reply });
    return reply;
  }

  /** The first `limit` places. */
  #firstPlaces(snapshot: CachedSnapshot, audience: Audience, limit: number): CachedReply {
    const replies = this.#repliesOf(snapshot).leaderboards;
    const key = 4 * limit + AUDIENCE_BITS[audience];
    let reply = replies.get(key);
    if (!reply) {
      const board = audience === "host" ? snapshot.leaderboards.full : snapshot.leaderboards.open;
      const etag = `"${audience}-${snapshot.seq}-${limit}"`;
      reply = cacheReply(Buffer.from(leaderboardView(board, limit)), etag, HEADERS_FOR[audience]);
      if (replies.size >= MAX_LEADERBOARDS) replies.clear();
      replies.set(key, reply);
    }
    return reply;
  }

  #hiddenLeaderboard(snapshot: CachedSnapshot): CachedReply {
    const replies = this.#repliesOf(snapshot);
    replies.hiddenLeaderboard ??= cacheReply(
      Buffer.from(JSON.stringify(hiddenLeaderboardView(snapshot.leaderboards.open))),
      `"players-${snapshot.seq}-hidden"`,
      HEADERS_FOR.players,
    );
    return replies.hiddenLeaderboard;
  }

  /**
   * Up to `limit` places from position `from` on, if the snapshot has them; undefined if they must be loaded. Only the
   * replies from place 1 on are kept: all pages together would take too much memory. There are no places for players
   * who may not see a leaderboard now.
   */
  places(
    { record }: Pick<CachedSession, "record">,
    snapshot: CachedSnapshot,
    audience: Audience,
    { from, limit }: { from: number; limit: number },
  ): CachedReply | undefined {
    if (audience !== "host" && !isLeaderboardVisible(record)) return this.#hiddenLeaderboard(snapshot);
    if (from === 1) return this.#firstPlaces(snapshot, audience, limit);
    const board = audience === "host" ? snapshot.leaderboards.full : snapshot.leaderboards.open;
    const hasAll = board.places.length >= Math.min(board.players, from - 1 + limit);
    if (!hasAll) return undefined;
    const places = board.places.slice(from - 1, from - 1 + limit);
    return leaderboardPage({ ...board, places, seq: snapshot.seq }, audience, { from, limit });
  }

  #repliesOf(snapshot: CachedSnapshot): SnapshotReplies {
    let replies = this.#bySnapshot.get(snapshot);
    if (!replies) {
      replies = { stats: new Map(), leaderboards: new Map(), hiddenLeaderboard: undefined };
      this.#bySnapshot.set(snapshot, replies);
    }
    return replies;
  }
}

/** The reply with places that were loaded. */
export function leaderboardPage(
  { seq, ...leaderboard }: LeaderboardPage,
  audience: Audience,
  { from, limit }: { from: number; limit: number },
): CachedReply {
  const etag = `"${audience}-${seq}-${limit}-${from}"`;
  return cacheReply(Buffer.from(JSON.stringify(leaderboard)), etag, HEADERS_FOR[audience]);
}
