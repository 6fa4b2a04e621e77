import { type Queryable, sqlState } from "../../platform/database/database.ts";
import type { AnswerBatch, Standing } from "./answer-batch.ts";

/** An answer that the insert did not store: its place in the batch from 1, and why. */
export interface Exception {
  ord: number;
  why: "conflict" | "closed" | "notOpen" | "regrade";
}

/**
 * Stores a batch in one statement (migrations/0004). Postgres itself decides what is in time and graded under the
 * key that holds: the windows are locked in share mode, so a close or a new key waits for this statement, and the
 * next one sees it. A receipt (`sending` 2) is good until 60 s after the close or the session's end, whichever is
 * first. Only what was not stored comes back.
 *
 * @param batch at most one answer a player and question
 * @param mayStand whether others may stand for some of its players and questions: to look costs a third as much again
 * @throws an error of UNIQUE_VIOLATION where one stands that was not looked for, or has come since; nothing is stored
 */
export function store(db: Queryable, batch: AnswerBatch, mayStand: boolean): Promise<Exception[]> {
  const { windows, sessions, questions, keyRevisions } = windowsOf(batch);
  return db.query<Exception>(
    "select ord, why from store_answers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    [
      sessions,
      questions,
      keyRevisions,
      windows,
      batch.player,
      batch.choice,
      batch.response.some((response) => response !== null) ? batch.response : [],
      batch.elapsedMs,
      batch.points,
      batch.correct,
      batch.receivedAt,
      batch.sending,
      mayStand,
    ],
  );
}

/** The windows that a batch is about, each once for each revision of its key, and of each answer which is its own. */
function windowsOf(batch: AnswerBatch) {
  const sessions: number[] = [];
  const questions: number[] = [];
  const keyRevisions: number[] = [];
  const places = new Map<string, number>();
  const placeOf = (session: number, question: number, keyRevision: number): number => {
    const name = `${session}/${question}/${keyRevision}`;
    const known = places.get(name);
    if (known !== undefined) return known;
    questions.push(question);
    keyRevisions.push(keyRevision);
    const place = sessions.push(session);
    places.set(name, place);
    return place;
  };
  let place = 0;
  const windows = batch.session.map((session, index) => {
    const question = batch.question[index]!;
    const keyRevision = batch.keyRevision[index]!;
    const isSame =
      session === sessions[place - 1] &&
      question === questions[place - 1] &&
      keyRevision === keyRevisions[place - 1];
    if (!isSame) place = placeOf(session, question, keyRevision);
    return place;
  });
  return { windows, sessions, questions, keyRevisions };
}

/** Stores a batch inside a transaction, which goes on as if nothing had been tried where the statement fails. */
export async function storeOrUndo(
  inside: Queryable,
  batch: AnswerBatch,
  mayStand: boolean,
): Promise<Exception[]> {
  await inside.query("savepoint part");
  try {
    const exceptions = await store(inside, batch, mayStand);
    await inside.query("release savepoint part");
    return exceptions;
  } catch (error) {
    if (sqlState(error)) await inside.query("rollback to savepoint part");
    throw error;
  }
}

/** The answers that stand for the players and questions of a batch; `ord` is the place in the batch from 1. */
export function standing(db: Queryable, batch: AnswerBatch): Promise<(Standing & { ord: number })[]> {
  return db.query(
    `select b.ord::int, a.choice, a.response, a.elapsed_ms as "elapsedMs", a.points, a.correct,
       (extract(epoch from a.received_at) * 1000)::float8 as "receivedAt"
     from unnest($1::int[], $2::int[], $3::int[]) with ordinality as b (session_no, question_no, player_no, ord)
     join answers a on a.session_no = b.session_no and a.question_no = b.question_no and a.player_no = b.player_no`,
    [batch.session, batch.question, batch.player],
  );
}

export interface StoredAnswer {
  playerNo: number;
  choice: number | null;
  response: string | null;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** A page of one question's answers, by player number above `after`. */
export function page(
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
 * Gives answers new points, where the question's key still has this revision; a new `stored_xid` shows the rows
 * to whoever reads the table onwards.
 *
 * @returns false where the key has been corrected since
 */
export async function rescore(
  db: Queryable,
  session: number,
  question: number,
  keyRevision: number,
  scores: { playerNo: number[]; points: number[]; correct: (boolean | null)[] },
): Promise<boolean> {
  const [row] = await db.query<{ holds: boolean }>(
    `with held as materialized (
       select 1 from question_windows where session_no = $1 and question_no = $2 and key_revision = $3 for share
     ), scored as (
       update answers a set points = s.points, correct = s.correct,
         stored_xid = (select pg_current_xact_id()::text::bigint)
       from unnest($4::int[], $5::int[], $6::boolean[]) as s (player_no, points, correct)
       where a.session_no = $1 and a.question_no = $2 and a.player_no = s.player_no and exists (select 1 from held)
     )
     select exists (select 1 from held) as holds`,
    [session, question, keyRevision, scores.playerNo, scores.points, scores.correct],
  );
  return row?.holds === true;
}
