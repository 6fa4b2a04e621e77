import { jest } from "@jest/globals";
import { MemoryCache, SNAPSHOT_TTL_MS, snapshotKey } from "../../../../platform/cache/shared-cache.ts";
import { DatabaseUnavailable } from "../../../../platform/database/database.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import type { Snapshot } from "../../../../platform/domain/stats.ts";
import { NotFound } from "../../../../platform/errors.ts";
import { type CachedSession, SessionCache } from "../../../../services/api/caches/session-cache.ts";
import { SnapshotCache } from "../../../../services/api/caches/snapshot-cache.ts";
import { statsView } from "../../../../services/api/views/stats-view.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { CONTENT, cachedSession, questionStats, STAGES, snapshot } from "../fixtures.ts";

const ID = "session-1";
let calls: string[];
let session: SessionRecord | null | Error | Promise<SessionRecord>;
let board: Snapshot | null;
const broker = {
  async call(action: string, { id }: { id?: string }) {
    calls.push(action);
    if (action === "quiz.content") return CONTENT;
    if (action === "stats.snapshot") return board;
    if (session instanceof Error) throw session;
    return session && { ...(await session), id: id ?? ID };
  },
} as never;

beforeEach(() => {
  jest.useFakeTimers({ now: NOON });
  calls = [];
  session = sessionRecord();
  board = snapshot(1);
});
afterEach(() => jest.useRealTimers());
const advance = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe("sessions", () => {
  test("a thousand concurrent misses make one call, and no call follows for two seconds", async () => {
    const cache = new SessionCache(broker);
    await Promise.all(Array.from({ length: 1000 }, () => cache.get(ID)));
    await advance(1900);
    await cache.get(ID);
    expect(calls).toEqual(["sessions.get", "quiz.content"]);
  });

  test("an old copy is served and refreshed in the background; a very old one is not served", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    await advance(3000);
    session = sessionRecord({ revision: 2 });
    expect((await cache.get(ID)).record.revision).toBe(1);
    await advance(0);
    expect((await cache.get(ID)).record.revision).toBe(2);
    await advance(11_000);
    session = new Error("unavailable");
    await expect(cache.get(ID)).rejects.toThrow("unavailable");
  });

  test("a deleted session is dropped, and a load that began before does not bring it back", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    await advance(3000);
    const { promise, resolve } = Promise.withResolvers<SessionRecord>();
    session = promise;
    await cache.get(ID);
    cache.drop(ID);
    resolve(sessionRecord({ revision: 2 }));
    await advance(0);
    expect([cache.peek(ID), cache.isGone(ID), cache.isKnown(ID)]).toEqual([undefined, true, true]);
    await expect(cache.get(ID)).rejects.toThrow(NotFound);
    expect(() => cache.newest(ID, cachedSession())).toThrow(NotFound);
    expect(calls.filter((action) => action === "sessions.get")).toHaveLength(2);
  });

  test("if the event of a deletion is lost, the next look-up finds it, and the copy is not served any more", async () => {
    const gone: string[] = [];
    const cache = new SessionCache(broker, undefined, ({ id }) => gone.push(id));
    await cache.get(ID);
    session = null;
    await expect(cache.reload(ID)).rejects.toThrow(NotFound);
    expect([cache.peek(ID), gone]).toEqual([undefined, [ID]]);
    session = new DatabaseUnavailable(new Error("away"));
    await cache.reload("session-2");
  });

  test("when the sessions service fails, the copy is served", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    session = new Error("unavailable");
    await advance(5000);
    expect((await cache.get(ID)).record.revision).toBe(1);
    await advance(0);
  });

  test("while the servers are away, the copy is served however old it is, and nobody waits twice for a newer one", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    session = new DatabaseUnavailable(new Error("away"));
    for (const minutes of [1, 10, 100]) {
      await advance(minutes * 60_000);
      calls = [];
      expect((await cache.get(ID)).record.revision).toBe(1);
      for (let times = 0; times < 100; times++)
        expect(cache.get(ID)).toMatchObject({ record: { revision: 1 } });
      expect(calls).toEqual(["sessions.get"]);
    }
    session = sessionRecord({ revision: 2 });
    await advance(600);
    void cache.get(ID);
    await advance(0);
    expect(cache.peek(ID)?.record.revision).toBe(2);
  });

  test("while the servers hang, an old copy is served after half a second, and then at once", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    await advance(60_000);
    let finish = (_record: SessionRecord) => {};
    session = new Promise<SessionRecord>((resolve) => {
      finish = resolve;
    });
    const waiting = cache.get(ID);
    await advance(500);
    expect((await waiting).record.revision).toBe(1);
    await advance(7000);
    expect(cache.get(ID)).toMatchObject({ record: { revision: 1 } });
    finish(sessionRecord({ revision: 2 }));
    await advance(0);
    expect(cache.get(ID)).toMatchObject({ record: { revision: 2 } });
  });

  test("a session that is gone is not served from the old copy", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    session = null;
    await advance(11_000);
    await expect(cache.get(ID)).rejects.toThrow(NotFound);
  });

  test("after invalidate no copy is served until it is refreshed, unless the refresh fails", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    await advance(100);
    session = sessionRecord({ revision: 2 });
    cache.invalidate();
    expect((await cache.get(ID)).record.revision).toBe(2);
    await cache.get(ID);
    expect(calls).toEqual(["sessions.get", "quiz.content", "sessions.get"]);
    await advance(100);
    session = new Error("unavailable");
    cache.invalidate();
    expect((await cache.get(ID)).record.revision).toBe(2);
  });

  test("an older record never replaces a newer one, from an event or a load", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    cache.applyRecord(sessionRecord({ revision: 5 }));
    cache.applyRecord(sessionRecord({ revision: 4 }));
    expect(cache.peek(ID)?.record.revision).toBe(5);
    await advance(11_000);
    session = sessionRecord({ revision: 4 });
    expect((await cache.get(ID)).record.revision).toBe(5);
  });

  test("each newer record is reported once, a repeated one is not", async () => {
    const reported: number[] = [];
    const report = ({ record }: CachedSession) => reported.push(record.revision);
    const cache = new SessionCache(broker, report);
    await cache.get(ID);
    for (const revision of [2, 2, 1, 3]) {
      const changed = cache.applyRecord(sessionRecord({ revision }));
      if (changed) report(changed);
    }
    expect(reported).toEqual([1, 2, 3]);
  });

  test("the player count only grows, from a count and from a record", async () => {
    const cache = new SessionCache(broker);
    await cache.get(ID);
    expect(cache.applyPlayerCount(ID, 10)?.record.players).toBe(10);
    expect(cache.applyPlayerCount(ID, 9)).toBeUndefined();
    cache.applyRecord(sessionRecord({ revision: 2, players: 3 }));
    expect(cache.peek(ID)?.record.players).toBe(10);
  });

  test("an unknown id is not found, and a second request makes no call", async () => {
    const cache = new SessionCache(broker);
    session = null;
    await expect(cache.get("nobody")).rejects.toThrow(NotFound);
    await expect(cache.get("nobody")).rejects.toThrow(NotFound);
    expect(calls).toEqual(["sessions.get"]);
  });

  test("an event about a session that is not cached does not cache it", () => {
    const cache = new SessionCache(broker);
    cache.applyRecord(sessionRecord());
    expect(cache.peek(ID)).toBeUndefined();
  });
});

