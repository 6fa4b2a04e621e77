import type { Queryable } from "../../platform/database/database.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import { isId } from "../../platform/ids.ts";
import type { EncodedQuiz } from "./encoded-quiz.ts";

/** A quiz without its content. */
export interface QuizHead {
  id: string;
  host: string;
  version: number;
  deleted: boolean;
}

export interface QuizRow extends QuizHead {
  content: QuizContent;
}

export interface ListedRow {
  id: string;
  version: number;
  title: string;
  questions: number;
  updatedAt: Date;
  /** `updatedAt` in microseconds since 1970: Postgres sorts by them, a Date has only milliseconds. */
  micros: number;
}

/** A list continues after the row with this time and id. */
export interface Position {
  micros: number;
  id: string;
}

/** Writes a new quiz and its version 1. */
export async function insert(
  db: Queryable,
  id: string,
  host: string,
  { title, questions, json, bytes }: EncodedQuiz,
): Promise<void> {
  await db.query(
    `with quiz as (
       insert into quizzes (id, host, version, title, questions) values ($1, $2, 1, $3, $4)
       returning id, version
     )
     insert into quiz_versions (quiz_id, version, content, bytes) select id, version, $5::jsonb, $6 from quiz`,
    [id, host, title, questions, json, bytes],
  );
}

/** A quiz in its newest version, deleted or not. */
export async function find(db: Queryable, id: string): Promise<QuizRow | null> {
  if (!isId(id)) return null;
  const [row] = await db.query<QuizRow>(
    `select q.id, q.host, q.version, q.deleted_at is not null as deleted, v.content
     from quizzes q join quiz_versions v on v.quiz_id = q.id and v.version = q.version
     where q.id = $1`,
    [id],
  );
  return row ?? null;
}

/** The same, with the content as JSON: parsing 4 MiB would hold the event loop. */
export async function findJson(
  db: Queryable,
  id: string,
): Promise<(QuizHead & { title: string; json: string }) | null> {
  if (!isId(id)) return null;
  const [row] = await db.query<QuizHead & { title: string; json: string }>(
    `select q.id, q.host, q.version, q.deleted_at is not null as deleted, q.title, v.content::text as json
     from quizzes q join quiz_versions v on v.quiz_id = q.id and v.version = q.version
     where q.id = $1`,
    [id],
  );
  return row ?? null;
}

/** A quiz's head, its row locked until the transaction ends. */
export async function lock(transaction: Queryable, id: string): Promise<QuizHead | null> {
  if (!isId(id)) return null;
  const [row] = await transaction.query<QuizHead>(
    "select id, host, version, deleted_at is not null as deleted from quizzes where id = $1 for update",
    [id],
  );
  return row ?? null;
}

/** Appends a version and makes it the newest. The caller must hold the lock. */
export async function appendVersion(
  transaction: Queryable,
  id: string,
  version: number,
  { title, questions, json, bytes }: EncodedQuiz,
): Promise<void> {
  await transaction.query(
    `with quiz as (
       update quizzes set version = $2, title = $3, questions = $4, updated_at = now() where id = $1
       returning id, version
     )
     insert into quiz_versions (quiz_id, version, content, bytes) select id, version, $5::jsonb, $6 from quiz`,
    [id, version, title, questions, json, bytes],
  );
}

/** What the deletion of a version would free, in bytes; 0 if a session uses it. */
export async function unusedBytes(transaction: Queryable, id: string, version: number): Promise<number> {
  const [row] = await transaction.query<{ bytes: number }>(
    `select coalesce(v.bytes, pg_column_size(v.content)) as bytes from quiz_versions v where v.quiz_id = $1 and v.version = $2
       and not exists (select from sessions s where s.quiz_id = v.quiz_id and s.version = v.version)`,
    [id, version],
  );
  return row?.bytes ?? 0;
}

/** Deletes the versions that nobody can reach any more (migration 0008). The caller must hold the lock. */
export async function dropUnusedVersions(transaction: Queryable, id: string): Promise<void> {
  await transaction.query("select drop_unused_versions($1)", [id]);
}

/** Hides a quiz from its host. The caller must hold the lock. */
export async function markDeleted(transaction: Queryable, id: string): Promise<void> {
  await transaction.query("update quizzes set deleted_at = now() where id = $1", [id]);
}

/** A host's quizzes after a position, or from the start if it is null; the newest change first. */
export function list(
  db: Queryable,
  host: string,
  limit: number,
  after: Position | null,
): Promise<ListedRow[]> {
  return db.query<ListedRow>(
    `select id, version, title, questions, updated_at as "updatedAt",
       (extract(epoch from updated_at) * 1000000)::bigint as micros
     from quizzes
     where host = $1 and deleted_at is null
       and ($3::bigint is null
         or (updated_at, id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::text))
     order by updated_at desc, id desc
     limit $2`,
    [host, limit, after?.micros ?? null, after?.id ?? null],
  );
}

/** The content of one version, whether or not its quiz is deleted. */
export async function findContent(db: Queryable, id: string, version: number): Promise<QuizContent | null> {
  if (!isId(id)) return null;
  const [row] = await db.query<{ content: QuizContent }>(
    "select content from quiz_versions where quiz_id = $1 and version = $2",
    [id, version],
  );
  return row?.content ?? null;
}
