import type { Database } from "../../../platform/database/database.ts";
import type { AnswerBatch } from "../../../services/answers/answer-batch.ts";
import { DuplicatePredictor } from "../../../services/answers/duplicate-predictor.ts";
import { storeBatch } from "../../../services/answers/store-answers.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import {
  CLOSES,
  correctKey,
  GRACE,
  OPENED,
  openQuestion,
  openSession,
} from "../sessions/session-on-database.ts";
import { type AnswerRow, batchOf } from "./answer-rows.ts";

const db = freshDatabase();

const IN_TIME = OPENED + 1000;
const store = (batch: AnswerBatch) => storeBatch(db, batch, 0);

/** Stores answers of one session and returns the kind of each outcome. */
async function kinds(session: number, ...rows: Partial<AnswerRow>[]): Promise<string[]> {
  const outcomes = await store(batchOf(...rows.map((row) => ({ session, receivedAt: IN_TIME, ...row }))));
  return outcomes.map(({ kind }) => kind);
}

/** The stored rows of a session. */
const rowsOf = (session: number) =>
  db.query(
    `select question_no as question, player_no as player, choice, response, elapsed_ms as "elapsedMs", points,
       correct from answers where session_no = $1 order by question_no, player_no`,
    [session],
  );

test("answers in time are stored as they were graded", async () => {
  const session = await openSession(db, [{ question: 1 }, { question: 5 }]);
  const typed = { question: 5, choice: null, response: `B"e,r{n}\\ NULL 🐎`, correct: false, points: 0 };
  const poll = { player: 3, correct: null, points: 0, elapsedMs: 0 };
  expect(await kinds(session, { player: 2, choice: 1 }, typed, poll)).toEqual(["stored", "stored", "stored"]);
  expect(await rowsOf(session)).toEqual([
    { question: 1, player: 2, choice: 1, response: null, elapsedMs: 1000, points: 500, correct: true },
    { question: 1, player: 3, choice: 0, response: null, elapsedMs: 0, points: 0, correct: null },
    {
      question: 5,
      player: 1,
      choice: null,
      response: typed.response,
      elapsedMs: 1000,
      points: 0,
      correct: false,
    },
  ]);
});

test("a further answer of a player is a duplicate of the stored one", async () => {
  const session = await openSession(db);
  await kinds(session, { choice: 2, points: 700, elapsedMs: 250 });
  const later = { session, choice: 1, points: 0, correct: false, receivedAt: IN_TIME + 5 };
  const [outcome, other] = await store(batchOf(later, { ...later, player: 2 }));
  expect(outcome).toEqual({
    kind: "duplicate",
    existing: {
      choice: 2,
      response: null,
      points: 700,
      elapsedMs: 250,
      correct: true,
      receivedAt: IN_TIME,
    },
  });
  expect(other).toEqual({ kind: "stored" });
  expect(await rowsOf(session)).toMatchObject([{ choice: 2 }, { choice: 1 }]);
});

test("of a player's answers in one batch, the first is stored and the others are duplicates", async () => {
  const session = await openSession(db);
  const choices = [{ choice: 2 }, { choice: 1 }, { player: 2, choice: 0 }, { choice: 2 }];
  const outcomes = await store(batchOf(...choices.map((row) => ({ session, receivedAt: IN_TIME, ...row }))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "duplicate", "stored", "duplicate"]);
  expect(outcomes[1]).toMatchObject({ existing: { choice: 2 } });
  expect(outcomes[3]).toMatchObject({ existing: { choice: 2 } });
  expect(await rowsOf(session)).toHaveLength(2);
});

test.each([
  ["a ms before the opening", OPENED - 1, "notOpen"],
  ["at the opening", OPENED, "stored"],
  ["at the close", CLOSES, "stored"],
  ["at the end of the grace", CLOSES + GRACE, "stored"],
  ["a ms past the grace", CLOSES + GRACE + 1, "late"],
])("an answer %s", async (_when, receivedAt, kind) => {
  const session = await openSession(db);
  expect(await kinds(session, { receivedAt })).toEqual([kind]);
  expect(await rowsOf(session)).toHaveLength(kind === "stored" ? 1 : 0);
});

test("a question without an end accepts answers until it is closed", async () => {
  const session = await openSession(db, [{ question: 1, closesAt: null }]);
  expect(await kinds(session, { receivedAt: OPENED + 10 ** 9 })).toEqual(["stored"]);
});

test("a question without a window is not open, nor one of an unknown session", async () => {
  const session = await openSession(db, [{ question: 1 }]);
  expect(await kinds(session, { question: 2 }, { question: 1 })).toEqual(["notOpen", "stored"]);
  expect(await kinds(999_999, {})).toEqual(["notOpen"]);
});

test("a duplicate is recognised even after the close", async () => {
  const session = await openSession(db);
  await kinds(session, { choice: 2 });
  const late = { receivedAt: CLOSES + GRACE + 60_000 };
  expect(await kinds(session, late, { ...late, player: 2 })).toEqual(["duplicate", "late"]);
});

test("an answer that was graded with another key must be graded again", async () => {
  const session = await openSession(db, [{ question: 1 }, { question: 2 }]);
  await kinds(session, { player: 9 });
  await correctKey(db, session, 1);
  const again = [{ player: 1 }, { player: 9 }, { question: 2 }, { player: 2, keyRevision: 1 }];
  expect(await kinds(session, ...again)).toEqual(["regrade", "duplicate", "stored", "stored"]);
  expect(await rowsOf(session)).toHaveLength(3);
});

