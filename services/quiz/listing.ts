import type { ListedQuiz, Page } from "../../platform/contracts/contracts.ts";
import type { Database } from "../../platform/database/database.ts";
import { ValidationError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { type ListedRow, list, type Position } from "./quiz.repo.ts";

/**
 * One page of a host's quizzes, the newest change first.
 *
 * @param cursor what the page before gave as `nextCursor`
 * @throws ValidationError on a cursor that no page gave
 */
export async function listQuizzes(
  db: Database,
  { host, limit, cursor }: { host: string; limit: number; cursor?: string },
): Promise<Page<ListedQuiz>> {
  const after = cursor === undefined ? null : positionOf(cursor);
  const rows = await list(db, host, limit + 1, after);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(listed), nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}

function listed({ id, version, title, questions, updatedAt }: ListedRow): ListedQuiz {
  return { id, version, title, questions, updatedAt: updatedAt.toISOString() };
}

/** A cursor is opaque to clients, so that what a list is sorted by may change. */
export function cursorOf({ micros, id }: Position): string {
  return Buffer.from(`${micros}.${id}`).toString("base64url");
}

/** @throws ValidationError */
export function positionOf(cursor: string): Position {
  // Sixteen digits end in the year 2286, far inside what Postgres takes.
  const [, micros, id] = /^(\d{1,16})\.(.+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (micros === undefined || id === undefined || !isId(id)) {
    throw new ValidationError([{ path: "cursor", reason: "is not one that a list gave" }]);
  }
  return { micros: Number(micros), id };
}
