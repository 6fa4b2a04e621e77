import * as corrections from "../../../services/sessions/corrections.repo.ts";
import { Steps } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { nodeAround } from "./node-around.ts";
import { correctKey, openSession } from "./session-on-database.ts";

const db = freshDatabase();
const { broker, around } = nodeAround();

/** A node's steps; scoring anew answers under which key it scored, as the answers service does. */
function node(): { steps: Steps; scored: number[] } {
  const scored: number[] = [];
  around.rescore = async (no, question) => {
    const window = (await repo.byNo(db, no))?.windows.find((one) => one.question === question);
    scored.push(window?.keyRevision ?? -1);
    return { rescored: 1, keyRevision: window?.keyRevision ?? null };
  };
  return { steps: new Steps(db, broker, () => {}), scored };
}

const session = async (no: number) => (await repo.byNo(db, no))!;
const pending = (no: number) => corrections.unfinished(db, no);
const age = (no: number, seconds: number) =>
  db.query("update corrections set at = at - $2 * interval '1 second' where session_no = $1", [no, seconds]);

test("a correction is closed once the answers are scored, and the session is told anew", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1, { form: "options", correct: [1], exact: false });
  const { steps, scored } = node();
  expect(await pending(no)).toHaveLength(1);
  const after = await steps.rescore(await session(no), 1);
  expect(scored).toEqual([1]);
  expect(await pending(no)).toEqual([]);
  expect(after.keys[1]).toEqual({ form: "options", correct: [1], exact: false });
  expect(around.changed.at(-1)?.revision).toBe(after.revision);
});

test("a scoring that fails is told to the host, and stays to be done", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  const { steps } = node();
  around.rescore = () => Promise.reject(new Error("died"));
  await expect(steps.rescore(await session(no), 1)).rejects.toThrow("died");
  expect(await pending(no)).toHaveLength(1);
});

test("a scoring that was broken off is taken up by the clock, once it has had its time", async () => {
  const no = await openSession(db);
  const { steps, scored } = node();
  await steps.change(no, async (inside) => {
    const from = { form: "none" } as const;
    await corrections.note(inside, no, {
      kind: "key",
      question: 1,
      reason: "a slip",
      from,
      to: from,
      done: false,
    });
    await repo.apply(inside, no, {});
    return true;
  });
  const due = await db.query("select 1 from sessions where no = $1 and due_at is not null", [no]);
  expect(due).toHaveLength(1);
  await steps.tick(no, Date.now());
  expect(scored).toEqual([]);
  await age(no, 120);
  await steps.tick(no, Date.now());
  await until("it is scored", async () => (await pending(no)).length === 0);
  expect(scored).toEqual([1]);
});

test("a long scoring that is taken up holds up neither the clock nor the next tick of its session", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  await age(no, 120);
  const { steps } = node();
  let release = () => {};
  let begun = 0;
  around.rescore = () => {
    begun++;
    return new Promise((resolve) => {
      release = () => resolve({ rescored: 1, keyRevision: 1 });
    });
  };
  await steps.tick(no, Date.now());
  await steps.tick(no, Date.now());
  await until("it has begun", () => begun > 0);
  expect(begun).toBe(1);
  release();
  await until("it is closed", async () => (await pending(no)).length === 0);
});

test("a correction that comes while an earlier one is scored is scored as well before its host is answered", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  const { steps, scored } = node();
  const asTold = around.rescore;
  let begin = () => {};
  const mayBegin = new Promise<void>((resolve) => {
    begin = resolve;
  });
  around.rescore = async (...what) => {
    const found = await asTold(...what);
    await mayBegin;
    return found;
  };
  const earlier = steps.rescore(await session(no), 1);
  await until("the earlier one is being scored", () => scored.length === 1);
  await correctKey(db, no, 1);
  const later = steps.rescore(await session(no), 1);
  begin();
  await Promise.all([earlier, later]);
  expect(scored).toEqual([1, 2]);
  expect(await pending(no)).toEqual([]);
});

test("a scoring under an earlier key closes no later correction", async () => {
  const no = await openSession(db);
  await correctKey(db, no, 1);
  await correctKey(db, no, 1);
  await db.transaction((inside) => corrections.finish(inside, no, 1, 1));
  expect(await pending(no)).toHaveLength(1);
  await db.transaction((inside) => corrections.finish(inside, no, 1, 2));
  expect(await pending(no)).toEqual([]);
});
