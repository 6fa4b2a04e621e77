import * as corrections from "../../../services/sessions/corrections.repo.ts";
import { SessionCommands } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { CLOSES, correctKey, OPENED, openSession } from "./session-on-database.ts";
import { stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();

/** A node's session commands; rescoring returns the key revision that it used, as the answers service does. */
function node(): { commands: SessionCommands; usedRevisions: number[] } {
  const usedRevisions: number[] = [];
  stubs.rescore = async (no, question) => {
    const window = (await repo.byNo(db, no))?.windows.find((one) => one.question === question);
    usedRevisions.push(window?.keyRevision ?? -1);
    return { rescored: 1, keyRevision: window?.keyRevision ?? null };
  };
  return { commands: new SessionCommands(db, broker, () => {}), usedRevisions };
}

const session = async (no: number) => (await repo.byNo(db, no))!;
const pending = (no: number) => corrections.unfinished(db, no);
const age = (no: number, seconds: number) =>
  db.query("update corrections set at = at - $2 * interval '1 second' where session_no = $1", [no, seconds]);

test("a correction is done once the answers are rescored; then the session is broadcast again", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1, { form: "options", correct: [1], exact: false });
  const { commands, usedRevisions } = node();
  expect(await pending(no)).toHaveLength(1);
  const after = await commands.rescore(await session(no), 1);
  expect(usedRevisions).toEqual([1]);
  expect(await pending(no)).toEqual([]);
  expect(after.keys[1]).toEqual({ form: "options", correct: [1], exact: false });
  expect(stubs.changed.at(-1)?.revision).toBe(after.revision);
});

test("if rescoring fails, the host gets the error and the correction stays unfinished", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  const { commands } = node();
  stubs.rescore = () => Promise.reject(new Error("died"));
  await expect(commands.rescore(await session(no), 1)).rejects.toThrow("died");
  expect(await pending(no)).toHaveLength(1);
});

test("the scheduler resumes an interrupted rescoring after a while", async () => {
  const no = await openSession(db);
  const { commands, usedRevisions } = node();
  await commands.update(no, async (transaction) => {
    const from = { form: "none" } as const;
    await corrections.insert(transaction, no, {
      kind: "key",
      question: 1,
      reason: "a slip",
      from,
      to: from,
      isDone: false,
    });
    await repo.applyChange(transaction, no, {});
    return true;
  });
  const due = await db.query("select 1 from sessions where no = $1 and due_at is not null", [no]);
  expect(due).toHaveLength(1);
  await commands.tick(no, Date.now());
  expect(usedRevisions).toEqual([]);
  await age(no, 120);
  await commands.tick(no, Date.now());
  await until("it is usedRevisions", async () => (await pending(no)).length === 0);
  expect(usedRevisions).toEqual([1]);
});

test("a long resumed rescoring delays neither the scheduler nor the next tick of its session", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  await age(no, 120);
  const { commands } = node();
  let release = () => {};
  let begun = 0;
  stubs.rescore = () => {
    begun++;
    return new Promise((resolve) => {
      release = () => resolve({ rescored: 1, keyRevision: 1 });
    });
  };
  await commands.tick(no, Date.now());
  await commands.tick(no, Date.now());
  await until("it has begun", () => begun > 0);
  expect(begun).toBe(1);
  release();
  await until("it is closed", async () => (await pending(no)).length === 0);
});

test("a correction during the rescoring of an earlier one is rescored too before its host gets a reply", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  const { commands, usedRevisions } = node();
  const asTold = stubs.rescore;
  let begin = () => {};
  const mayBegin = new Promise<void>((resolve) => {
    begin = resolve;
  });
  stubs.rescore = async (...what) => {
    const found = await asTold(...what);
    await mayBegin;
    return found;
  };
  const earlier = commands.rescore(await session(no), 1);
  await until("the earlier one is being usedRevisions", () => usedRevisions.length === 1);
  await correctKey(db, no, 1);
  const later = commands.rescore(await session(no), 1);
  begin();
  await Promise.all([earlier, later]);
  expect(usedRevisions).toEqual([1, 2]);
  expect(await pending(no)).toEqual([]);
});

test("rescoring with an earlier key does not mark a later correction as done", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  await correctKey(db, no, 1);
  await db.transaction((transaction) => corrections.markDone(transaction, no, 1, 1));
  expect(await pending(no)).toHaveLength(1);
  await db.transaction((transaction) => corrections.markDone(transaction, no, 1, 2));
  expect(await pending(no)).toEqual([]);
});

test("the revision of a window that was moved before it opened does not count as a correction", async () => {
  const no = await openSession(db);
  const times = { question: 1, openedAt: OPENED + 1000, closesAt: CLOSES + 1000 };
  await db.transaction((transaction) => repo.applyChange(transaction, no, { windowsToMove: [times] }));
  await correctKey(db, no, 1);
  // The answers are rescored with this revision while another correction comes.
  const { keyRevision } = (await session(no)).windows[0]!;
  await correctKey(db, no, 1);
  expect([keyRevision, (await session(no)).windows[0]?.keyRevision]).toEqual([2, 3]);
  await db.transaction((transaction) => corrections.markDone(transaction, no, 1, keyRevision));
  expect(await pending(no)).toHaveLength(1);
  await db.transaction((transaction) => corrections.markDone(transaction, no, 1, keyRevision + 1));
  expect(await pending(no)).toEqual([]);
});
