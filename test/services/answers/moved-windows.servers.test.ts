import { resume } from "../../../services/sessions/programme-steps.ts";
import { writeChanges } from "../../../services/sessions/session-changes.repo.ts";
import * as sessions from "../../../services/sessions/sessions.repo.ts";
import type { SessionChange } from "../../../services/sessions/transitions.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { CLOSES, GRACE, OPENED, openSession } from "../sessions/session-on-database.ts";
import { recordersOn, words } from "./recorders.ts";
import { stubbedBroker } from "./service-stubs.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedBroker((no) => sessions.byNo(db, no));
const recorder = recordersOn(db, broker);

describe("a node that has not heard of a change of the window", () => {
  const change = (session: number, changes: SessionChange) =>
    db.transaction((transaction) => sessions.applyChange(transaction, session, changes));

  test("accepts an answer in added time; it takes as long as it took, and earns what one at the limit earns", async () => {
    const session = await openSession(db);
    const { record } = recorder();
    await record({ session, question: 1, player: 1, choice: 0 });
    const extended = { question: 1, openedAt: OPENED, closesAt: CLOSES + 10_000 };
    await change(session, { windowsToMove: [extended] });
    stubs.calls = [];
    const verdicts = await record(
      { session, question: 1, player: 2, choice: 2, receivedAt: CLOSES + 3000 },
      { session, question: 1, player: 3, choice: 2, receivedAt: extended.closesAt + GRACE },
      { session, question: 1, player: 4, choice: 2, receivedAt: extended.closesAt + GRACE + 1 },
    );
    expect(words(verdicts)).toEqual(["accepted", "accepted", "late"]);
    expect(verdicts.elapsedMs.slice(0, 2)).toEqual([23_000, 30_000]);
    expect(verdicts.points.slice(0, 2)).toEqual([500, 500]);
    expect(stubs.calls).toEqual([`session ${session}`]);
  });

  test.each([
    CLOSES + 60_000,
    null,
  ])("in pace self accepts an answer after its host has moved the close to %p", async (closesAt) => {
    const session = await openSession(db, [{ question: 1 }, { question: 2 }], {
      pace: "self",
      closesAt: CLOSES,
    });
    const { record } = recorder();
    await record({ session, question: 1, player: 1, choice: 0 });
    const { title, locked, settings } = (await sessions.byNo(db, session))!;
    const changed = { title, locked, settings: { ...settings, closesAt }, movesClose: true };
    await db.transaction((transaction) => writeChanges(transaction, session, changed));
    const verdicts = await record({ session, question: 2, choices: 5, receivedAt: CLOSES + 59_000 });
    expect([words(verdicts), verdicts.elapsedMs]).toEqual([["accepted"], [79_000]]);
  });

  test("measures the time from the new opening of a planned question", async () => {
    const planned = { openedAt: OPENED + 30_000, closesAt: OPENED + 50_000 };
    const session = await openSession(db, [{ question: 1 }, { question: 2, ...planned }], { pace: "auto" });
    const { record } = recorder();
    await record({ session, question: 1, choice: 0 });
    const moved = { question: 2, openedAt: OPENED + 35_000, closesAt: OPENED + 55_000 };
    await change(session, { windowsToMove: [moved] });
    const verdicts = await record(
      { session, question: 2, player: 1, choices: 5, receivedAt: OPENED + 37_000 },
      { session, question: 2, player: 2, choices: 5, receivedAt: OPENED + 49_000 },
    );
    expect(words(verdicts)).toEqual(["accepted", "accepted"]);
    expect(verdicts.elapsedMs).toEqual([2000, 14_000]);
  });

  test("measures it from the new opening also after a pause", async () => {
    const planned = { question: 2, openedAt: OPENED + 30_000, closesAt: OPENED + 50_000 };
    const session = await openSession(db, [{ question: 1 }, planned], { pace: "auto" });
    const { record } = recorder();
    await record({ session, question: 1, choice: 0 });
    await change(session, { pausedAt: OPENED + 5000, windowsToDrop: [2] });
    const paused = (await sessions.byNo(db, session))!;
    expect([paused.pausedAt, paused.windows.length]).toEqual([OPENED + 5000, 1]);
    const limits = [20_000, 20_000, 20_000];
    await change(session, resume({ ...paused, questions: 3 }, limits, OPENED + 40_000));
    const resumed = (await sessions.byNo(db, session))!;
    expect(resumed.pausedAt).toBeNull();
    expect(resumed.windows.map(({ openedAt }) => openedAt - OPENED)).toEqual([0, 40_000, 65_000]);
    const [verdict] = (await record({ session, question: 2, choices: 5, receivedAt: OPENED + 42_000 }))
      .elapsedMs;
    expect(verdict).toBe(2000);
  });

  test("refuses every answer to a question that closed in its time for reading, also within the grace", async () => {
    const settings = { readMs: 3000, graceMs: 10_000 };
    const session = await openSession(db, [{ question: 1, openedAt: OPENED + 3000 }], settings);
    const { record } = recorder();
    const early = await record({ session, question: 1, choice: 2, receivedAt: OPENED + 1000 });
    expect(words(early)).toEqual(["notOpen"]);
    await change(session, { windowsToClose: [{ question: 1, closesAt: OPENED + 2000 }] });
    const [window] = (await sessions.byNo(db, session))!.windows;
    expect(window).toMatchObject({ openedAt: OPENED + 2000, closesAt: OPENED + 2000 });
    const answer = { session, question: 1, choice: 2, receivedAt: OPENED + 4000 };
    for (const { record } of [recorder(), recorder()]) expect(words(await record(answer))).toEqual(["late"]);
    expect(words(await record(answer))).toEqual(["late"]);
    await change(session, { endedAt: OPENED + 5000 });
    expect(words(await recorder().record(answer))).toEqual(["sessionEnded"]);
  });
});

test("in the time for reading an answer costs no reload", async () => {
  const session = await openSession(db, [{ question: 1, openedAt: Date.now() + 3000 }], { readMs: 4000 });
  const { record } = recorder();
  const early = { session, question: 1, choice: 2, receivedAt: Date.now() };
  expect(words(await record(early))).toEqual(["notOpen"]);
  stubs.calls = [];
  expect(words(await record({ ...early, receivedAt: early.receivedAt + 100 }))).toEqual(["notOpen"]);
  expect(stubs.calls).toEqual([]);
});
