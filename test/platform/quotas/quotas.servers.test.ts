import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { SessionIds } from "../../../platform/ids.ts";
import { find, setLimit } from "../../../platform/quotas/host-usage.repo.ts";
import { Quotas } from "../../../platform/quotas/quotas.ts";
import { encodeQuiz } from "../../../services/quiz/encoded-quiz.ts";
import { findContent } from "../../../services/quiz/quiz.repo.ts";
import { createQuiz, getQuiz, removeQuiz, replaceQuiz } from "../../../services/quiz/quizzes.ts";
import { createSession } from "../../../services/sessions/create-session.ts";
import { markDeleted } from "../../../services/sessions/deletion.repo.ts";
import { joinPlayers } from "../../../services/sessions/joining.ts";
import { SessionPurge } from "../../../services/sessions/session-purge.ts";
import { byNo, hasOtherIds, lock } from "../../../services/sessions/sessions.repo.ts";
import { until } from "../../harness/until.ts";
import { sampleQuiz } from "../../services/quiz/quiz-samples.ts";
import { twoNodes } from "../database/deployments.ts";

const nodes = twoNodes();

const quotas = new Quotas(
  readEnvironment({
    STAMPEDE_QUIZZES_PER_HOST: "5",
    STAMPEDE_QUIZ_MIB_PER_HOST: "1",
    STAMPEDE_SESSIONS_PER_HOST: "6",
    STAMPEDE_PLAYERS_PER_HOST: "100",
    STAMPEDE_EXPECTED_PLAYERS_MAX: "1000",
  }),
);
const ids = new SessionIds("0123456789abcdef0123456789abcdef");
const db = () => nodes[0];
const usageOf = async (host: string) => (await find(db(), host)).usage;
const sizeOf = (content: QuizContent) => encodeQuiz(content).bytes;

/** A quiz of about this many bytes. */
const large = (bytes: number): QuizContent => {
  const [question] = sampleQuiz("Large").questions;
  const count = Math.ceil(bytes / 1900);
  return {
    title: "Large",
    questions: Array.from({ length: count }, () => ({ ...question!, text: "x".repeat(1800) })),
  };
};
const create = (host: string, content = sampleQuiz("A quiz"), node = db()) =>
  createQuiz(node, quotas, host, content);
const startSession = (host: string, quizId: string, node = db(), expectedPlayers?: number) =>
  createSession(
    { db: node, quotas, ids, quiz: () => getQuiz(node, host, quizId) },
    host,
    newSessionSchema.parse({ quizId, ...(expectedPlayers === undefined ? {} : { expectedPlayers }) }),
  ).then(({ no }) => no);
/** As a host's deletion of a session does it. */
async function deleteSession(no: number, node = db()): Promise<void> {
  await node.transaction(async (transaction) => {
    await lock(transaction, no);
    await markDeleted(transaction, no, "step", Date.now());
  });
  const purge = new SessionPurge(node);
  while (await purge.runOnce());
}

/** Makes many calls at once, at both nodes; the number that succeeded, and the reasons of the others. */
async function crowd(count: number, attempt: (node: Database, index: number) => Promise<unknown>) {
  const tries = await Promise.allSettled(
    Array.from({ length: count }, async (_, index) => {
      for (;;) {
        try {
          return await attempt(nodes[index % 2]!, index);
        } catch (error) {
          // On a busy machine a connection of the pool may not be free in time.
          const { type, reason = "" } = error as { type?: string; reason?: string };
          if (type !== "DATABASE_UNAVAILABLE" || reason.includes("deadlock")) throw error;
        }
      }
    }),
  );
  const rejected = tries.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  return { succeeded: count - rejected.length, rejected };
}

