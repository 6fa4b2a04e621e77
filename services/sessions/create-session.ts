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
}

/**
 * Writes a new session, with an id that proves itself and a code that no live session has. Of 387 million codes, a few
 * attempts are enough.
 *
 * @returns its number
 * @throws NotFound, Forbidden; ValidationError if settings are not allowed or a quota of the host is reached
 */
export async function createSession(
  { db, quotas, ids, quiz: loadQuiz }: SessionCreator,
  host: string,
  requested: z.output<typeof newSessionSchema>,
): Promise<number> {
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
        await quotas.reserve(transaction, host, { sessions: 1, players: 1 });
        return repo.insert(transaction, session);
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
