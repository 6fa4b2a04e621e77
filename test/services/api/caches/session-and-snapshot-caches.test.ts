import { jest } from "@jest/globals";
import { EmbeddedCache, SNAPSHOT_LIFE_MS, snapshotKey } from "../../../../platform/cache/shared-cache.ts";
import type { Snapshot } from "../../../../platform/contracts/contracts.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { NotFound } from "../../../../platform/errors.ts";
import { SessionBook } from "../../../../services/api/caches/session-cache.ts";
import { SnapshotBook } from "../../../../services/api/caches/snapshot-cache.ts";
import { figuresView } from "../../../../services/api/views/stats-view.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { CONTENT, figures, knownSession, STAGES, snapshot } from "../fixtures.ts";

const ID = "session-1";
let asked: string[];
let session: SessionRecord | null | Error;
let board: Snapshot | null;
const broker = {
  async call(action: string, { id }: { id?: string }) {
    asked.push(action);
    if (action === "quiz.content") return CONTENT;
    if (action === "stats.snapshot") return board;
    if (session instanceof Error) throw session;
    return session && { ...session, id: id ?? ID };
  },
} as never;

beforeEach(() => {
  jest.useFakeTimers({ now: NOON });
  asked = [];
  session = sessionRecord();
  board = snapshot(1);
});
afterEach(() => jest.useRealTimers());
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe("sessions", () => {
  test("a thousand who miss one make one call; for two seconds nobody makes another", async () => {
    const book = new SessionBook(broker);
    await Promise.all(Array.from({ length: 1000 }, () => book.get(ID)));
    await pass(1900);
    await book.get(ID);
    expect(asked).toEqual(["sessions.get", "quiz.content"]);
  });

  test("an older copy is served at once and renewed behind; a very old one is not served", async () => {
    const book = new SessionBook(broker);
    await book.get(ID);
    await pass(3000);
    session = sessionRecord({ revision: 2 });
    expect((await book.get(ID)).record.revision).toBe(1);
    await pass(0);
    expect((await book.get(ID)).record.revision).toBe(2);
    await pass(11_000);
    session = new Error("away");
    await expect(book.get(ID)).rejects.toThrow("away");
  });

  test("a session that is away now and then is served from the copy", async () => {
    const book = new SessionBook(broker);
    await book.get(ID);
    session = new Error("away");
    await pass(5000);
    expect((await book.get(ID)).record.revision).toBe(1);
    await pass(0);
  });

  test("once events may have been lost, no copy is served before it was renewed, unless that is impossible", async () => {
    const book = new SessionBook(broker);
    await book.get(ID);
    await pass(100);
    session = sessionRecord({ revision: 2 });
    book.doubt();
    expect((await book.get(ID)).record.revision).toBe(2);
    await book.get(ID);
    expect(asked).toEqual(["sessions.get", "quiz.content", "sessions.get"]);
    await pass(100);
    session = new Error("away");
    book.doubt();
    expect((await book.get(ID)).record.revision).toBe(2);
  });

  test("an older record never replaces a newer one, wherever it comes from", async () => {
    const book = new SessionBook(broker);
    await book.get(ID);
    book.hear(sessionRecord({ revision: 5 }));
    book.hear(sessionRecord({ revision: 4 }));
    expect(book.peek(ID)?.record.revision).toBe(5);
    await pass(11_000);
    session = sessionRecord({ revision: 4 });
    expect((await book.get(ID)).record.revision).toBe(5);
  });

  test("every newer record is told once, a repeated one not", async () => {
    const book = new SessionBook(broker);
    const told: number[] = [];
    book.onChange = ({ record }) => told.push(record.revision);
    await book.get(ID);
    for (const revision of [2, 2, 1, 3]) book.hear(sessionRecord({ revision }));
    expect(told).toEqual([1, 2, 3]);
  });

  test("the count of players only grows, whether it comes alone or in a record", async () => {
    const book = new SessionBook(broker);
    await book.get(ID);
    expect(book.hearPlayers(ID, 10)?.record.players).toBe(10);
    expect(book.hearPlayers(ID, 9)).toBeUndefined();
    book.hear(sessionRecord({ revision: 2, players: 3 }));
    expect(book.peek(ID)?.record.players).toBe(10);
  });

  test("an id that is none is not found, and asked for again only after a while", async () => {
    const book = new SessionBook(broker);
    session = null;
    await expect(book.get("nobody")).rejects.toThrow(NotFound);
    await expect(book.get("nobody")).rejects.toThrow(NotFound);
    expect(asked).toEqual(["sessions.get"]);
  });

  test("what nobody here has asked for is not kept when it is heard of", () => {
    const book = new SessionBook(broker);
    book.hear(sessionRecord());
    expect(book.peek(ID)).toBeUndefined();
  });
});

