import { currentTime } from "../../../platform/clock.ts";
import { liveSessions } from "../../../services/sessions/live-sessions.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby, openQuestion, openSession } from "./session-on-database.ts";

const db = freshDatabase();
const HOUR = 3_600_000;

const nos = async (limit: number) =>
  (await liveSessions(db, limit, currentTime())).sessions.map(({ no }) => no);

test("live sessions have not ended; open ones come first, then the newest", async () => {
  expect(await liveSessions(db, 10, currentTime())).toEqual({ sessions: [], total: 0 });
  const first = await openSession(db, []);
  const waiting = await lobby(db);
  const second = await openSession(db, []);
  const ended = await openSession(db, []);
  await db.transaction((transaction) => repo.applyChange(transaction, ended, { endedAt: Date.now() }));
  expect(await nos(10)).toEqual([second, first, waiting]);
  const { sessions, total } = await liveSessions(db, 2, currentTime());
  expect(total).toBe(3);
  expect(sessions).toEqual([
    expect.objectContaining({
      no: second,
      state: "open",
      pace: "host",
      players: 0,
      questions: 3,
      open: null,
    }),
    expect.objectContaining({ no: first, title: "A quiz", id: expect.any(String), code: expect.any(String) }),
  ]);
  expect((await liveSessions(db, 10, currentTime())).sessions.at(-1)).toMatchObject({
    no: waiting,
    state: "lobby",
  });
});

test("a question is open between its opening and its close", async () => {
  const now = Date.now();
  const windows = [
    { question: 1, openedAt: now - HOUR, closesAt: now - 1000 },
    { question: 2, openedAt: now - HOUR, closesAt: now + HOUR },
  ];
  const no = await openSession(db, windows, { pace: "self" });
  const open = async () => (await liveSessions(db, 1, currentTime())).sessions[0]?.open;
  expect(await open()).toEqual({ count: 1, first: 2, last: 2 });
  await openQuestion(db, no, { question: 3, openedAt: now - 1000, closesAt: null });
  expect(await open()).toEqual({ count: 2, first: 2, last: 3 });
  const ahead = await openSession(db, [{ question: 1, openedAt: now + HOUR, closesAt: now + 2 * HOUR }]);
  expect((await liveSessions(db, 1, currentTime())).sessions[0]).toMatchObject({ no: ahead, open: null });
});
