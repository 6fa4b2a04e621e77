import { jest } from "@jest/globals";
import { isOver, stateOf } from "../../../platform/domain/session.ts";
import { Forbidden, NotFound, WrongState } from "../../../platform/errors.ts";
import { nextDue } from "../../../services/sessions/schedule.repo.ts";
import { Steps } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import * as programme from "../../../services/sessions/transitions.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { nodeAround } from "./node-around.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();
const { broker, around } = nodeAround();
const node = () =>
  new Steps(db, broker, (error) => {
    throw error;
  });

async function inLobby() {
  return (await repo.byNo(db, await lobby(db)))!;
}
const end: Parameters<Steps["take"]>[1] = (session, _limits, now) => programme.end(session, now);

afterEach(() => jest.restoreAllMocks());

test("a host's session is found by its id; another's is forbidden, and what is none is not found", async () => {
  const session = await inLobby();
  const steps = node();
  expect((await steps.owned(session.id, "ana")).no).toBe(session.no);
  await expect(steps.owned(session.id, "eve")).rejects.toThrow(Forbidden);
  await expect(steps.owned("f".repeat(16), "ana")).rejects.toThrow(NotFound);
  await expect(steps.owned("\u0000", "ana")).rejects.toThrow(NotFound);
});

test("a step is written, its revision is the next one, and every node is told what stands", async () => {
  const session = await inLobby();
  const after = await node().take(session, programme.open);
  expect(after).toMatchObject({ revision: session.revision + 1, openedAt: expect.any(Number) });
  expect(after.windows).toHaveLength(1);
  expect(around.changed).toEqual([after]);
  expect(await repo.byNo(db, session.no)).toMatchObject({ ...after, asOf: expect.any(Number) });
});

test("of many who take the same step at the same instant each finds what the one before has left", async () => {
  const session = await node().take(await inLobby(), programme.open);
  const both = [node(), node()];
  const steps = Array.from({ length: 4 }, (_, index) => both[index % 2]!.take(session, programme.next));
  const outcomes = await Promise.allSettled(steps);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongState);
  }
  const after = (await repo.byNo(db, session.no))!;
  expect(after.windows.map(({ question }) => question)).toEqual([1, 2, 3]);
  expect(after.revision).toBe(session.revision + 2);
});

test("ending twice is one change, told once", async () => {
  const session = await inLobby();
  const ended = await Promise.all([node().take(session, end), node().take(session, end)]);
  expect(ended.map(({ revision }) => revision)).toEqual(new Array(2).fill(session.revision + 1));
  expect(around.changed).toHaveLength(1);
});

test("a step that fails on the way leaves nothing behind and is told to nobody", async () => {
  const session = await inLobby();
  const failing = node().change(session.no, async (inside) => {
    await repo.apply(inside, session.no, { endedAt: Date.now() });
    throw new Error("on the way");
  });
  await expect(failing).rejects.toThrow("on the way");
  expect(await repo.byNo(db, session.no)).toMatchObject({ endedAt: null, revision: session.revision });
  expect(around.changed).toEqual([]);
});

test("a node whose clock is behind takes its step after what another has done, not before", async () => {
  const session = await node().take(await inLobby(), programme.open);
  const opened = await node().take(session, programme.next);
  jest.spyOn(Date, "now").mockReturnValue(opened.windows[1]!.openedAt - 5000);
  const third = await node().take(session, programme.next);
  expect(third.windows.map(({ question }) => question)).toEqual([1, 2, 3]);
  const ended = await node().take(session, end);
  expect(ended.windows).toHaveLength(3);
  for (const { openedAt, closesAt } of ended.windows) expect(closesAt).toBeGreaterThanOrEqual(openedAt);
});

test("the clock's next moment is written with each step, and nothing is done before it", async () => {
  await db.query("update sessions set due_at = null");
  const session = await inLobby();
  expect(await nextDue(db, [])).toBeNull();
  const steps = node();
  const opened = await steps.take(session, programme.open);
  const { closesAt } = opened.windows[0]!;
  expect(await nextDue(db, [])).toBe(closesAt! + 500);
  expect(await nextDue(db, [session.no])).toBeNull();
  around.changed = [];
  await steps.tick(session.no, closesAt! + 499);
  expect(around.changed).toEqual([]);
  jest.spyOn(Date, "now").mockReturnValue(closesAt! + 500);
  await steps.tick(session.no, closesAt! + 500);
  expect(around.changed[0]?.windows[0]?.revealedAt).toBe(closesAt! + 500);
  expect(await nextDue(db, [])).toBeNull();
});

test("a tick for what another clock has done already changes nothing", async () => {
  const opensAt = Date.now();
  const no = await lobby(db, { opensAt });
  await Promise.all([node().tick(no, opensAt), node().tick(no, opensAt), node().tick(no, opensAt)]);
  expect(around.changed).toHaveLength(1);
  const opened = (await repo.byNo(db, no))!;
  expect([stateOf(opened), opened.openedAt, isOver(opened)]).toEqual(["open", opensAt, false]);
});

test("a tick of a session that is none does nothing", async () => {
  await node().tick(999_999, Date.now());
  expect(around.changed).toEqual([]);
});
