import { jest } from "@jest/globals";
import { MemoryCache, SNAPSHOT_TTL_MS, snapshotKey } from "../../../../platform/cache/shared-cache.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import type { Snapshot } from "../../../../platform/domain/stats.ts";
import { NotFound, RateLimited, TryAgain } from "../../../../platform/errors.ts";
import { SessionCache } from "../../../../services/api/caches/session-cache.ts";
import { SnapshotCache } from "../../../../services/api/caches/snapshot-cache.ts";
import { applySession, applyStats } from "../../../../services/api/streams/apply-changes.ts";
import { EventHub } from "../../../../services/api/streams/event-hub.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { CONTENT, questionStats, STAGES, snapshot } from "../fixtures.ts";
import { FakeResponseStream } from "./fake-response-stream.ts";

const playing = sessionRecord({ openedAt: NOON, revision: 2, windows: [STAGES.open(1)] });

/** A hub over caches that load the session and the snapshot of `stored`. */
function newHub({ maxStreams = 100, shareOf = () => maxStreams, keepAliveMs = 15_000 } = {}) {
  const cache = new MemoryCache();
  const stored = { session: playing, snapshot: snapshot(1, [questionStats(1, 1)]) as Snapshot | null };
  const broker = {
    call: async (action: string) => {
      if (action === "sessions.get") return stored.session;
      return action === "quiz.content" ? CONTENT : stored.snapshot;
    },
  } as never;
  const sessions = new SessionCache(broker, (session) => events.sessionChanged(session));
  const snapshots = new SnapshotCache(broker, cache, (newest) => events.statsChanged(newest));
  const events = new EventHub({
    sessions,
    snapshots,
    maxStreams,
    shareOf,
    loadNewestPlayers: async () => [],
    beginDelivery: () => undefined,
    keepAliveMs,
  });
  const applyUpdate = (update: Snapshot) => applyStats({ snapshots, events }, update);
  const applyRecord = (record: SessionRecord) => applySession({ sessions, events }, record);
  const open = async (res = new FakeResponseStream(), lastEventId?: string, client = "192.0.2.1") => {
    const who = { feed: "players", playerNo: null, lastEventId, client } as const;
    await events.stream(await sessions.get(playing.id), res, who);
    return res;
  };
  return { hub: events, applyRecord, applyUpdate, sessions, snapshots, cache, stored, open };
}

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

test("a client that reconnects with the id of the last event gets the state, and nothing that it has received", async () => {
  const { hub, open } = newHub();
  const first = await open();
  expect(first.events).toEqual(["state", "question", "stats", "leaderboard"]);
  const [, id] = /^id: (.*)$/m.exec(first.text) ?? [];
  expect((await open(new FakeResponseStream(), id)).events).toEqual(["state"]);
  expect((await open(new FakeResponseStream(), "nonsense")).events).toHaveLength(4);
  hub.close();
});

test("the streams of a deleted session end, and whoever opens one at that moment gets none", async () => {
  const { hub, open, sessions, applyRecord, snapshots } = newHub();
  const res = await open();
  const before = res.text;
  snapshots.drop(playing.no);
  const opening = open();
  sessions.drop(playing.id);
  hub.sessionDeleted(playing.id);
  applyRecord({ ...playing, revision: 9 });
  await expect(opening).rejects.toThrow(NotFound);
  expect([res.isClosed, res.text, hub.streamCount, hub.subscriberCount(playing.no)]).toEqual([
    true,
    before,
    1,
    0,
  ]);
  hub.close();
});

test("one address has its share of the streams, and others still get one", async () => {
  const { hub, open } = newHub({ maxStreams: 4, shareOf: () => 2 });
  const openFrom = (client: string) => open(new FakeResponseStream(), undefined, client);
  const [first] = [await openFrom("192.0.2.1"), await openFrom("192.0.2.1")];
  await expect(openFrom("192.0.2.1")).rejects.toThrow(RateLimited);
  await openFrom("192.0.2.2");
  first.end();
  await openFrom("192.0.2.1");
  await expect(openFrom("192.0.2.1")).rejects.toThrow(RateLimited);
  expect(hub.streamCount).toBe(3);
  hub.close();
});

