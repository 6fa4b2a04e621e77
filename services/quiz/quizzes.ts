import { checkStorable } from "../../platform/contracts/check-storable.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Quiz, QuizContent } from "../../platform/domain/quiz.ts";
import { Forbidden, NotFound, StaleVersion } from "../../platform/errors.ts";
import type { IdempotentRequest } from "../../platform/idempotency/idempotency.ts";
import { newId } from "../../platform/ids.ts";
import type { Quotas } from "../../platform/quotas/quotas.ts";
import { type EncodedQuiz, encodeQuiz } from "./encoded-quiz.ts";
import * as repo from "./quiz.repo.ts";

/** Where a quiz was written. */
export interface Written {
  id: string;
  version: number;
}

/** Creates a quiz. @throws ValidationError if a text cannot be stored, or a quota of the host is reached */
export async function createQuiz(
  db: Database,
  quotas: Pick<Quotas, "reserve">,
  host: string,
  content: QuizContent,
): Promise<Quiz> {
  checkStorable(content);
  return { ...(await addQuiz(db, quotas, host, encodeQuiz(content))), ...content };
}

/**
 * Writes a new quiz that has been checked.
 *
 * @param once if the same request has written it before, nothing is written
 * @returns where it was written, now or before
 * @throws ValidationError if a quota of the host is reached, or another request has the key of this one
 */
export async function addQuiz(
  db: Database,
  quotas: Pick<Quotas, "reserve">,
  host: string,
  quiz: EncodedQuiz,
  once?: IdempotentRequest,
): Promise<Written> {
  const id = newId();
  return db.transaction(async (transaction) => {
    const earlier = await once?.take(transaction, id);
    if (earlier) return { id: earlier.resourceId, version: 1 };
    await quotas.reserve(transaction, host, { quizzes: 1, quizBytes: quiz.bytes });
    await repo.insert(transaction, id, host, quiz);
    return { id, version: 1 };
  });
}

/** A host's own quiz in its newest version. @throws NotFound, Forbidden */
export async function getQuiz(db: Database, host: string, id: string): Promise<Quiz> {
  const { version, content } = requireOwned(await repo.find(db, id), host);
  return { id, version, ...content };
}

/** The content of a host's own quiz in its newest version, as JSON. @throws NotFound, Forbidden */
export async function getQuizJson(
  db: Database,
  host: string,
  id: string,
): Promise<{ title: string; json: string }> {
  return requireOwned(await repo.findJson(db, id), host);
}

/** Replaces a quiz. @throws NotFound, Forbidden, StaleVersion, ValidationError: see appendVersion */
export async function replaceQuiz(
  db: Database,
  quotas: Pick<Quotas, "reserve">,
  { content, ...target }: Replaced & { content: QuizContent },
): Promise<Quiz> {
  checkStorable(content);
  return { ...(await appendVersion(db, quotas, target, encodeQuiz(content))), ...content };
}

/** The quiz that is replaced. `ifVersion`: the version that the caller knows; undefined: whichever is the newest. */
interface Replaced {
  host: string;
  id: string;
  ifVersion?: number;
}

/**
 * Appends a version that has been checked. Concurrent calls get one version each, one after the other. The version
 * before it is deleted, unless a session uses it.
 *
 * @throws NotFound, Forbidden, StaleVersion, ValidationError if a quota of the host is reached
 */
export async function appendVersion(
  db: Database,
  quotas: Pick<Quotas, "reserve">,
  { host, id, ifVersion }: Replaced,
  quiz: EncodedQuiz,
): Promise<Written> {
  return db.transaction(async (transaction) => {
    const head = requireOwned(await repo.lock(transaction, id), host);
    if (ifVersion !== undefined && ifVersion !== head.version) throw new StaleVersion(head.version);
    const version = head.version + 1;
    const freed = await repo.unusedBytes(transaction, id, head.version);
    await quotas.reserve(transaction, host, { quizBytes: quiz.bytes - freed });
    await repo.appendVersion(transaction, id, version, quiz);
    await repo.dropUnusedVersions(transaction, id);
    return { id, version };
  });
}

/**
 * Deletes a quiz for good. The versions that sessions use stay until these sessions are deleted.
 *
 * @throws NotFound, Forbidden
 */
export async function removeQuiz(db: Database, host: string, id: string): Promise<void> {
  await db.transaction(async (transaction) => {
    requireOwned(await repo.lock(transaction, id), host);
    await repo.markDeleted(transaction, id);
    await repo.dropUnusedVersions(transaction, id);
  });
}

function requireOwned<Head extends repo.QuizHead>(head: Head | null, host: string): Head {
  if (!head || head.deleted) throw new NotFound("quiz");
  if (head.host !== host) throw new Forbidden();
  return head;
}
