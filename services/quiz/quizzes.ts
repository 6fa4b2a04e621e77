import type { Database } from "../../platform/database/database.ts";
import type { Quiz, QuizContent } from "../../platform/domain/quiz.ts";
import { Forbidden, NotFound, StaleVersion } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as repo from "./quiz.repo.ts";
import { checkStorable } from "./storable.ts";

/** Creates a quiz. @throws ValidationError if a text cannot be stored */
export async function createQuiz(db: Database, host: string, content: QuizContent): Promise<Quiz> {
  checkStorable(content);
  const id = newId();
  await repo.insert(db, id, host, content);
  return { id, version: 1, ...content };
}

/** A host's own quiz in its newest version. @throws NotFound, Forbidden */
export async function getQuiz(db: Database, host: string, id: string): Promise<Quiz> {
  const { version, content } = requireOwned(await repo.find(db, id), host);
  return { id, version, ...content };
}

/**
 * Appends a version. Concurrent calls get one version each, one after the other.
 *
 * @param ifVersion the version that the caller has replaced; undefined: the newest, whichever it is
 * @throws NotFound, Forbidden, StaleVersion, ValidationError if a text cannot be stored
 */
export async function replaceQuiz(
  db: Database,
  { host, id, content, ifVersion }: { host: string; id: string; content: QuizContent; ifVersion?: number },
): Promise<Quiz> {
  checkStorable(content);
  return db.transaction(async (transaction) => {
    const head = requireOwned(await repo.lock(transaction, id), host);
    if (ifVersion !== undefined && ifVersion !== head.version) throw new StaleVersion(head.version);
    const version = head.version + 1;
    await repo.appendVersion(transaction, id, version, content);
    return { id, version, ...content };
  });
}

/**
 * Hides a quiz for good. Its sessions keep their content.
 *
 * @throws NotFound, Forbidden
 */
export async function removeQuiz(db: Database, host: string, id: string): Promise<void> {
  await db.transaction(async (transaction) => {
    requireOwned(await repo.lock(transaction, id), host);
    await repo.markDeleted(transaction, id);
  });
}

function requireOwned<Head extends repo.QuizHead>(head: Head | null, host: string): Head {
  if (!head || head.deleted) throw new NotFound("quiz");
  if (head.host !== host) throw new Forbidden();
  return head;
}
