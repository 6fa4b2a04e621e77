import { VERDICT } from "../../../platform/contracts/contracts.ts";
import { AnswerSheets } from "../../../services/answers/grading-context.ts";
import { Recorder } from "../../../services/answers/recorder.ts";
import { storeEach } from "../../../services/answers/store-answers.ts";
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
import { columnsOf, type Sent, whole } from "./sent-answers.ts";
import { brokerAround } from "./service-stubs.ts";

const db = freshDatabase();
const { broker, around } = brokerAround((no) => sessions.byNo(db, no));

const ALL = [1, 2, 3, 4, 5, 6].map((question) => ({ question }));

/** A recorder of its own, and what it is asked to record. */
function recorder(store = (batch: Parameters<typeof storeEach>[1]) => storeEach(db, batch, 0)) {
  const sheets = new AnswerSheets(broker);
  const recording = new Recorder(sheets, store);
  return {
    sheets,
    record: async (...answers: Sent[]) => whole(await recording.record(columnsOf(...answers))),
  };
}

const WORD = Object.fromEntries(Object.entries(VERDICT).map(([word, status]) => [status, word]));
const words = (verdicts: { status: number[] }) => verdicts.status.map((status) => WORD[status]);

test("answers of all six kinds are graded, stored and told", async () => {
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

test("the same again is a repeat with the first verdict; another one is told what counts", async () => {
  const session = await openSession(db, ALL);
  const { record } = recorder();
  await record({ session, question: 5, text: "Bern" });
  const late = { session, question: 5, receivedAt: OPENED + 9000 };
  const again = await record({ ...late, text: "bern " }, { ...late, text: "Basel" });
  expect(words(again)).toEqual(["repeated", "changed"]);
  expect(again.elapsedMs).toEqual([1000, 1000]);
  expect(again.points).toEqual([975, 975]);
  expect(again.standing).toEqual([null, { question: 5, text: "Bern" }]);
});

test("a sheet that is newer than an answer only because clocks differ is not taken at its word", async () => {
  const session = await openSession(db, []);
  const { record, sheets } = recorder();
  const early = { session, question: 1, choice: 2, receivedAt: Date.now() };
  expect(words(await record(early))).toEqual(["notOpen"]);
  // The gateway's clock is a little behind: for it the question opened before this sheet was loaded.
  const { loadedAt } = (await sheets.get(session))!;
  await openQuestion(db, session, { question: 1, openedAt: loadedAt - 100, closesAt: null });
  expect(words(await record({ ...early, receivedAt: loadedAt - 50 }))).toEqual(["accepted"]);
});

test("elapsed time is held at the limit within the grace, and past it the question has closed", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  const verdicts = await record(
    { session, question: 1, player: 1, choice: 2, receivedAt: CLOSES + GRACE },
    { session, question: 1, player: 2, choice: 2, receivedAt: CLOSES + GRACE + 1 },
  );
  expect(words(verdicts)).toEqual(["accepted", "closed"]);
  expect(verdicts.elapsedMs[0]).toBe(20_000);
  expect(verdicts.points[0]).toBe(500);
});

test("in pace self the window's length is the limit of time; speed goes by the question's", async () => {
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

test("what does not fit its question is refused with its field, and its neighbours are stored", async () => {
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
  expect(verdicts.faults.map((fault) => fault?.path)).toEqual([
    "choice",
    "choice",
    "value",
    "question",
    undefined,
  ]);
});

test("before a question opens no answer to it tells what it is like", async () => {
  const session = await openSession(db, [{ question: 1 }]);
  const { record } = recorder();
  const early = [{ choice: 0 }, { choice: 19 }, { choices: 1 }, { value: 1 }, { text: "a" }];
  const verdicts = await record(...early.map((form) => ({ session, question: 2, ...form })));
  expect(words(verdicts)).toEqual(new Array(5).fill("notOpen"));
  expect(verdicts.faults).toEqual(new Array(5).fill(null));
});

test("a sheet from before the opening is loaded anew by the first answer that needs it, once", async () => {
  const session = await openSession(db, [{ question: 1 }]);
  const { record } = recorder();
  const asked = Date.now();
  expect(words(await record({ session, question: 2, choices: 5, receivedAt: asked }))).toEqual(["notOpen"]);
  await openQuestion(db, session, { question: 2, openedAt: asked, closesAt: null });
  around.asked = [];
  const now = Date.now() + 1;
  const answers = [1, 2, 3].map((player) => ({ session, question: 2, player, choices: 5, receivedAt: now }));
  expect(words(await record(...answers))).toEqual(["accepted", "accepted", "accepted"]);
  expect(around.asked).toEqual([`session ${session}`]);
});

test("a close that the sheet has not heard of is the database's to tell", async () => {
  const session = await openSession(db);
  const { record } = recorder();
  await record({ session, question: 1, player: 1, choice: 0 });
  const closes = [{ question: 1, closesAt: OPENED + 2000 }];
  await db.transaction((inside) => sessions.apply(inside, session, { closes }));
  const receivedAt = OPENED + 2000 + GRACE + 1;
  expect(words(await record({ session, question: 1, player: 2, choice: 0, receivedAt }))).toEqual(["closed"]);
});

test("once the session has ended that is what is told", async () => {
  const session = await openSession(db);
  await db.transaction((inside) => sessions.apply(inside, session, { endedAt: CLOSES }));
  const { record } = recorder();
  const receivedAt = CLOSES + GRACE + 1;
  const verdicts = await record(
    { session, question: 1, choice: 0, receivedAt },
    { session, question: 2, choice: 0, receivedAt },
  );
  expect(words(verdicts)).toEqual(["ended", "ended"]);
});

test("an answer whose key is corrected under it is graded anew, its neighbours of other sessions once", async () => {
  const session = await openSession(db);
  const other = await openSession(db);
  let writes = 0;
  const { record } = recorder(async (batch) => {
    if (writes++ === 0) await correctKey(db, session, 1, { form: "options", correct: [0], exact: false });
    return storeEach(db, batch, 0);
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

test("an answer that is never graded in time is undecided, and not stored", async () => {
  const session = await openSession(db);
  const { record } = recorder(async (batch) => {
    await correctKey(db, session, 1);
    return storeEach(db, batch, 0);
  });
  expect(words(await record({ session, question: 1, choice: 0 }))).toEqual(["undecided"]);
  expect(await db.query("select 1 from answers where session_no = $1", [session])).toEqual([]);
});

test("a session that cannot be looked up leaves its own answers undecided and no others", async () => {
  const [away, there] = [await openSession(db), await openSession(db)];
  around.byNo = (no) => (no === away ? Promise.reject(new Error("away")) : sessions.byNo(db, no));
  const { record } = recorder();
  const verdicts = await record(
    { session: away, question: 1, choice: 0 },
    { session: there, question: 1, choice: 0 },
    { session: 999_999, question: 1, choice: 0 },
  );
  expect(words(verdicts)).toEqual(["undecided", "accepted", "invalid"]);
});

test("an error of the store is the caller's", async () => {
  const session = await openSession(db);
  const { record } = recorder(() => Promise.reject(new Error("lost")));
  await expect(record({ session, question: 1, choice: 0 })).rejects.toThrow("lost");
});
