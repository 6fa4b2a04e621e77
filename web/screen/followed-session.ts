import { type ReadonlySignal, signal } from "@preact/signals";
import type { ServerClock } from "../../client/src/clock.ts";
import { isApiError } from "../../client/src/errors.ts";
import { follow } from "../../client/src/session-follower.ts";
import type { Session, StreamEvent, StreamEventName } from "../../client/src/types.ts";
import type { ScreenAddress } from "./address.ts";
import { loadAttempts } from "./load-attempts.ts";
import { afterEvent, NOTHING_YET, type ScreenState } from "./screen-state.ts";

const EVENTS: readonly StreamEventName[] = [
  "state",
  "question",
  "closed",
  "corrected",
  "stats",
  "leaderboard",
  "joined",
  "removed",
  "ended",
];

/** A session that a page follows. */
export interface FollowedSession {
  state: ReadonlySignal<ScreenState>;
  isConnected: ReadonlySignal<boolean>;
  /** Why there is nothing to follow; `gone`: the session was deleted, or never was. */
  failure: ReadonlySignal<"gone" | "refused" | undefined>;
  clock: ServerClock;
  close: () => void;
}

/** Follows a session until `close()`. An address that no request can be made of is refused. */
export function followSession({ sessionId, token }: ScreenAddress): FollowedSession {
  const state = signal(NOTHING_YET);
  const isConnected = signal(false);
  const failure = signal<"gone" | "refused" | undefined>(undefined);
  const follower = follow({ baseUrl: "", sessionId, ...(token ? { token } : {}) });
  for (const event of EVENTS) {
    follower.on(event, (data, id) => {
      state.value = afterEvent(state.value, { event, id, data } as StreamEvent);
    });
  }
  follower.on("connection", (connection) => {
    isConnected.value = connection === "open";
  });
  const failed = (error: unknown) => {
    if (isApiError(error)) failure.value = error.status === 404 ? "gone" : "refused";
  };
  const loadFigures = ({ pace, questions }: Session) => {
    if (pace !== "self") return;
    const load = loadAttempts({ sessionId, questions, token }, (stats) => {
      // What the stream has told is newer.
      if (state.value.stats.has(stats.question)) return;
      state.value = { ...state.value, stats: new Map(state.value.stats).set(stats.question, stats) };
    });
    // Without them the page shows what the stream tells, and no sum.
    load.catch(() => {});
  };
  follower.ready.then(loadFigures, failed);
  follower.ended.catch(failed);
  return { state, isConnected, failure, clock: follower.clock, close: () => follower.close() };
}
