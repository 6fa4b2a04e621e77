import { jest } from "@jest/globals";
import { EmbeddedCache, SNAPSHOT_LIFE_MS, snapshotKey } from "../../../../platform/cache/shared-cache.ts";
import type { Snapshot } from "../../../../platform/contracts/contracts.ts";
import { TryAgain } from "../../../../platform/errors.ts";
import { SessionBook } from "../../../../services/api/caches/session-cache.ts";
import { SnapshotBook } from "../../../../services/api/caches/snapshot-cache.ts";
import { EventHub } from "../../../../services/api/streams/event-hub.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { CONTENT, figures, STAGES, snapshot } from "../fixtures.ts";
import { FakeOutlet } from "./fake-response-stream.ts";

const playing = sessionRecord({ openedAt: NOON, revision: 2, windows: [STAGES.open(1)] });

/** A hub over books whose sessions and snapshots are told here. */
function hubOf(most = 100) {
  const cache = new EmbeddedCache();
  const there = { session: playing, snapshot: snapshot(1, [figures(1, 1)]) as Snapshot | null };
  const broker = {
    call: async (action: string) => {
      if (action === "sessions.get") return there.session;
      return action === "quiz.content" ? CONTENT : there.snapshot;
    },
  } as never;
  const sessions = new SessionBook(broker);
  const snapshots = new SnapshotBook(broker, cache);
  const hub = new EventHub(sessions, snapshots, most);
  const open = async (res = new FakeOutlet(), lastEventId?: string) => {
    const who = { audience: "players", playerNo: null, lastEventId } as const;
    await hub.stream(await sessions.get(playing.id), res, who);
    return res;
  };
  return { hub, sessions, snapshots, cache, there, open };
}

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

test("one who comes back with the id of the last event gets the state, and nothing that it has seen", async () => {
  const { hub, open } = hubOf();
  const first = await open();
  expect(first.events).toEqual(["state", "question", "stats", "leaderboard"]);
  const [, id] = /^id: (.*)$/m.exec(first.text) ?? [];
  expect((await open(new FakeOutlet(), id)).events).toEqual(["state"]);
  expect((await open(new FakeOutlet(), "nonsense")).events).toHaveLength(4);
  hub.close();
});

test("past the bound a stream is refused, until one has closed", async () => {
  const { hub, open } = hubOf(2);
  const [first] = [await open(), await open()];
  await expect(open()).rejects.toThrow(TryAgain);
  expect(hub.open).toBe(2);
  first.end();
  await open();
  expect(hub.open).toBe(2);
  hub.close();
});

test("a client that broke off before its stream began holds no place", async () => {
  const { hub, open } = hubOf(2);
  for (let tries = 0; tries < 5; tries++) {
    const gone = new FakeOutlet();
    gone.cutOff();
    await open(gone);
  }
  expect(hub.open).toBe(0);
  expect((await open()).events).not.toEqual([]);
  hub.close();
});

test("a client that breaks off while its figures are looked up holds none either", async () => {
  const { hub, open } = hubOf(2);
  const res = new FakeOutlet();
  const opening = open(res);
  await Promise.resolve();
  res.cutOff();
  await opening;
  await Promise.resolve();
  expect(hub.open).toBe(0);
  expect(res.written).toEqual([]);
  hub.close();
});

test("events of a session reach its own streams and no others", async () => {
  const { hub, sessions, open } = hubOf();
  const res = await open();
  const before = res.written.length;
  sessions.hear({ ...playing, id: "session-2", no: 2, revision: 9 });
  hub.figuresUpdated({ ...snapshot(9, [figures(1, 9)]), sessionNo: 2 });
  expect(res.written).toHaveLength(before);
  sessions.hear({ ...playing, revision: 3, voided: [1] });
  expect(res.written.length).toBeGreaterThan(before);
  hub.close();
});

test("an update is streamed even where a look has brought it here before its event", async () => {
  const { hub, snapshots, cache, open } = hubOf();
  const res = await open();
  const newer = snapshot(2, [figures(1, 55)]);
  await cache.set(snapshotKey(1), JSON.stringify(newer), SNAPSHOT_LIFE_MS);
  jest.setSystemTime(NOON + 5000);
  await snapshots.get(1);
  await jest.advanceTimersByTimeAsync(0);
  hub.figuresUpdated(newer);
  expect(res.text).toContain('"attempts":55');
  hub.close();
});

test("what was lost on the way is found by itself: a session's move and its figures", async () => {
  const { hub, there, open } = hubOf();
  const res = await open();
  there.session = { ...playing, revision: 3, windows: [STAGES.revealed(1)] };
  there.snapshot = snapshot(2, [{ ...figures(1, 66), final: true }]);
  await jest.advanceTimersByTimeAsync(11_000);
  expect(res.events).toContain("closed");
  expect(res.text).toContain('"attempts":66');
  hub.close();
});

test("figures that were lost between two updates are found as well", async () => {
  const { hub, there, open } = hubOf();
  const res = await open();
  there.snapshot = snapshot(3, [figures(1, 77), figures(2, 1)]);
  hub.figuresUpdated(snapshot(3, [figures(2, 1)]));
  await jest.advanceTimersByTimeAsync(11_000);
  expect(res.text).toContain('"attempts":77');
  hub.close();
});

test("every stream hears a comment now and then, so that no proxy takes it for dead", async () => {
  const { hub, open } = hubOf();
  const res = await open();
  await jest.advanceTimersByTimeAsync(15_000);
  expect(res.text).toContain("\n\n:\n\n");
  hub.close();
});

test("closing says farewell to all and leaves no timer of its own", async () => {
  const { hub, open } = hubOf();
  const all = [await open(), await open()];
  hub.close();
  for (const res of all) expect(res.text).toMatch(/retry: \d+\n\n$/);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(hub.open).toBe(0);
  expect(all[0]?.text).toMatch(/retry: \d+\n\n$/);
});

test("one who leaves late takes no channel along that is another by then", async () => {
  const { hub, sessions, open } = hubOf();
  const removed = new FakeOutlet();
  removed.isReading = false;
  const known = await sessions.get(playing.id);
  await hub.stream(known, removed, { audience: "players", playerNo: 7, lastEventId: undefined });
  const other = await open();
  sessions.hear({ ...playing, revision: 3, removed: [7] });
  other.cutOff();
  await jest.advanceTimersByTimeAsync(0);
  await open();
  expect(hub.followers(playing.no)).toBe(1);
  removed.cutOff();
  await jest.advanceTimersByTimeAsync(0);
  expect(hub.followers(playing.no)).toBe(1);
  hub.close();
});
