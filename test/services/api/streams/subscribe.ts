import type { Channel } from "../../../../services/api/streams/channel.ts";
import { EventStream } from "../../../../services/api/streams/event-stream.ts";
import type { Feed } from "../../../../services/api/streams/feed.ts";
import { NOON } from "../../../harness/session-record.ts";
import { FakeResponseStream } from "./fake-response-stream.ts";

/** What makes a session an open one. */
export const opened = { openedAt: NOON, revision: 2 };

const NOTHING = { revision: -1, seq: -1 };

/** A new subscriber. `initial` has the events that it got at once, `later()` those since. */
export function subscribe(
  channel: Channel,
  feed: Feed = "players",
  playerNo: number | null = null,
  received = NOTHING,
) {
  const res = new FakeResponseStream();
  const stream = new EventStream(res, feed, playerNo, () => channel.catchUp(stream), {
    skipped: 0,
    dropped: 0,
  });
  channel.add(stream, received);
  const initial = res.events;
  return { res, stream, initial, later: () => res.events.slice(initial.length) };
}
