import { isOver, type SessionRecord } from "../../../platform/domain/session.ts";
import { dueSessions, nextDueAt } from "../../../services/sessions/due-times.repo.ts";
import { Scheduler } from "../../../services/sessions/scheduler.ts";
import { SessionCommands } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { lobby } from "./session-on-database.ts";
import { stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();

/** A node's scheduler on the database. */
function nodeScheduler(onError: (error: unknown) => void): Scheduler {
  const commands = new SessionCommands(db, broker, onError);
  return new Scheduler({
    dueSessions: (now, excluded) => dueSessions(db, now, excluded),
    nextDueAt: (excluded) => nextDueAt(db, excluded),
    tick: (no, now) => commands.tick(no, now),
    onError: onError,
  });
}

/** Counts the changes of a session from one broadcast record to the next. */
function countsOf(records: SessionRecord[]) {
  const counts = { opened: 0, ended: 0, revealed: [] as number[] };
  records.forEach((record, index) => {
    const before = records[index - 1];
    if (record.openedAt !== null && before?.openedAt == null) counts.opened++;
    if (record.endedAt !== null && before?.endedAt == null) counts.ended++;
    for (const { question, revealedAt } of record.windows) {
      const was = before?.windows.find((window) => window.question === question)?.revealedAt ?? null;
      if (revealedAt !== was) counts.revealed.push(question);
    }
  });
  return counts;
}

test("two schedulers on one database make each change once, at its time", async () => {
  stubs.limits = [60, 40, 80];
  const opensAt = Date.now() + 100;
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => lobby(db, { pace: "auto", opensAt, gapMs: 30, graceMs: 20 })),
  );
  const failures: unknown[] = [];
  const schedulers = [1, 2].map(() => nodeScheduler((error) => failures.push(error)));
  for (const scheduler of schedulers) scheduler.wake();
  await until("all have run their course", async () => {
    const sessions = await Promise.all(ids.map((no) => repo.byNo(db, no)));
    return sessions.every((session) => session && isOver(session));
  });
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  expect(failures).toEqual([]);
  for (const no of ids) {
    const broadcast = stubs.changed.filter((session) => session.no === no);
    const inOrder = broadcast.sort((one, other) => one.revision - other.revision);
    expect(inOrder.map(({ revision }) => revision)).toEqual(inOrder.map((_, index) => index + 2));
    const { revealed, ...once } = countsOf(inOrder);
    expect(once).toEqual({ opened: 1, ended: 1 });
    expect(revealed.sort()).toEqual([1, 2, 3]);
    for (const { closesAt, revealedAt } of inOrder.at(-1)!.windows) {
      expect(revealedAt).toBeGreaterThanOrEqual(closesAt! + 20);
    }
  }
  expect(await nextDueAt(db, [])).toBeNull();
});

test("a new scheduler makes the changes that became due while none was running", async () => {
  const no = await lobby(db, { opensAt: Date.now() - 60_000 });
  stubs.limits = [10, 10, 10];
  const failures: unknown[] = [];
  const scheduler = nodeScheduler((error) => failures.push(error));
  scheduler.wake();
  const session = await until("its first question is revealed", async () => {
    const session = await repo.byNo(db, no);
    return session?.windows[0]?.revealedAt != null && session;
  });
  await scheduler.stop();
  expect(failures).toEqual([]);
  expect(session.endedAt).toBeNull();
  expect(session.openedAt).toBeGreaterThan(Date.now() - 60_000);
});
