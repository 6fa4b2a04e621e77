import { storeBatch } from "../../../services/answers/store-answers.ts";
import * as sessions from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import {
  CLOSES,
  correctKey,
  GRACE,
  OPENED,
  openQuestion,
  openSession,
} from "../sessions/session-on-database.ts";
import { recordersOn, words } from "./recorders.ts";
import { stubbedBroker } from "./service-stubs.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedBroker((no) => sessions.byNo(db, no));

const ALL = [1, 2, 3, 4, 5, 6].map((question) => ({ question }));

const recorder = recordersOn(db, broker);

test("answers to all six kinds are graded and stored, and get their verdicts", async () => {
  const session = await openSession(db, ALL);
  const { record } = recorder();
  const verdicts = await record(
    { session, question: 1, choice: 2 },
    { session, question: 2, choices: 0b101 },
    { session, question: 3, choice: 0 },
    { session, question: 4, value: 0.3 },
    { session, question: 5, text: " BERN " },
    { session, question: 6, choice: 1 },
  );
  expect(words(verdicts)).toEqual(new Array(6).fill("accepted"));
  expect(verdicts.correct).toEqual([true, true, false, true, true, null]);
  expect(verdicts.points).toEqual([975, 975, 0, 975, 975, 0]);
  expect(verdicts.elapsedMs).toEqual(new Array(6).fill(1000));
  const rows = await db.query(
    "select choice, response, points, correct from answers where session_no = $1 order by question_no",
    [session],
  );
  expect(rows).toEqual([
    { choice: 2, response: null, points: 975, correct: true },
    { choice: 5, response: null, points: 975, correct: true },
    { choice: 0, response: null, points: 0, correct: false },
    { choice: null, response: "0.3", points: 975, correct: true },
    { choice: null, response: " BERN ", points: 975, correct: true },
    { choice: 1, response: null, points: 0, correct: null },
  ]);
});

test("the same answer again gets the first verdict; a different one gets the answer that counts", async () => {
  const session = await openSession(db, ALL);
  const { record } = recorder();
  await record({ session, question: 5, text: "Bern" });
  const late = { session, question: 5, receivedAt: OPENED + 9000 };
  const again = await record({ ...late, text: "bern " }, { ...late, text: "Basel" });
  expect(words(again)).toEqual(["repeated", "changed"]);
  expect(again.elapsedMs).toEqual([1000, 1000]);
  expect(again.points).toEqual([975, 975]);
  expect(again.existing).toEqual([null, { question: 5, text: "Bern" }]);
});

test("a context is reloaded if it is newer than an answer only because clocks differ", async () => {
  const session = await openSession(db, []);
  const { record, contexts } = recorder();
  const early = { session, question: 1, choice: 2, receivedAt: Date.now() };
  expect(words(await record(early))).toEqual(["notOpen"]);
  // The gateway's clock is a little behind: there the question opened before this context was loaded.
  const { loadedAt } = (await contexts.get(session))!;
  await openQuestion(db, session, { question: 1, openedAt: loadedAt - 100, closesAt: null });
  expect(words(await record({ ...early, receivedAt: loadedAt - 50 }))).toEqual(["accepted"]);
});

test("a credit is taken off the elapsed time, never below 0 and never past the limit, and points follow", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  const answer = { session, question: 1, choice: 2 };
  const verdicts = await record(
    { ...answer, player: 1, receivedAt: OPENED + 1000, creditMs: 0 },
    { ...answer, player: 2, receivedAt: OPENED + 1000, creditMs: 300 },
    { ...answer, player: 3, receivedAt: OPENED + 200, creditMs: 300 },
    { ...answer, player: 4, receivedAt: CLOSES + GRACE, creditMs: 100 },
  );
  expect(words(verdicts)).toEqual(new Array(4).fill("accepted"));
  expect(verdicts.elapsedMs).toEqual([1000, 700, 0, 20_000]);
  expect(verdicts.points).toEqual([975, 983, 1000, 500]);
  const rows = await db.query(
    "select elapsed_ms, (extract(epoch from received_at) * 1000)::float8 as at from answers where session_no = $1 order by player_no",
    [session],
  );
  expect(rows).toEqual([
    { elapsed_ms: 1000, at: OPENED + 1000 },
    { elapsed_ms: 700, at: OPENED + 1000 },
    { elapsed_ms: 0, at: OPENED + 200 },
    { elapsed_ms: 20_000, at: CLOSES + GRACE },
  ]);
  expect((await record({ ...answer, player: 2, receivedAt: OPENED + 5000 })).elapsedMs).toEqual([700]);
});

test("a credit makes no late answer early, and no early one late: that its arrival decides", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  const answer = { session, question: 1, choice: 2, creditMs: 300 };
  const verdicts = await record(
    { ...answer, player: 1, receivedAt: CLOSES + GRACE + 1 },
    { ...answer, player: 2, receivedAt: OPENED },
    { ...answer, player: 3, receivedAt: OPENED - 1 },
  );
  expect(words(verdicts)).toEqual(["late", "accepted", "notOpen"]);
});

test("within the grace, elapsed time counts up to the limit; after the grace the answer is late", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  const verdicts = await record(
    { session, question: 1, player: 1, choice: 2, receivedAt: CLOSES + GRACE },
    { session, question: 1, player: 2, choice: 2, receivedAt: CLOSES + GRACE + 1 },
  );
  expect(words(verdicts)).toEqual(["accepted", "late"]);
  expect(verdicts.elapsedMs[0]).toBe(20_000);
  expect(verdicts.points[0]).toBe(500);
});