test("of many quizzes created at once at two nodes, as many succeed as there is room for", async () => {
  const { succeeded, rejected } = await crowd(20, (node) => create("ann", undefined, node));
  expect(succeeded).toBe(5);
  for (const error of rejected) {
    expect(error).toMatchObject({ code: 422, type: "VALIDATION_ERROR" });
    expect(error.data).toEqual([
      { path: "", reason: expect.stringMatching(/one host may have 5 quizzes\. Delete quizzes/) },
    ]);
  }
  expect(await usageOf("ann")).toMatchObject({ quizzes: 5, quizBytes: 5 * sizeOf(sampleQuiz("A quiz")) });
  // One host's quota is not another's.
  await create("bob");
});

test("the bytes of all quizzes count; a deletion frees them", async () => {
  const content = large(300_000);
  const { succeeded, rejected } = await crowd(8, (node) => create("cy", content, node));
  expect(succeeded).toBe(3);
  expect(rejected[0].data[0].reason).toMatch(/may take 1 MiB in all\. Delete quizzes/);
  const { id } = await create("cy", sampleQuiz("Small"));
  await removeQuiz(db(), "cy", id);
  expect(await usageOf("cy")).toMatchObject({ quizzes: 3, quizBytes: 3 * sizeOf(content) });
  expect(await findContent(db(), id, 1)).toBeNull();
});

test("a new version takes the place of the last one, unless a session uses that", async () => {
  const content = large(300_000);
  const { id } = await create("dee", content);
  for (let version = 2; version < 10; version++)
    await replaceQuiz(db(), quotas, { host: "dee", id, content });
  expect(await usageOf("dee")).toMatchObject({ quizBytes: sizeOf(content) });
  const no = await startSession("dee", id);
  await replaceQuiz(db(), quotas, { host: "dee", id, content });
  await startSession("dee", id);
  await replaceQuiz(db(), quotas, { host: "dee", id, content });
  expect(await usageOf("dee")).toMatchObject({ quizBytes: 3 * sizeOf(content), sessions: 2 });
  await startSession("dee", id);
  await expect(replaceQuiz(db(), quotas, { host: "dee", id, content })).rejects.toMatchObject({ code: 422 });
  expect(await findContent(db(), id, 9)).toEqual(content);
  // The quiz goes, its versions stay as long as sessions use them.
  await removeQuiz(db(), "dee", id);
  expect(await usageOf("dee")).toMatchObject({ quizzes: 0, quizBytes: 3 * sizeOf(content) });
  await deleteSession(no);
  expect(await usageOf("dee")).toMatchObject({ quizBytes: 2 * sizeOf(content), sessions: 2 });
  await deleteSession(no + 1);
  await deleteSession(no + 2);
  expect(await usageOf("dee")).toEqual({ quizzes: 0, quizBytes: 0, sessions: 0, players: 0 });
  expect(await db().query("select 1 from quizzes where id = $1", [id])).toEqual([]);
});

test("a version that was written before sizes were counts with its size in the table", async () => {
  const { id } = await create("hal", large(300_000));
  const [stored] = await db().query<{ bytes: number }>(
    `with earlier as (update quiz_versions set bytes = null where quiz_id = $1 returning pg_column_size(content) as bytes)
     update host_usage set quiz_bytes = earlier.bytes from earlier where host = 'hal' returning earlier.bytes`,
    [id],
  );
  expect(await usageOf("hal")).toMatchObject({ quizBytes: stored!.bytes });
  await removeQuiz(db(), "hal", id);
  expect(await usageOf("hal")).toMatchObject({ quizzes: 0, quizBytes: 0 });
});

test("sessions have a quota, and none is created for a host with too many players", async () => {
  const { id } = await create("eve");
  const { succeeded, rejected } = await crowd(20, (node) => startSession("eve", id, node));
  expect(succeeded).toBe(6);
  expect(rejected[0].data[0].reason).toMatch(/one host may have 6 sessions\. Delete sessions/);
  const [last] = await db().query<{ no: number }>("select max(no) as no from sessions where host = 'eve'");
  await db().query("update session_players set players = 100 where session_no = $1", [last!.no]);
  await deleteSession(last!.no - 1);
  expect(await usageOf("eve")).toMatchObject({ sessions: 5, players: 100 });
  await expect(startSession("eve", id)).rejects.toMatchObject({
    data: [{ reason: expect.stringMatching(/one host may have 100 players/) }],
  });
  await deleteSession(last!.no);
  expect(await usageOf("eve")).toMatchObject({ sessions: 4, players: 0 });
  await startSession("eve", id);
});

