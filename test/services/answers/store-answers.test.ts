import type { Database } from "../../../platform/database/database.ts";
import type { AnswerBatch } from "../../../services/answers/answer-batch.ts";
import { Repeats } from "../../../services/answers/duplicate-predictor.ts";
import { storeEach } from "../../../services/answers/store-answers.ts";
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
const store = (batch: AnswerBatch) => storeEach(db, batch, 0);

/** Stores answers of one session and says in a word what became of each. */
async function kinds(session: number, ...rows: Partial<AnswerRow>[]): Promise<string[]> {
  const outcomes = await store(batchOf(...rows.map((row) => ({ session, receivedAt: IN_TIME, ...row }))));
  return outcomes.map(({ kind }) => kind);
}

/** What the table holds of a session. */
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

test("another answer of the same player meets the one that stands", async () => {
  const session = await openSession(db);
  await kinds(session, { choice: 2, points: 700, elapsedMs: 250 });
  const later = { session, choice: 1, points: 0, correct: false, receivedAt: IN_TIME + 5 };
  const [outcome, other] = await store(batchOf(later, { ...later, player: 2 }));
  expect(outcome).toEqual({
    kind: "standing",
    standing: {
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

test("of a player's answers in one batch the first is stored, the others meet it there", async () => {
  const session = await openSession(db);
  const choices = [{ choice: 2 }, { choice: 1 }, { player: 2, choice: 0 }, { choice: 2 }];
  const outcomes = await store(batchOf(...choices.map((row) => ({ session, receivedAt: IN_TIME, ...row }))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["stored", "standing", "stored", "standing"]);
  expect(outcomes[1]).toMatchObject({ standing: { choice: 2 } });
  expect(outcomes[3]).toMatchObject({ standing: { choice: 2 } });
  expect(await rowsOf(session)).toHaveLength(2);
});

test.each([
  ["a ms before the opening", OPENED - 1, "notOpen"],
  ["at the opening", OPENED, "stored"],
  ["at the close", CLOSES, "stored"],
  ["at the end of the grace", CLOSES + GRACE, "stored"],
  ["a ms past the grace", CLOSES + GRACE + 1, "closed"],
])("an answer %s", async (_when, receivedAt, kind) => {
  const session = await openSession(db);
  expect(await kinds(session, { receivedAt })).toEqual([kind]);
  expect(await rowsOf(session)).toHaveLength(kind === "stored" ? 1 : 0);
});

test("a question without an end takes answers until somebody closes it", async () => {
  const session = await openSession(db, [{ question: 1, closesAt: null }]);
  expect(await kinds(session, { receivedAt: OPENED + 10 ** 9 })).toEqual(["stored"]);
});

test("a question that has no window, and a session that is none, are not open", async () => {
  const session = await openSession(db, [{ question: 1 }]);
  expect(await kinds(session, { question: 2 }, { question: 1 })).toEqual(["notOpen", "stored"]);
  expect(await kinds(999_999, {})).toEqual(["notOpen"]);
});

test("an answer that stands is met even after the close", async () => {
  const session = await openSession(db);
  await kinds(session, { choice: 2 });
  const late = { receivedAt: CLOSES + GRACE + 60_000 };
  expect(await kinds(session, late, { ...late, player: 2 })).toEqual(["standing", "closed"]);
});

test("an answer that was graded under another key goes back to be graded anew", async () => {
  const session = await openSession(db, [{ question: 1 }, { question: 2 }]);
  await kinds(session, { player: 9 });
  await correctKey(db, session, 1);
  const again = [{ player: 1 }, { player: 9 }, { question: 2 }, { player: 2, keyRevision: 1 }];
  expect(await kinds(session, ...again)).toEqual(["regrade", "standing", "stored", "stored"]);
  expect(await rowsOf(session)).toHaveLength(3);
});

test("a key that was corrected before the question opened is the one that its answers are graded under", async () => {
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
  ["a player number that is no whole one", { player: 1.5 }],
];
test.each(UNSTORABLE)("%s is refused alone; its neighbours are stored", async (_what, bad) => {
  const session = await openSession(db);
  const neighbours = [10, 11, 12, 13, 14].map((player) => ({ player }));
  const rows = [...neighbours.slice(0, 3), { player: 99, ...bad }, ...neighbours.slice(3)];
  const words = await kinds(session, ...rows);
  expect(words.filter((kind) => kind === "stored")).toHaveLength(5);
  expect(words[3]).toMatch(/unstorable|notOpen/);
  expect(await rowsOf(session)).toHaveLength(5);
});

test("several bad rows are found among many, each one, and repeats with them", async () => {
  const session = await openSession(db);
  const rows: Partial<AnswerRow>[] = Array.from({ length: 60 }, (_, index) => ({
    player: index + 1,
    ...([0, 17, 18, 59].includes(index) ? { points: -40_000 } : {}),
  }));
  const words = await kinds(session, ...rows, { player: 5, choice: 3 });
  const bad = words.flatMap((kind, index) => (kind === "unstorable" ? [index] : []));
  expect(bad).toEqual([0, 17, 18, 59]);
  expect(words.at(-1)).toBe("standing");
  expect(await rowsOf(session)).toHaveLength(56);
});

test("each verdict finds its own answer, past repeats, late ones and bad ones", async () => {
  const session = await openSession(db);
  await kinds(session, { player: 9 });
  const late = { receivedAt: CLOSES + GRACE + 1 };
  const rows = [{}, {}, { player: 2, ...late }, { player: 3 }, { player: 9 }, { player: 4, ...late }];
  const expected = ["stored", "standing", "closed", "stored", "standing", "closed"];
  expect(await kinds(session, ...rows)).toEqual(expected);
  const moved = rows.map((row) => ({ ...row, player: (row.player ?? 1) + 10 }));
  const bad = { player: 99, points: 40_000 };
  expect(await kinds(session, bad, ...moved)).toEqual([
    "unstorable",
    ...["stored", "standing", "closed", "stored", "stored", "closed"],
  ]);
});

test("a repeat of an answer that could not be stored is another try, not a repeat of nothing", async () => {
  const session = await openSession(db);
  expect(await kinds(session, { points: 40_000 }, {})).toEqual(["unstorable", "regrade"]);
});

test("two batches at the same instant store one answer of each player", async () => {
  const session = await openSession(db);
  const batch = (choice: number) => [1, 2, 3].map((player) => ({ player, choice }));
  const both = await Promise.all([kinds(session, ...batch(0)), kinds(session, ...batch(1).reverse())]);
  expect(both.flat().filter((kind) => kind === "stored")).toHaveLength(3);
  expect(await rowsOf(session)).toHaveLength(3);
});

test("a transaction writes its number into its rows, so that a reader can go on where it was", async () => {
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

test("a repeat costs its batch a second try; while repeats come they are looked for at once", async () => {
  const session = await openSession(db);
  const repeats = new Repeats();
  /** Stores answers of these players and says how often that was tried. */
  const tries = async (...players: number[]) => {
    const texts: string[] = [];
    const counting: Database = {
      ...db,
      query: (text, values) => {
        texts.push(text);
        return db.query(text, values);
      },
    };
    const batch = batchOf(...players.map((player) => ({ session, player, receivedAt: IN_TIME })));
    await storeEach(counting, batch, 0, repeats);
    return texts.filter((text) => text.includes("store_answers")).length;
  };
  expect(await tries(1, 2)).toBe(1);
  expect(await tries(2, 3)).toBe(2);
  expect(await tries(3, 4)).toBe(1);
  expect(await rowsOf(session)).toHaveLength(4);
});
