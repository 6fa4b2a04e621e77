import { jest } from "@jest/globals";
import type { CachedSession } from "../../../../services/api/caches/session-cache.ts";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, SECRET, STAGES, snapshot } from "../fixtures.ts";
import { opened, subscribe } from "./subscribe.ts";

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

test("in pace self the stats of all questions are streamed as they change", () => {
  const self = cachedSession({
    ...opened,
    settings: settings({ pace: "self", stats: "live" }),
    windows: [STAGES.open(1), STAGES.open(2)],
  });
  const channel = new Channel(self, undefined);
  const player = subscribe(channel);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(1, 1), questionStats(2, 1)])), [1, 2]);
  expect(player.initial).toEqual(["state"]);
  expect(player.later()).toEqual(["stats", "stats", "leaderboard"]);
  expect(player.res.text).not.toContain(SECRET);
});

const MANY = Array.from({ length: 1000 }, (_, index) => index + 1);
/** A session in pace self with a thousand open questions. */
const selfPaced = (): CachedSession => {
  const changes = { ...opened, settings: settings({ pace: "self", stats: "live" }), questions: MANY.length };
  const self = cachedSession({ ...changes, windows: MANY.map((no) => STAGES.open(no)) });
  const [question] = self.content.questions;
  return { ...self, content: { ...self.content, questions: MANY.map(() => question!) } };
};
/** Its snapshot `seq`: each question has `seq` answers. */
const snapshotAt = (seq: number) => {
  const all = MANY.map((no) => questionStats(no, seq));
  return cachedSnapshot(snapshot(seq, all));
};
/** The stats that a client was sent, in order: question and attempts. */
const sentStats = (text: string) => {
  const stats = text.matchAll(/^event: stats\ndata: {"question":(\d+),"attempts":(\d+)/gm);
  return [...stats].map(([, no, attempts]) => [Number(no), Number(attempts)]);
};
/** The `now` of each event, in epoch ms. */
const nowsOf = (text: string) => [...text.matchAll(/"now":"([^"]+)"}$/gm)].map(([, now]) => Date.parse(now!));
/** The client no longer reads, and more than 64 KiB are buffered. */
function stopReading({ res, stream }: ReturnType<typeof subscribe>): void {
  res.isReading = false;
  while (res.bufferedBytes <= 64 * 1024) stream.write(chunkOf("x".repeat(10_000)));
}

test("in pace self a skipped client gets the newest stats of each question that it missed, once, and no others", () => {
  const channel = new Channel(selfPaced(), snapshotAt(1));
  const slow = subscribe(channel);
  stopReading(slow);
  channel.statsChanged(snapshotAt(2), [7, 8]);
  channel.statsChanged(snapshotAt(3), [3, 7]);
  expect(sentStats(slow.res.text)).toEqual([]);
  slow.res.read();
  expect(sentStats(slow.res.text)).toEqual([
    [8, 3],
    [3, 3],
    [7, 3],
  ]);
  expect(slow.res.events.slice(-5)).toEqual(["state", "stats", "stats", "stats", "leaderboard"]);
  channel.statsChanged(snapshotAt(4), [9]);
  expect(sentStats(slow.res.text).at(-1)).toEqual([9, 4]);
});

test("a client that becomes slow while it catches up has little buffered, and continues from there", () => {
  const channel = new Channel(selfPaced(), snapshotAt(1));
  const [slow, quick] = [subscribe(channel), subscribe(channel)];
  stopReading(slow);
  channel.statsChanged(snapshotAt(2), MANY);
  let reads = 0;
  for (; sentStats(slow.res.text).length < MANY.length; reads++) {
    slow.res.read(false);
    expect(slow.res.bufferedBytes).toBeLessThan(80 * 1024);
  }
  expect(reads).toBeGreaterThan(1);
  expect(sentStats(slow.res.text)).toEqual(sentStats(quick.res.text));
  // The stats had an id with which a client that reconnects gets the rest.
  const ids = [...slow.res.text.matchAll(/^id: (.*)\nevent: (\w+)$/gm)].map(
    ([, id, event]) => `${event} ${id}`,
  );
  expect(ids.at(-2)).toBe("stats 2-1");
  expect(ids.at(-1)).toBe("leaderboard 2-2");
});

test("in pace self a client that reconnects gets the stats that have changed since, as bytes that are shared", () => {
  const channel = new Channel(selfPaced(), snapshotAt(1));
  channel.statsChanged(snapshotAt(2), [5]);
  channel.statsChanged(snapshotAt(3), [6]);
  const reconnect = (seq: number) => subscribe(channel, "players", null, { revision: 2, seq });
  expect(sentStats(reconnect(2).res.text)).toEqual([[6, 3]]);
  expect(sentStats(reconnect(1).res.text)).toEqual([
    [5, 3],
    [6, 3],
  ]);
  expect(reconnect(3).initial).toEqual(["state"]);
  expect(subscribe(channel).initial).toEqual(["state", "leaderboard"]);
  expect(reconnect(2).res.written[1]).toBe(reconnect(2).res.written[1]);
  // They tell the time, so they are not kept for long.
  jest.advanceTimersByTime(60_000);
  for (const now of nowsOf(reconnect(1).res.text)) expect(now).toBe(NOON + 60_001);
  // What they show depends on the session too.
  const { record, content } = selfPaced();
  channel.sessionChanged({ record: { ...record, revision: 3, voided: [6] }, content });
  expect(reconnect(2).res.text).toMatch(/"question":6,.*"voided":true/);
});