test("if a key is corrected before the question opens, answers are graded with the new key", async () => {
  const session = await openSession(db, []);
  await correctKey(db, session, 1);
  await correctKey(db, session, 1);
  await openQuestion(db, session, { question: 1 });
  expect(await kinds(session, { keyRevision: 2 }, { player: 2, keyRevision: 0 })).toEqual([
    "stored",
    "regrade",
  ]);
});

const UNSTORABLE: [string, Partial<AnswerRow>][] = [
  ["a response with NUL", { choice: null, response: "a\u0000b" }],
  ["points past smallint", { points: 40_000 }],
  ["a choice past int", { choice: 2 ** 31 }],
  ["an elapsed time past int", { elapsedMs: 2 ** 40 }],
  ["a question number past smallint", { question: 40_000 }],
  ["a player number that is not an integer", { player: 1.5 }],
];
test.each(UNSTORABLE)("%s is rejected alone; the other rows are stored", async (_what, bad) => {
  const session = await openSession(db);
  const neighbours = [10, 11, 12, 13, 14].map((player) => ({ player }));
  const rows = [...neighbours.slice(0, 3), { player: 99, ...bad }, ...neighbours.slice(3)];
  const words = await kinds(session, ...rows);
  expect(words.filter((kind) => kind === "stored")).toHaveLength(5);
  expect(words[3]).toMatch(/unstorable|notOpen/);
  expect(await rowsOf(session)).toHaveLength(5);
});

test("every bad row among many is found, and duplicates too", async () => {
  const session = await openSession(db);
  const rows: Partial<AnswerRow>[] = Array.from({ length: 60 }, (_, index) => ({
    player: index + 1,
    ...([0, 17, 18, 59].includes(index) ? { points: -40_000 } : {}),
  }));
  const words = await kinds(session, ...rows, { player: 5, choice: 3 });
  const bad = words.flatMap((kind, index) => (kind === "unstorable" ? [index] : []));
  expect(bad).toEqual([0, 17, 18, 59]);
  expect(words.at(-1)).toBe("duplicate");
  expect(await rowsOf(session)).toHaveLength(56);
});

test("every outcome belongs to its answer, in a batch with duplicates, late and bad answers", async () => {
  const session = await openSession(db);
  await kinds(session, { player: 9 });
  const late = { receivedAt: CLOSES + GRACE + 1 };
  const rows = [{}, {}, { player: 2, ...late }, { player: 3 }, { player: 9 }, { player: 4, ...late }];
  const expected = ["stored", "duplicate", "late", "stored", "duplicate", "late"];
  expect(await kinds(session, ...rows)).toEqual(expected);
  const moved = rows.map((row) => ({ ...row, player: (row.player ?? 1) + 10 }));
  const bad = { player: 99, points: 40_000 };
  expect(await kinds(session, bad, ...moved)).toEqual([
    "unstorable",
    ...["stored", "duplicate", "late", "stored", "stored", "late"],
  ]);
});

test("repeating an answer that could not be stored is a new attempt, not a duplicate", async () => {
  const session = await openSession(db);
  expect(await kinds(session, { points: 40_000 }, {})).toEqual(["unstorable", "regrade"]);
});

test("two concurrent batches store one answer per player", async () => {
  const session = await openSession(db);
  const batch = (choice: number) => [1, 2, 3].map((player) => ({ player, choice }));
  const both = await Promise.all([kinds(session, ...batch(0)), kinds(session, ...batch(1).reverse())]);
  expect(both.flat().filter((kind) => kind === "stored")).toHaveLength(3);
  expect(await rowsOf(session)).toHaveLength(3);
});

test("a transaction writes its id into its rows, so that a reader can continue where it stopped", async () => {
  const session = await openSession(db);
  await kinds(session, { player: 1 });
  const [before] = await db.query<{ xid: number }>(
    "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xid",
  );
  await kinds(session, { player: 2 });
  const rows = await db.query<{ xid: number }>(
    "select stored_xid as xid from answers where session_no = $1 order by player_no",
    [session],
  );
  expect(rows[0]!.xid).toBeLessThan(before!.xid);
  expect(rows[1]!.xid).toBeGreaterThanOrEqual(before!.xid);
});

test("a duplicate costs its batch a second attempt; after that, batches are checked first", async () => {
  const session = await openSession(db);
  const predictor = new DuplicatePredictor();
  /** Stores answers of these players and returns the number of attempts. */
  const attempts = async (...players: number[]) => {
    const texts: string[] = [];
    const counting: Database = {
      ...db,
      query: (text, values) => {
        texts.push(text);
        return db.query(text, values);
      },
    };
    const batch = batchOf(...players.map((player) => ({ session, player, receivedAt: IN_TIME })));
    await storeBatch(counting, batch, 0, predictor);
    return texts.filter((text) => text.includes("insert_answers")).length;
  };
  expect(await attempts(1, 2)).toBe(1);
  expect(await attempts(2, 3)).toBe(2);
  expect(await attempts(3, 4)).toBe(1);
  expect(await rowsOf(session)).toHaveLength(4);
});