test("an operator's limit for one host takes the place of the setting", async () => {
  await setLimit(db(), "fay", "quizzes", 7);
  expect((await crowd(10, (node) => create("fay", undefined, node))).succeeded).toBe(7);
  const { id } = await getQuiz(
    db(),
    "fay",
    (await db().query<{ id: string }>("select id from quizzes where host = 'fay' limit 1"))[0]!.id,
  );
  await expect(startSession("fay", id, db(), 1001)).rejects.toMatchObject({
    data: [{ path: "expectedPlayers", reason: expect.stringMatching(/at most 1,000, unless the operator/) }],
  });
  await startSession("fay", id, db(), 1000);
  await setLimit(db(), "fay", "expectedPlayers", 1_000_000);
  await startSession("fay", id, db(), 1_000_000);
});

test("a host's calls at the same time neither deadlock nor lose a count, and every session keeps its content", async () => {
  await setLimit(db(), "gus", "sessions", 1000);
  const { id } = await create("gus");
  const first = await startSession("gus", id);
  const doomed: number[] = [];
  for (let index = 0; index < 20; index++) doomed.push(await startSession("gus", id));
  const { rejected } = await crowd(80, (node, index) => {
    if (index % 4 === 3) return deleteSession(doomed[(index - 3) / 4]!, node);
    if (index % 4 === 0) {
      return replaceQuiz(node, quotas, { host: "gus", id, content: sampleQuiz(`Version ${index}`) });
    }
    if (index % 4 === 1) return startSession("gus", id, node);
    return node.query("update session_players set players = players + 1 where session_no = $1", [first]);
  });
  expect(rejected).toEqual([]);
  const purge = new SessionPurge(db());
  while (await purge.runOnce());
  const sessions = await db().query<{ no: number }>("select no from sessions where host = 'gus'");
  for (const { no } of sessions) {
    const { quizId, version } = (await byNo(db(), no))!;
    expect(await findContent(db(), quizId, version)).not.toBeNull();
  }
  const [stored] = await db().query<{ bytes: number }>(
    "select sum(bytes)::int as bytes from quiz_versions where quiz_id = $1",
    [id],
  );
  expect(await usageOf("gus")).toMatchObject({
    quizzes: 1,
    sessions: sessions.length,
    players: 20,
    quizBytes: stored!.bytes,
  });
});

test("whoever joins while the session is being deleted finds none, and waits for that", async () => {
  const { id } = await create("ivy");
  const no = await startSession("ivy", id);
  const { code } = (await byNo(db(), no))!;
  let joining: ReturnType<typeof joinPlayers> | undefined;
  await db().transaction(async (transaction) => {
    await lock(transaction, no);
    await markDeleted(transaction, no, "step", Date.now());
    joining = joinPlayers(nodes[1], { codes: [code], nicknames: ["Bo"], keys: [null] });
    await until("the join waits", async () => {
      const rows = await nodes[1].query("select from pg_stat_activity where wait_event_type = 'Lock'");
      return rows.length > 0;
    });
  });
  expect(await joining).toMatchObject([{ no: null, playerNo: null }]);
  expect(await usageOf("ivy")).toMatchObject({ sessions: 0, players: 0 });
});

test("a session's id proves itself, and it is known whether others exist", async () => {
  const [row] = await db().query<{ id: string }>("select id from sessions limit 1");
  expect(ids.isGenuine(row!.id)).toBe(true);
  expect(await hasOtherIds(db(), ids.keyName)).toBe(false);
  for (const key of [null, "!", "~"]) {
    await db().query("update sessions set id_key = $2 where id = $1", [row!.id, key]);
    expect(await hasOtherIds(db(), ids.keyName)).toBe(true);
  }
});
