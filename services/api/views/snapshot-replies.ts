import { windowOf } from "../../../platform/domain/session.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { KnownSnapshot } from "../caches/snapshot-cache.ts";
import { type SharedReply, sharedReply } from "../http/request-context.ts";
import { type Audience, figuresView, leaderboardView } from "./stats-view.ts";

/** The reply about one question, and the session's state as of which it was made. */
interface ReadyFigures {
  revision: number;
  /** Epoch ms when the question opens: till then its figures are hidden, from then on they may be shown. */
  opensAt: number;
  hasOpened: boolean;
  reply: SharedReply;
}

const FOR: Record<Audience, Record<string, string>> = {
  // Any cache in front may share it for a second; a host's is for the host alone.
  players: { "Cache-Control": "public, max-age=1", Vary: "Authorization" },
  host: { "Cache-Control": "private, no-cache", Vary: "Authorization" },
};
const AUDIENCE_NO: Record<Audience, number> = { players: 0, host: 1 };

/**
 * The replies of one snapshot, each made when it is first asked for and gone with the snapshot. What a reply may
 * show hangs on the session and on time as well, so both are compared at every request.
 */
export class ReadyReplies {
  readonly #figures = new Map<number, ReadyFigures>();
  readonly #leaderboards = new Map<number, SharedReply>();

  /** The figures of question `no` as an audience may see them now (epoch ms). */
  figures(
    known: KnownSession,
    snapshot: KnownSnapshot,
    no: number,
    audience: Audience,
    now: number,
  ): SharedReply {
    const { record } = known;
    const place = 2 * no + AUDIENCE_NO[audience];
    const at = Math.max(now, record.asOf);
    const ready = this.#figures.get(place);
    if (ready && ready.revision === record.revision && ready.hasOpened === at >= ready.opensAt) {
      return ready.reply;
    }
    const opensAt = windowOf(record, no)?.openedAt ?? Number.POSITIVE_INFINITY;
    const hasOpened = at >= opensAt;
    const etag = `"${audience}-${record.revision}-${snapshot.seq}-${no}${hasOpened ? "" : "-0"}"`;
    const body = Buffer.from(JSON.stringify(figuresView(known, snapshot, no, audience, now)));
    const reply = sharedReply(body, etag, FOR[audience]);
    this.#figures.set(place, { revision: record.revision, opensAt, hasOpened, reply });
    return reply;
  }

  /** The first `limit` places. */
  leaderboard(snapshot: KnownSnapshot, audience: Audience, limit: number): SharedReply {
    const place = 2 * limit + AUDIENCE_NO[audience];
    let reply = this.#leaderboards.get(place);
    if (!reply) {
      const board = audience === "host" ? snapshot.leaderboards.full : snapshot.leaderboards.open;
      const etag = `"${audience}-${snapshot.seq}-${limit}"`;
      reply = sharedReply(Buffer.from(leaderboardView(board, limit)), etag, FOR[audience]);
      this.#leaderboards.set(place, reply);
    }
    return reply;
  }
}
