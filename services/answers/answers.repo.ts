import type { TransportOutage } from "../../platform/broker/transport.ts";
import { type Queryable, sqlState } from "../../platform/database/database.ts";
import type { AnswerBatch, ExistingRow } from "./answer-batch.ts";

/** An answer that the insert did not store: its number in the batch, from 1, and the reason. */
export interface RejectedRow {
  rowNo: number;
  reason: "conflict" | "late" | "notOpen" | "expired" | "unsettled" | "regrade";
}

/**
 * Stores a batch in one statement (migrations/0009). Postgres decides which answers are in time and graded with the
 * current key: it locks the windows in share mode, so a close or a new key waits for this statement, and later
 * statements see it. A put-off answer (`delivery` 2 or 3) is accepted until 60 s after the close or until the session's
 * end, whichever comes first; the migration says which close and which end count.
 *
 * @param batch at most one answer per player and question
 * @param outage the last time in which the nodes were not connected with each other
 * @param mayConflict looks up existing answers first; this makes the statement a third more expensive
 * @returns only the answers that were not stored
 * @throws UNIQUE_VIOLATION if there is an existing answer that was not looked up, or came in after the lookup;
 *   then nothing is stored
 */
export function insertAnswers(
  db: Queryable,
  batch: AnswerBatch,
  mayConflict: boolean,
  outage?: TransportOutage,
): Promise<RejectedRow[]> {
  const { windowIndexes, sessions, questions, keyRevisions } = windowsOf(batch);
  return db.query<RejectedRow>(
    `select row_no as "rowNo", reason
     from insert_answers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      sessions,
      questions,
      keyRevisions,
      windowIndexes,
      batch.player,
      batch.choice,
      batch.response.some((response) => response !== null) ? batch.response : [],
      batch.elapsedMs,
      batch.points,
      batch.correct,
      batch.receivedAt,
      batch.delivery,
      mayConflict,
      outage?.from ?? null,
      outage?.to ?? null,
    ],
  );
}

/** The distinct windows and key revisions of a batch, and for each answer the index of its own, from 1. */
function windowsOf(batch: AnswerBatch) {
  const sessions: number[] = [];
  const questions: number[] = [];
  const keyRevisions: number[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (session: number, question: number, keyRevision: number): number => {
    const name = `${session}/${question}/${keyRevision}`;
    const existing = indexes.get(name);
    if (existing !== undefined) return existing;
    questions.push(question);
    keyRevisions.push(keyRevision);
    const added = sessions.push(session);
    indexes.set(name, added);
    return added;
  };
  let current = 0;
  const windowIndexes = batch.session.map((session, index) => {
    const question = batch.question[index]!;
    const keyRevision = batch.keyRevision[index]!;
    const isSame =
      session === sessions[current - 1] &&
      question === questions[current - 1] &&
      keyRevision === keyRevisions[current - 1];
    if (!isSame) current = indexOf(session, question, keyRevision);
    return current;
  });
  return { windowIndexes, sessions, questions, keyRevisions };
}

/** Stores a batch inside a transaction. If the statement fails, the transaction can continue without it. */
export async function insertInSavepoint(
  transaction: Queryable,
  batch: AnswerBatch,
  mayConflict: boolean,
  outage?: TransportOutage,
): Promise<RejectedRow[]> {
  await transaction.query("savepoint insert_batch");
  try {
    const rejected = await insertAnswers(transaction, batch, mayConflict, outage);
    await transaction.query("release savepoint insert_batch");
    return rejected;
  } catch (error) {
    if (sqlState(error)) await transaction.query("rollback to savepoint insert_batch");
    throw error;
  }
}

/** The stored answers for the players and questions of a batch; `rowNo` is the number in the batch, from 1. */
export function existingRows(
  db: Queryable,
  batch: AnswerBatch,
): Promise<(ExistingRow & { rowNo: number })[]> {
  return db.query(
    `select b.row_no::int as "rowNo", a.choice, a.response, a.elapsed_ms as "elapsedMs", a.points, a.correct,
       (extract(epoch from a.received_at) * 1000)::float8 as "receivedAt"
     from unnest($1::int[], $2::int[], $3::int[]) with ordinality
       as b (session_no, question_no, player_no, row_no)
     join answers a on a.session_no = b.session_no and a.question_no = b.question_no and a.player_no = b.player_no`,
    [batch.session, batch.question, batch.player],
  );
}

/** A stored answer as rescoring reads it. */
export interface StoredAnswer {
  playerNo: number;
  choice: number | null;
  response: string | null;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** The next `limit` answers to one question, by player number, after player `after`. */
export function answersPage(
  db: Queryable,
  session: number,
  question: number,
  after: number,
  limit: number,
): Promise<StoredAnswer[]> {
  return db.query(
    `select player_no as "playerNo", choice, response, elapsed_ms as "elapsedMs", points, correct
     from answers where session_no = $1 and question_no = $2 and player_no > $3 order by player_no limit $4`,
    [session, question, after, limit],
  );
}

/**
 * Writes new points to answers if the question's key still has this revision. The rows get a new `stored_xid`, so
 * that the boards, which read the table incrementally, read them again.
 *
 * @returns false if the key has changed again; then nothing is written
 */
export async function updateScores(
  db: Queryable,
  session: number,
  question: number,
  keyRevision: number,
  scores: { playerNo: number[]; points: number[]; correct: (boolean | null)[] },
): Promise<boolean> {
  const [row] = await db.query<{ isCurrent: boolean }>(
    `with current_key as materialized (
       select 1 from question_windows where session_no = $1 and question_no = $2 and key_revision = $3 for share
     ), scored as (
       update answers a set points = s.points, correct = s.correct,
         stored_xid = (select pg_current_xact_id()::text::bigint)
       from unnest($4::int[], $5::int[], $6::boolean[]) as s (player_no, points, correct)
       where a.session_no = $1 and a.question_no = $2 and a.player_no = s.player_no and exists (select 1 from current_key)
     )
     select exists (select 1 from current_key) as "isCurrent"`,
    [session, question, keyRevision, scores.playerNo, scores.points, scores.correct],
  );
  return row?.isCurrent === true;
}
