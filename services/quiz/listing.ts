import type { Page, QuizListItem } from "../../platform/contracts/contracts.ts";
import type { Database } from "../../platform/database/database.ts";
import { ValidationError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { type ListedRow, list, type Position } from "./quiz.repo.ts";

/**
 * One page of a host's quizzes, the newest change first.
 *
 * @param cursor `nextCursor` of the previous page
 * @throws ValidationError if the cursor is invalid
 */
export async function listQuizzes(
  db: Database,
  { host, limit, cursor }: { host: string; limit: number; cursor?: string },
): Promise<Page<QuizListItem>> {
  const after = cursor === undefined ? null : parseCursor(cursor);
  const rows = await list(db, host, limit + 1, after);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toListed), nextCursor: rows.length > limit && last ? toCursor(last) : null };
}

function toListed({ id, version, title, questions, updatedAt }: ListedRow): QuizListItem {
  return { id, version, title, questions, updatedAt: updatedAt.toISOString() };
}

/** Cursors are opaque to clients, so that the order of the list can change. */
export function toCursor({ micros, id }: Position): string {
  return Buffer.from(`${micros}.${id}`).toString("base64url");
}

/** @throws ValidationError */
export function parseCursor(cursor: string): Position {
  // Sixteen digits end in the year 2286, well within the range of Postgres.
  const [, micros, id] = /^(\d{1,16})\.(.+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (micros === undefined || id === undefined || !isId(id)) {
    throw new ValidationError([{ path: "cursor", reason: "is not a valid cursor" }]);
  }
  return { micros: Number(micros), id };
}