test("past the maximum a stream is rejected, until one has closed", async () => {
  const { hub, open } = newHub({ maxStreams: 2 });
  const [first] = [await open(), await open()];
  await expect(open()).rejects.toThrow(TryAgain);
  expect(hub.streamCount).toBe(2);
  first.end();
  await open();
  expect(hub.streamCount).toBe(2);
  hub.close();
});

test("a client that disconnected before its stream began does not count", async () => {
  const { hub, open } = newHub({ maxStreams: 2 });
  for (let attempt = 0; attempt < 5; attempt++) {
    const closed = new FakeResponseStream();
    closed.destroy();
    await open(closed);
  }
  expect(hub.streamCount).toBe(0);
  expect((await open()).events).not.toEqual([]);
  hub.close();
});

test("a client that disconnects while its snapshot is loaded does not count either", async () => {
  const { hub, open } = newHub({ maxStreams: 2 });
  const res = new FakeResponseStream();
  const opening = open(res);
  await Promise.resolve();
  res.destroy();
  await opening;
  await Promise.resolve();
  expect(hub.streamCount).toBe(0);
  expect(res.written).toEqual([]);
  hub.close();
});

test("changes of a session reach its own streams and no others", async () => {
  const { hub, applyRecord, applyUpdate, open } = newHub();
  const res = await open();
  const before = res.written.length;
  applyRecord({ ...playing, id: "session-2", no: 2, revision: 9 });
  applyUpdate({ ...snapshot(9, [questionStats(1, 9)]), sessionNo: 2 });
  expect(res.written).toHaveLength(before);
  applyRecord({ ...playing, revision: 3, voided: [1] });
  expect(res.written.length).toBeGreaterThan(before);
  hub.close();
});

test("an update is streamed even if a load brought it before its event", async () => {
  const { hub, applyUpdate, snapshots, cache, open } = newHub();
  const res = await open();
  const newer = snapshot(2, [questionStats(1, 55)]);
  await cache.set(snapshotKey(1), JSON.stringify(newer), SNAPSHOT_TTL_MS);
  jest.setSystemTime(NOON + 5000);
  await snapshots.get(1);
  await jest.advanceTimersByTimeAsync(0);
  applyUpdate(newer);
  expect(res.text).toContain('"attempts":55');
  hub.close();
});

test("a lost change of a session and its stats is repaired by revalidation", async () => {
  const { hub, stored, open } = newHub();
  const res = await open();
  stored.session = { ...playing, revision: 3, windows: [STAGES.revealed(1)] };
  stored.snapshot = snapshot(2, [{ ...questionStats(1, 66), final: true }]);
  await jest.advanceTimersByTimeAsync(11_000);
  expect(res.events).toContain("closed");
  expect(res.text).toContain('"attempts":66');
  hub.close();
});

test("stats that were lost between two updates are repaired too", async () => {
  const { hub, applyUpdate, stored, open } = newHub();
  const res = await open();
  stored.snapshot = snapshot(3, [questionStats(1, 77), questionStats(2, 1)]);
  applyUpdate(snapshot(3, [questionStats(2, 1)]));
  await jest.advanceTimersByTimeAsync(11_000);
  expect(res.text).toContain('"attempts":77');
  hub.close();
});

