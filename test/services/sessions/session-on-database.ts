import type { Database } from "../../../platform/database/database.ts";
import type { Key } from "../../../platform/domain/question.ts";
import type { QuestionWindow, SessionSettings } from "../../../platform/domain/session.ts";
import * as corrections from "../../../services/sessions/corrections.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { settings } from "../../harness/session-record.ts";

/** When the questions of these sessions open, epoch ms. */
export const OPENED = Date.UTC(2031, 3, 1, 12);
export const CLOSES = OPENED + 20_000;
export const GRACE = 500;

let made = 0;

/** Writes a quiz of three questions and a session of it in its lobby. Returns the session's number. */
export async function lobby(
  db: Database,
  changed: Partial<SessionSettings> = {},
  code = `CODE${made + 1}`,
): Promise<number> {
  made++;
  const id = String(made).padStart(16, "0");
  await db.query(
    `with quiz as (insert into quizzes (id, host, version, title, questions) values ($1, 'ana', 1, 'A quiz', 3))
     insert into quiz_versions (quiz_id, version, content) values ($1, 1, '{}')`,
    [id],
  );
  return repo.insert(db, {
    id,
    host: "ana",
    code,
    quizId: id,
    version: 1,
    title: "A quiz",
    questions: 3,
    settings: settings({ graceMs: GRACE, ...changed }),
  });
}

/** Writes an open session with windows and returns its number. */
export async function openSession(
  db: Database,
  windows: (Partial<QuestionWindow> & { question: number })[] = [{ question: 1 }],
  changed: Partial<SessionSettings> = {},
): Promise<number> {
  const no = await lobby(db, changed);
  await db.transaction((transaction) => repo.applyChange(transaction, no, { openedAt: OPENED }));
  await openQuestion(db, no, ...windows);
  return no;
}

/** Gives questions of a session their windows. */
export async function openQuestion(
  db: Database,
  no: number,
  ...windows: (Partial<QuestionWindow> & { question: number })[]
): Promise<void> {
  const whole = { openedAt: OPENED, closesAt: CLOSES, revealedAt: null, keyRevision: 0 };
  const windowsToOpen = windows.map((window) => ({ ...whole, ...window }));
  await db.transaction((transaction) => repo.applyChange(transaction, no, { windowsToOpen }));
}

/** Writes a correction of a question's key; the answers have not been rescored yet. */
export async function correctKey(
  db: Database,
  no: number,
  question: number,
  to: Key = { form: "none" },
): Promise<void> {
  const from = { form: "none" } as const;
  const correction = { kind: "key", question, reason: "a slip", from, to, isDone: false } as const;
  await db.transaction(async (transaction) => {
    await corrections.insert(transaction, no, correction);
    await repo.applyChange(transaction, no, {});
  });
}
