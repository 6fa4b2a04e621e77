import { chunkOfEvents } from "../../streams/event-stream.ts";
import type { SessionEvent } from "../../streams/session-events.ts";
import * as story from "./story.ts";

/** Examples of the events of a session's stream, as the gateway writes them. */

const { sessions, at } = story;
const correctKey = { correct: [1], explanation: story.stats.explanation };

/** Each event: its data, the revision of the session and of the stats in its id, and when it was made. */
const EVENTS: Record<SessionEvent["event"], { data: object; id: [number, number]; now: string }> = {
  state: { data: sessions.open, id: [4, 0], now: sessions.open.now },
  question: { data: story.openQuestion, id: [4, 0], now: at("18:05:00.002") },
  closed: {
    data: { question: 1, closedAt: at("18:05:20.000"), ...correctKey },
    id: [5, 3],
    now: at("18:05:20.504"),
  },
  corrected: { data: { question: 1, voided: false, correct: [1, 2] }, id: [8, 7], now: at("18:20:00.120") },
  stats: { data: story.stats, id: [5, 4], now: at("18:05:21.004") },
  leaderboard: { data: story.leaderboard, id: [7, 6], now: at("18:10:00.300") },
  joined: {
    data: { players: [{ playerNo: 2, nickname: "Bo" }], more: 0 },
    id: [2, 0],
    now: at("18:02:40.900"),
  },
  removed: { data: { playerNo: 3, banned: true }, id: [3, 0], now: at("18:04:00.010") },
  ended: { data: sessions.ended, id: [7, 6], now: sessions.ended.now },
};

/** The text of one event of each kind, by its name under `components.examples`. */
export const EVENT_EXAMPLES: Record<string, string> = Object.fromEntries(
  Object.entries(EVENTS).map(([name, { data, id, now }]) => {
    const event = { event: name as SessionEvent["event"], data };
    const [revision, seq] = id;
    const { bytes } = chunkOfEvents([event], { revision, seq }, Date.parse(now));
    return [`${name}Event`, bytes.toString("utf8")];
  }),
);
