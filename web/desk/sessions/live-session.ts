import { signal } from "@preact/signals";
import type { HostSession } from "../../../client/src/host.ts";
import type { SessionFollower } from "../../../client/src/session-follower.ts";
import type { HostedSession, Leaderboard, QuestionStats } from "../../../client/src/types.ts";
import { theHost } from "../signed-in.ts";

interface Arrival {
  playerNo: number;
  nickname: string;
}

/** How many of those who came last are kept. */
const MAX_ARRIVALS = 50;

/** A session as its event stream shows it, in signals. It holds nothing that the server does not know. */
export class LiveSession {
  readonly session: HostSession;
  readonly follower: SessionFollower;
  readonly state = signal<HostedSession | undefined>(undefined);
  /** The newest figures, by the questions' numbers. */
  readonly stats = signal<ReadonlyMap<number, QuestionStats>>(new Map());
  readonly leaderboard = signal<Leaderboard | undefined>(undefined);
  readonly connection = signal<SessionFollower["connection"]>("connecting");
  /** Who came since this desk follows, the newest first. */
  readonly arrivals = signal<readonly Arrival[]>([]);
  /** Who was removed since this desk follows. */
  readonly removed = signal<ReadonlySet<number>>(new Set());
  /** How many corrections this desk has seen: what was read before is out of date. */
  readonly corrections = signal(0);
  /** Why the server refuses the stream for good. */
  readonly failure = signal<unknown>(undefined);

  constructor(session: HostSession) {
    this.session = session;
    this.follower = session.follow();
    const { follower } = this;
    follower.on("state", () => this.refresh());
    follower.on("ended", () => this.refresh());
    follower.on("stats", (stats) => {
      this.stats.value = new Map(this.stats.value).set(stats.question, stats);
    });
    follower.on("leaderboard", (leaderboard) => {
      this.leaderboard.value = leaderboard as Leaderboard;
    });
    follower.on("joined", ({ players }) => {
      const known = new Set(this.arrivals.value.map(({ playerNo }) => playerNo));
      const added = players.filter(({ playerNo }) => !known.has(playerNo));
      this.arrivals.value = [...added, ...this.arrivals.value].slice(0, MAX_ARRIVALS);
    });
    follower.on("removed", ({ playerNo }) => {
      this.arrivals.value = this.arrivals.value.filter((one) => one.playerNo !== playerNo);
      this.removed.value = new Set(this.removed.value).add(playerNo);
    });
    follower.on("corrected", ({ question }) => {
      this.corrections.value++;
      this.session.stats(question).then(
        (stats) => this.note(stats),
        () => {},
      );
    });
    follower.on("connection", (connection) => {
      this.connection.value = connection;
    });
    follower.ready.catch((error: unknown) => {
      this.failure.value = error;
    });
    follower.ended.catch(() => {});
  }

  /** Shows the newest state: after a step its reply may be newer than the stream. */
  refresh(): void {
    this.state.value = this.session.state;
  }

  /** Shows figures that were asked for. */
  note(stats: QuestionStats): void {
    const known = this.stats.value.get(stats.question);
    if (known && known.asOf > stats.asOf) return;
    this.stats.value = new Map(this.stats.value).set(stats.question, stats);
  }
}

/** The sessions that are followed, and by how many. */
const followed = new Map<string, { live: LiveSession; users: number }>();

/** Follows a session. Views and bots share one stream: a browser allows a page six connections to a server. */
export function holdSession(id: string): { live: LiveSession; release: () => void } {
  const entry = followed.get(id) ?? { live: new LiveSession(theHost().session(id)), users: 0 };
  followed.set(id, entry);
  entry.users++;
  let isHeld = true;
  const release = () => {
    if (!isHeld) return;
    isHeld = false;
    if (--entry.users > 0) return;
    entry.live.follower.close();
    if (followed.get(id) === entry) followed.delete(id);
  };
  return { live: entry.live, release };
}