describe("snapshots", () => {
  const attempts = async (cache: SnapshotCache, question = 1) =>
    (await cache.get(1)).questions.get(question)?.attempts;

  test("a miss asks the shared cache first and the board's owner second; a thousand misses make one call", async () => {
    const shared = new MemoryCache();
    await shared.set(snapshotKey(1), JSON.stringify(snapshot(4, [questionStats(1, 4)])), SNAPSHOT_TTL_MS);
    expect(await attempts(new SnapshotCache(broker, shared))).toBe(4);
    expect(calls).toEqual([]);
    const cache = new SnapshotCache(broker, new MemoryCache());
    await Promise.all(Array.from({ length: 1000 }, () => cache.get(1)));
    expect(calls).toEqual(["stats.snapshot"]);
  });

  test("while a board moves to another node, its last snapshot is served and the new owner is called", async () => {
    const shared = new MemoryCache();
    await shared.set(
      snapshotKey(1),
      JSON.stringify(snapshot(4, [questionStats(1, 4)])),
      SNAPSHOT_TTL_MS - 30_000,
    );
    const cache = new SnapshotCache(broker, shared);
    expect(await attempts(cache)).toBe(4);
    expect(calls).toEqual([]);
    board = snapshot(7, [questionStats(1, 7)]);
    expect(await attempts(cache)).toBe(4);
    await advance(0);
    expect(calls).toEqual(["stats.snapshot"]);
    expect(await attempts(cache)).toBe(7);
  });

  test("an update is added to the cached snapshot; an older one changes nothing", async () => {
    board = snapshot(1, [questionStats(1, 1), questionStats(2, 2)]);
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    cache.apply(snapshot(3, [questionStats(2, 20)]));
    cache.apply(snapshot(2, [questionStats(2, 10)]));
    expect([await attempts(cache, 1), await attempts(cache, 2)]).toEqual([1, 20]);
    expect((await cache.get(1)).seq).toBe(3);
  });

  test("an update without a cached snapshot does not count as a full one", () => {
    const cache = new SnapshotCache(broker, new MemoryCache());
    cache.apply(snapshot(3, [questionStats(2, 20)]));
    expect(cache.has(1)).toBe(false);
  });

  test("a lost update is repaired, however busy the session is", async () => {
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    board = snapshot(50, [questionStats(1, 99), questionStats(2, 1)]);
    for (let seq = 3; seq < 30; seq++) {
      cache.apply(snapshot(seq, [questionStats(2, seq)]));
      await advance(250);
      await cache.get(1);
    }
    await advance(0);
    expect(await attempts(cache, 1)).toBe(99);
  });

  test("if the only update of a question was lost, its empty stats have the time of the full snapshot", async () => {
    board = snapshot(1, []);
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    cache.apply(snapshot(3, [questionStats(2, 20)]));
    const session = cachedSession({ openedAt: NOON, windows: [STAGES.open(1), STAGES.open(2)] });
    const view = statsView(session, await cache.get(1), 1, "host", NOON);
    expect(view).toMatchObject({ attempts: 0, asOf: snapshot(1).asOf });
  });

  test("a very old snapshot, or any after invalidate, is not served until it is refreshed", async () => {
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    board = snapshot(2, [questionStats(1, 2)]);
    await advance(11_000);
    expect(await attempts(cache)).toBe(2);
    board = snapshot(3, [questionStats(1, 3)]);
    cache.invalidate();
    expect(await attempts(cache)).toBe(3);
  });

  test("an old snapshot is served if no newer one can be loaded", async () => {
    board = snapshot(1, [questionStats(1, 1)]);
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    board = null;
    await advance(11_000);
    expect(await attempts(cache)).toBe(1);
  });

  test("an older full snapshot never replaces a newer one", async () => {
    const cache = new SnapshotCache(broker, new MemoryCache());
    await cache.get(1);
    cache.apply(snapshot(9, [questionStats(1, 9)]));
    board = snapshot(8, [questionStats(1, 8)]);
    await advance(3000);
    await cache.get(1);
    await advance(0);
    expect(await attempts(cache)).toBe(9);
  });

  test("a session that does not exist is not found", async () => {
    board = null;
    await expect(new SnapshotCache(broker, new MemoryCache()).get(1)).rejects.toThrow(NotFound);
  });
});
