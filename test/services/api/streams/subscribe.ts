import type { Channel } from "../../../../services/api/streams/channel.ts";
import { EventStream } from "../../../../services/api/streams/event-stream.ts";
import type { Audience } from "../../../../services/api/views/stats-view.ts";
import { NOON } from "../../../harness/session-record.ts";
import { FakeOutlet } from "./fake-response-stream.ts";

/** A session that was opened. */
export const opened = { openedAt: NOON, revision: 2 };

const NOTHING = { revision: -1, seq: -1 };

/** Somebody who listens; what they are sent is in what comes back, the greeting in `greeting`. */
export function listen(
  channel: Channel,
  audience: Audience = "players",
  playerNo: number | null = null,
  seen = NOTHING,
) {
  const res = new FakeOutlet();
  const stream = new EventStream(res, audience, playerNo, () => channel.catchUp(stream), {
    skipped: 0,
    dropped: 0,
  });
  channel.add(stream, seen);
  const greeting = res.events;
  return { res, stream, greeting, news: () => res.events.slice(greeting.length) };
}