test("in pace self elapsed time counts up to the window's length; the speed score uses the question's limit", async () => {
  const closesAt = OPENED + 3_600_000;
  const pace = { pace: "self", closesAt, scoring: "speed" } as const;
  const session = await openSession(db, [{ question: 1, closesAt }], pace);
  const { record } = recorder();
  const verdicts = await record(
    { session, question: 1, player: 1, choice: 2, receivedAt: OPENED + 60_000 },
    { session, question: 1, player: 2, choice: 2, receivedAt: closesAt + GRACE },
  );
  expect(verdicts.elapsedMs).toEqual([60_000, 3_600_000]);
  expect(verdicts.points).toEqual([500, 500]);
});

test("an answer that does not fit its question is rejected with its field; the others are stored", async () => {
  const session = await openSession(db, ALL);
  const { record } = recorder();
  const verdicts = await record(
    { session, question: 1, choice: 3 },
    { session, question: 1, choices: 1 },
    { session, question: 4, text: "0.2" },
    { session, question: 7, choice: 0 },
    { session, question: 1, choice: 0 },
  );
  expect(words(verdicts)).toEqual(["invalid", "invalid", "invalid", "invalid", "accepted"]);
  expect(verdicts.fieldErrors.map((error) => error?.path)).toEqual([
    "choice",
    "choice",
    "value",
    "question",
    undefined,
  ]);
});

test("before a question opens, no verdict reveals what it is like", async () => {
  const session = await openSession(db, [{ question: 1 }]);
  const { record } = recorder();
  const early = [{ choice: 0 }, { choice: 19 }, { choices: 1 }, { value: 1 }, { text: "a" }];
  const verdicts = await record(...early.map((form) => ({ session, question: 2, ...form })));
  expect(words(verdicts)).toEqual(new Array(5).fill("notOpen"));
  expect(verdicts.fieldErrors).toEqual(new Array(5).fill(null));
});

test("a context from before the opening is reloaded once, by the first answer that needs it", async () => {
  const session = await openSession(db, []);
  const { record } = recorder();
  const calls = Date.now();
  expect(words(await record({ session, question: 2, choices: 5, receivedAt: calls }))).toEqual(["notOpen"]);
  await openQuestion(db, session, { question: 2, openedAt: calls, closesAt: null });
  stubs.calls = [];
  const now = Date.now() + 1;
  const answers = [1, 2, 3].map((player) => ({ session, question: 2, player, choices: 5, receivedAt: now }));
  expect(words(await record(...answers))).toEqual(["accepted", "accepted", "accepted"]);
  expect(stubs.calls).toEqual([`session ${session}`]);
});

test("the database detects a close that the context does not have yet", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  await record({ session, question: 1, player: 1, choice: 0 });
  const closes = [{ question: 1, closesAt: OPENED + 2000 }];
  await db.transaction((transaction) =>
    sessions.applyChange(transaction, session, { windowsToClose: closes }),
  );
  const receivedAt = OPENED + 2000 + GRACE + 1;
  expect(words(await record({ session, question: 1, player: 2, choice: 0, receivedAt }))).toEqual(["late"]);
});

test("after the end of the session, the verdict says so", async () => {
  const session = await openSession(db);
  await db.transaction((transaction) => sessions.applyChange(transaction, session, { endedAt: CLOSES }));
  const { record } = recorder();
  const receivedAt = CLOSES + GRACE + 1;
  const verdicts = await record(
    { session, question: 1, choice: 0, receivedAt },
    { session, question: 2, choice: 0, receivedAt },
  );
  expect(words(verdicts)).toEqual(["sessionEnded", "sessionEnded"]);
});

test("an answer whose key changes meanwhile is graded again; answers of other sessions are graded once", async () => {
  const session = await openSession(db);
  const other = await openSession(db);
  let writes = 0;
  const { record } = recorder(async (batch) => {
    if (writes++ === 0) await correctKey(db, session, 1, { form: "options", correct: [0], exact: false });
    return storeBatch(db, batch, 0);
  });
  const verdicts = await record(
    { session, question: 1, player: 1, choice: 0 },
    { session, question: 1, player: 2, choice: 2 },
    { session: other, question: 1, choice: 2 },
  );
  expect(words(verdicts)).toEqual(["accepted", "accepted", "accepted"]);
  expect(verdicts.correct).toEqual([true, false, true]);
  expect(writes).toBe(2);
});

test("an answer whose key keeps changing is undecided and not stored", async () => {
  const session = await openSession(db);
  const { record } = recorder(async (batch) => {
    await correctKey(db, session, 1, { form: "options", correct: [0], exact: false });
    return storeBatch(db, batch, 0);
  });
  expect(words(await record({ session, question: 1, choice: 0 }))).toEqual(["undecided"]);
  expect(await db.query("select 1 from answers where session_no = $1", [session])).toEqual([]);
});

test("if a session cannot be loaded, only its own answers are undecided", async () => {
  const [away, there] = [await openSession(db), await openSession(db)];
  stubs.byNo = (no) => (no === away ? Promise.reject(new Error("away")) : sessions.byNo(db, no));
  const { record } = recorder();
  const verdicts = await record(
    { session: away, question: 1, choice: 0 },
    { session: there, question: 1, choice: 0 },
    { session: 999_999, question: 1, choice: 0 },
  );
  expect(words(verdicts)).toEqual(["undecided", "accepted", "invalid"]);
});

test("an error of the store reaches the caller", async () => {
  const session = await openSession(db);
  const { record } = recorder(() => Promise.reject(new Error("lost")));
  await expect(record({ session, question: 1, choice: 0 })).rejects.toThrow("lost");
});