test.each([
  15_000, 30_000,
])("every stream gets a keep-alive as often as it is set: %d ms", async (keepAliveMs) => {
  const { hub, open } = newHub({ keepAliveMs });
  const res = await open();
  const comments = () => res.text.match(/^:$/gm)?.length;
  expect(comments()).toBe(1);
  await jest.advanceTimersByTimeAsync(keepAliveMs - 1);
  expect(comments()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(comments()).toBe(2);
  hub.close();
});

test("each stream gets a time of its own for its return, which each keep-alive renews", async () => {
  const { hub, open } = newHub({ maxStreams: 1000 });
  const all: FakeResponseStream[] = [];
  for (let count = 0; count < 400; count++) all.push(await open());
  await jest.advanceTimersByTimeAsync(15_000);
  const retries = all.map(({ text }) =>
    [...text.matchAll(/^retry: (\d+)\n\n:\n\n/gm)].map(([, ms]) => Number(ms)),
  );
  for (const each of retries) expect(each).toHaveLength(2);
  const newest = retries.map((each) => each[1]!);
  expect(Math.min(...newest)).toBeLessThan(550);
  expect(Math.max(...newest)).toBeGreaterThan(650);
  expect(new Set(newest).size).toBeGreaterThan(8);
  hub.close();
});

test("in a cluster the streams end one after another, get events until then, and no new one opens", async () => {
  const { hub, open, applyRecord } = newHub({ maxStreams: 1000 });
  const all: FakeResponseStream[] = [];
  for (let count = 0; count < 400; count++) all.push(await open());
  const closed = hub.close(1000);
  const countEnded = () => all.filter(({ hasEnded }) => hasEnded).length;
  expect(countEnded()).toBe(0);
  await expect(open()).rejects.toThrow(TryAgain);
  await jest.advanceTimersByTimeAsync(500);
  expect(countEnded()).toBeGreaterThan(150);
  expect(countEnded()).toBeLessThan(250);
  applyRecord({ ...playing, revision: 3, windows: [STAGES.revealed(1)] });
  expect(all.filter(({ text }) => text.includes("event: closed")).length).toBe(400 - countEnded());
  await jest.advanceTimersByTimeAsync(600);
  await closed;
  for (const res of all) expect(res.text).toMatch(/retry: \d+\n\n$/);
});

test("streams that open together share the bytes of what comes first", async () => {
  const { hub, open, applyRecord } = newHub();
  const [first, second] = [await open(), await open()];
  expect(second.written[0]).toBe(first.written[0]);
  applyRecord({ ...playing, revision: 3, voided: [1] });
  const third = await open();
  expect(third.written[0]).not.toBe(first.written[0]);
  expect(third.text).toContain("id: 3-");
  jest.setSystemTime(NOON + 1000);
  expect((await open()).written[0]).not.toBe(third.written[0]);
  hub.close();
});

test("close tells all clients to reconnect and leaves no timer", async () => {
  const { hub, open } = newHub();
  const all = [await open(), await open()];
  hub.close();
  for (const res of all) expect(res.text).toMatch(/retry: \d+\n\n$/);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(hub.streamCount).toBe(0);
  expect(all[0]?.text).toMatch(/retry: \d+\n\n$/);
});

test("the hub tells which players stream a session: not removed ones, and not those whose streams have closed", async () => {
  const { hub, applyRecord, sessions } = newHub();
  const session = await sessions.get(playing.id);
  const openAs = async (playerNo: number | null) => {
    const res = new FakeResponseStream();
    await hub.stream(session, res, { feed: "players", playerNo, lastEventId: undefined, client: "" });
    return res;
  };
  const streaming = () => [7, 8].filter((player) => hub.streamingPlayers(playing.no)?.has(player));
  await openAs(null);
  const [first, second] = [await openAs(7), await openAs(7)];
  const other = await openAs(8);
  other.isReading = false;
  expect(streaming()).toEqual([7, 8]);
  // The removed player's client does not read the end of its stream.
  applyRecord({ ...playing, revision: 3, removed: [8] });
  expect(streaming()).toEqual([7]);
  first.destroy();
  await jest.advanceTimersByTimeAsync(0);
  expect(streaming()).toEqual([7]);
  second.destroy();
  await jest.advanceTimersByTimeAsync(0);
  expect(streaming()).toEqual([]);
  hub.close();
});

test("a stream that closes late does not remove a newer channel of its session", async () => {
  const { hub, applyRecord, sessions, open } = newHub();
  const removed = new FakeResponseStream();
  removed.isReading = false;
  const session = await sessions.get(playing.id);
  await hub.stream(session, removed, {
    feed: "players",
    playerNo: 7,
    lastEventId: undefined,
    client: "",
  });
  const other = await open();
  applyRecord({ ...playing, revision: 3, removed: [7] });
  other.destroy();
  await jest.advanceTimersByTimeAsync(0);
  await open();
  expect(hub.subscriberCount(playing.no)).toBe(1);
  removed.destroy();
  await jest.advanceTimersByTimeAsync(0);
  expect(hub.subscriberCount(playing.no)).toBe(1);
  hub.close();
});
