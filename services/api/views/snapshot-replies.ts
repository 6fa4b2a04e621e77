import { windowOf } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import { type CachedReply, cacheReply } from "../http/response.ts";
import { type Audience, leaderboardView, statsView } from "./stats-view.ts";

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
}

const HEADERS_FOR: Record<Audience, Record<string, string>> = {
  // Any cache in front of the gateway may share a player's reply for a second, but never a host's.
  players: { "Cache-Control": "public, max-age=1", Vary: "Authorization" },
  host: { "Cache-Control": "private, no-cache", Vary: "Authorization" },
};
const AUDIENCE_BIT: Record<Audience, number> = { players: 0, host: 1 };

/**
 * The replies of each snapshot: encoded when first requested, dropped with the snapshot. A stats reply also depends
 * on the session and on the time, so both are compared at every request.
 */
export class SnapshotReplyCache {
  readonly #bySnapshot = new WeakMap<CachedSnapshot, SnapshotReplies>();

  /** The stats of question `no` as an audience may see them now (epoch ms). */
  stats(
    session: CachedSession,
    snapshot: CachedSnapshot,
    no: number,
    audience: Audience,
    now: number,
  ): CachedReply {
    const { record } = session;
    const replies = this.#repliesOf(snapshot).stats;
    const key = 2 * no + AUDIENCE_BIT[audience];
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
  leaderboard(snapshot: CachedSnapshot, audience: Audience, limit: number): CachedReply {
    const replies = this.#repliesOf(snapshot).leaderboards;
    const key = 2 * limit + AUDIENCE_BIT[audience];
    let reply = replies.get(key);
    if (!reply) {
      const board = audience === "host" ? snapshot.leaderboards.full : snapshot.leaderboards.open;
      const etag = `"${audience}-${snapshot.seq}-${limit}"`;
      reply = cacheReply(Buffer.from(leaderboardView(board, limit)), etag, HEADERS_FOR[audience]);
      replies.set(key, reply);
    }
    return reply;
  }

  #repliesOf(snapshot: CachedSnapshot): SnapshotReplies {
    let replies = this.#bySnapshot.get(snapshot);
    if (!replies) {
      replies = { stats: new Map(), leaderboards: new Map() };
      this.#bySnapshot.set(snapshot, replies);
    }
    return replies;
  }
}
