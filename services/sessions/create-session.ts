import type { z } from "zod";
import { currentTime } from "../../platform/clock.ts";
import type { newSessionSchema } from "../../platform/contracts/contracts.ts";
import {
  type Database,
  FOREIGN_KEY_VIOLATION,
  sqlState,
  UNIQUE_VIOLATION,
} from "../../platform/database/database.ts";
import type { Quiz } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import type { IdempotentRequest } from "../../platform/idempotency/idempotency.ts";
import type { SessionIds } from "../../platform/ids.ts";
import type { Quotas } from "../../platform/quotas/quotas.ts";
import { newCode } from "./codes.ts";
import * as repo from "./sessions.repo.ts";
import { resolveSettings } from "./settings.ts";

/** How often a session is tried to be written: its code may be in use, or its version of the quiz just replaced. */
const MAX_ATTEMPTS = 5;

export interface SessionCreator {
  db: Database;
  quotas: Pick<Quotas, "reserve" | "checkExpectedPlayers">;
  ids: SessionIds;
  /** The quiz in its newest version. @throws NotFound, Forbidden */
  quiz(): Promise<Quiz>;
  /** If the same request has created a session before, nothing is created. */
  once?: IdempotentRequest;
}

/**
 * Writes a new session, with an id that proves itself and a code that no live session has. Of 387 million codes, a few
 * attempts are enough.
 *
 * @returns the session as it was created, now or before
 * @throws NotFound, Forbidden; ValidationError if settings are not allowed, a quota of the host is reached, or another
 *   request has the key of this one
 */
export async function createSession(
  { db, quotas, ids, quiz: loadQuiz, once }: SessionCreator,
  host: string,
  requested: z.output<typeof newSessionSchema>,
): Promise<SessionRecord> {
  const earlier = await once?.earlier(db);
  if (earlier) return earlier.reply as SessionRecord;
  await quotas.checkExpectedPlayers(db, host, requested.expectedPlayers);
  let quiz = await loadQuiz();
  for (let attempt = 1; ; attempt++) {
    const session = {
      id: ids.create(),
      idKey: ids.keyName,
      host,
      code: newCode(),
      quizId: quiz.id,
      version: quiz.version,
      title: requested.title ?? quiz.title,
      questions: quiz.questions.length,
      settings: resolveSettings(requested, quiz, currentTime()),
    };
    try {
      return await db.transaction(async (transaction) => {
        const created = await once?.take(transaction, session.id);
        if (created) return created.reply as SessionRecord;
        await quotas.reserve(transaction, host, { sessions: 1, players: 1 });
        const record = (await repo.byNo(transaction, await repo.insert(transaction, session)))!;
        await once?.setReply(transaction, record);
        return record;
      });
    } catch (error) {
      const state = sqlState(error);
      if (attempt === MAX_ATTEMPTS) throw error;
      // A newer version has been written, and this one was deleted because no session used it.
      if (state === FOREIGN_KEY_VIOLATION) quiz = await loadQuiz();
      else if (state !== UNIQUE_VIOLATION) throw error;
    }
  }
}