describe("snapshots", () => {
  const attempts = async (book: SnapshotBook, question = 1) =>
    (await book.get(1)).questions.get(question)?.attempts;

  test("the shared cache is asked first, the board's owner where it has nothing; a thousand ask once", async () => {
    const cache = new EmbeddedCache();
    await cache.set(snapshotKey(1), JSON.stringify(snapshot(4, [figures(1, 4)])), SNAPSHOT_LIFE_MS);
    expect(await attempts(new SnapshotBook(broker, cache))).toBe(4);
    expect(asked).toEqual([]);
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await Promise.all(Array.from({ length: 1000 }, () => book.get(1)));
    expect(asked).toEqual(["stats.snapshot"]);
  });

  test("while a board moves its last snapshot is served, and its owner is asked for a newer one", async () => {
    const cache = new EmbeddedCache();
    await cache.set(snapshotKey(1), JSON.stringify(snapshot(4, [figures(1, 4)])), SNAPSHOT_LIFE_MS - 30_000);
    const book = new SnapshotBook(broker, cache);
    expect(await attempts(book)).toBe(4);
    expect(asked).toEqual([]);
    board = snapshot(7, [figures(1, 7)]);
    expect(await attempts(book)).toBe(4);
    await pass(0);
    expect(asked).toEqual(["stats.snapshot"]);
    expect(await attempts(book)).toBe(7);
  });

  test("an update adds to what is known; an older one changes nothing", async () => {
    board = snapshot(1, [figures(1, 1), figures(2, 2)]);
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    book.hear(snapshot(3, [figures(2, 20)]));
    book.hear(snapshot(2, [figures(2, 10)]));
    expect([await attempts(book, 1), await attempts(book, 2)]).toEqual([1, 20]);
    expect((await book.get(1)).seq).toBe(3);
  });

  test("an update of a board of which nothing is known is no whole", () => {
    const book = new SnapshotBook(broker, new EmbeddedCache());
    book.hear(snapshot(3, [figures(2, 20)]));
    expect(book.has(1)).toBe(false);
  });

  test("an update that was lost is healed, however busy the session is", async () => {
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    board = snapshot(50, [figures(1, 99), figures(2, 1)]);
    for (let seq = 3; seq < 30; seq++) {
      book.hear(snapshot(seq, [figures(2, seq)]));
      await pass(250);
      await book.get(1);
    }
    await pass(0);
    expect(await attempts(book, 1)).toBe(99);
  });

  test("of a question whose only update was lost nothing is claimed as of later than the whole", async () => {
    board = snapshot(1, []);
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    book.hear(snapshot(3, [figures(2, 20)]));
    const known = knownSession({ openedAt: NOON, windows: [STAGES.open(1), STAGES.open(2)] });
    const shown = figuresView(known, await book.get(1), 1, "host", NOON);
    expect(shown).toMatchObject({ attempts: 0, asOf: snapshot(1).asOf });
  });

  test("what nobody asked for in a while, or what may have missed an event, is not served before it was looked up", async () => {
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    board = snapshot(2, [figures(1, 2)]);
    await pass(11_000);
    expect(await attempts(book)).toBe(2);
    board = snapshot(3, [figures(1, 3)]);
    book.doubt();
    expect(await attempts(book)).toBe(3);
  });

  test("old figures are better than none", async () => {
    board = snapshot(1, [figures(1, 1)]);
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    board = null;
    await pass(11_000);
    expect(await attempts(book)).toBe(1);
  });

  test("an older whole never replaces newer figures", async () => {
    const book = new SnapshotBook(broker, new EmbeddedCache());
    await book.get(1);
    book.hear(snapshot(9, [figures(1, 9)]));
    board = snapshot(8, [figures(1, 8)]);
    await pass(3000);
    await book.get(1);
    await pass(0);
    expect(await attempts(book)).toBe(9);
  });

  test("a session that is none is not found", async () => {
    board = null;
    await expect(new SnapshotBook(broker, new EmbeddedCache()).get(1)).rejects.toThrow(NotFound);
  });
});
