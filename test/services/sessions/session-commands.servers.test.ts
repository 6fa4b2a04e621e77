import { isOver, stateOf } from "../../../platform/domain/session.ts";
import { Forbidden, NotFound, WrongState } from "../../../platform/errors.ts";
import { nextDueAt } from "../../../services/sessions/due-times.repo.ts";
import { SessionCommands } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import * as transitions from "../../../services/sessions/transitions.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";
import { stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();
const node = (clock?: () => number) =>
  new SessionCommands(
    db,
    broker,
    (error) => {
      throw error;
    },
    clock,
  );

async function inLobby() {
  return (await repo.byNo(db, await lobby(db)))!;
}
const end: Parameters<SessionCommands["execute"]>[1] = (session, _limits, now) =>
  transitions.end(session, now);

test("a host gets their session by its id; another host's is forbidden, an unknown one is not found", async () => {
  const session = await inLobby();
  const commands = node();
  expect((await commands.requireOwned(session.id, "ana")).no).toBe(session.no);
  await expect(commands.requireOwned(session.id, "eve")).rejects.toThrow(Forbidden);
  await expect(commands.requireOwned("f".repeat(16), "ana")).rejects.toThrow(NotFound);
  await expect(commands.requireOwned("\u0000", "ana")).rejects.toThrow(NotFound);
});

test("a transition is written, increments the revision and is broadcast to every node", async () => {
  const session = await inLobby();
  const after = await node().execute(session, transitions.open);
  expect(after).toMatchObject({ revision: session.revision + 1, openedAt: expect.any(Number) });
  expect(after.windows).toHaveLength(1);
  expect(stubs.changed).toEqual([after]);
  expect(await repo.byNo(db, session.no)).toMatchObject({ ...after, asOf: expect.any(Number) });
});

test("concurrent calls of the same transition each see what the one before has written", async () => {
  const session = await node().execute(await inLobby(), transitions.open);
  const both = [node(), node()];
  const commands = Array.from({ length: 4 }, (_, index) =>
    both[index % 2]!.execute(session, transitions.next),
  );
  const outcomes = await Promise.allSettled(commands);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongState);
  }
  const after = (await repo.byNo(db, session.no))!;
  expect(after.windows.map(({ question }) => question)).toEqual([1, 2, 3]);
  expect(after.revision).toBe(session.revision + 2);
});

test("ending twice is one change, broadcast once", async () => {
  const session = await inLobby();
  const ended = await Promise.all([node().execute(session, end), node().execute(session, end)]);
  expect(ended.map(({ revision }) => revision)).toEqual(new Array(2).fill(session.revision + 1));
  expect(stubs.changed).toHaveLength(1);
});

test("a transition that fails leaves nothing behind and is not broadcast", async () => {
  const session = await inLobby();
  const failing = node().update(session.no, async (transaction) => {
    await repo.applyChange(transaction, session.no, { endedAt: Date.now() });
    throw new Error("on the way");
  });
  await expect(failing).rejects.toThrow("on the way");
  expect(await repo.byNo(db, session.no)).toMatchObject({ endedAt: null, revision: session.revision });
  expect(stubs.changed).toEqual([]);
});

test("a node whose clock is behind gives its change a later time than existing ones", async () => {
  const session = await node().execute(await inLobby(), transitions.open);
  const opened = await node().execute(session, transitions.next);
  const behind = node(() => opened.windows[1]!.openedAt - 90_000);
  const third = await behind.execute(session, transitions.next);
  expect(third.windows.map(({ question }) => question)).toEqual([1, 2, 3]);
  const { openedAt } = opened.windows[1]!;
  expect([third.windows[1]?.closesAt, third.windows[2]?.openedAt]).toEqual([openedAt, openedAt]);
  expect(third.asOf).toBeGreaterThanOrEqual(openedAt);
  const ended = await behind.execute(session, end);
  expect(ended.windows).toHaveLength(3);
  for (const { openedAt, closesAt } of ended.windows) expect(closesAt).toBeGreaterThanOrEqual(openedAt);
});

test("the next due time is written with each transition, and nothing happens before it", async () => {
  await db.query("update sessions set due_at = null");
  const session = await inLobby();
  expect(await nextDueAt(db, [])).toBeNull();
  const commands = node();
  const opened = await commands.execute(session, transitions.open);
  const { closesAt } = opened.windows[0]!;
  expect(await nextDueAt(db, [])).toBe(closesAt! + 500);
  expect(await nextDueAt(db, [session.no])).toBeNull();
  stubs.changed = [];
  await commands.tick(session.no, closesAt! + 499);
  expect(stubs.changed).toEqual([]);
  await node(() => closesAt! + 500).tick(session.no, closesAt! + 500);
  expect(stubs.changed[0]?.windows[0]?.revealedAt).toBe(closesAt! + 500);
  expect(await nextDueAt(db, [])).toBeNull();
});

test("a tick changes nothing if another scheduler has done the work", async () => {
  const opensAt = Date.now();
  const no = await lobby(db, { opensAt });
  await Promise.all([node().tick(no, opensAt), node().tick(no, opensAt), node().tick(no, opensAt)]);
  expect(stubs.changed).toHaveLength(1);
  const opened = (await repo.byNo(db, no))!;
  expect([stateOf(opened), opened.openedAt, isOver(opened)]).toEqual(["open", opensAt, false]);
});

test("a tick of an unknown session does nothing", async () => {
  await node().tick(999_999, Date.now());
  expect(stubs.changed).toEqual([]);
});
