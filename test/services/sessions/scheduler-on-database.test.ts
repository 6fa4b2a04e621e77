import { isOver, type SessionRecord } from "../../../platform/domain/session.ts";
import { due, nextDue } from "../../../services/sessions/schedule.repo.ts";
import { Clock } from "../../../services/sessions/scheduler.ts";
import { Steps } from "../../../services/sessions/session-commands.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { nodeAround } from "./node-around.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();
const { broker, around } = nodeAround();

/** A node's clock over the database. */
function clockOfANode(failed: (error: unknown) => void): Clock {
  const steps = new Steps(db, broker, failed);
  return new Clock({
    due: (now, except) => due(db, now, except),
    nextDue: (except) => nextDue(db, except),
    tick: (no, now) => steps.tick(no, now),
    failed,
  });
}

/** How often something of a session came to be: the changes from one announced record to the next. */
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

test("two clocks on one database do each change once, at its time", async () => {
  around.limits = [60, 40, 80];
  const opensAt = Date.now() + 100;
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => lobby(db, { pace: "auto", opensAt, gapMs: 30, graceMs: 20 })),
  );
  const failures: unknown[] = [];
  const clocks = [1, 2].map(() => clockOfANode((error) => failures.push(error)));
  for (const clock of clocks) clock.wake();
  await until("all have run their course", async () => {
    const sessions = await Promise.all(ids.map((no) => repo.byNo(db, no)));
    return sessions.every((session) => session && isOver(session));
  });
  await Promise.all(clocks.map((clock) => clock.stop()));
  expect(failures).toEqual([]);
  for (const no of ids) {
    const told = around.changed.filter((session) => session.no === no);
    const inOrder = told.sort((one, other) => one.revision - other.revision);
    expect(inOrder.map(({ revision }) => revision)).toEqual(inOrder.map((_, index) => index + 2));
    const { revealed, ...once } = countsOf(inOrder);
    expect(once).toEqual({ opened: 1, ended: 1 });
    expect(revealed.sort()).toEqual([1, 2, 3]);
    for (const { closesAt, revealedAt } of inOrder.at(-1)!.windows) {
      expect(revealedAt).toBeGreaterThanOrEqual(closesAt! + 20);
    }
  }
  expect(await nextDue(db, [])).toBeNull();
});

test("what became due while no clock ran is done by the next one that does", async () => {
  const no = await lobby(db, { opensAt: Date.now() - 60_000 });
  around.limits = [10, 10, 10];
  const failures: unknown[] = [];
  const clock = clockOfANode((error) => failures.push(error));
  clock.wake();
  const session = await until("its first question is revealed", async () => {
    const found = await repo.byNo(db, no);
    return found?.windows[0]?.revealedAt != null && found;
  });
  await clock.stop();
  expect(failures).toEqual([]);
  expect(session.endedAt).toBeNull();
  expect(session.openedAt).toBeGreaterThan(Date.now() - 60_000);
});
