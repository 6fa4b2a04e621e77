import type { Queryable } from "../../platform/database/database.ts";
import type { Correction } from "../../platform/domain/stats.ts";
import { ValidationError } from "../../platform/errors.ts";
import * as corrections from "./corrections.repo.ts";
import * as repo from "./sessions.repo.ts";

export type NewCorrection = Omit<Correction, "at">;

/**
 * Maximum size of all corrections of a session as JSON, in bytes. They are all in one message of its report, and the
 * corrected keys are in every message that carries the session.
 */
export const MAX_HISTORY_BYTES = 512 * 1024;
/** Voiding with a reason up to this size (bytes of JSON) is always allowed. All questions together: at most 0.3 MB. */
export const SHORT_REASON_BYTES = 200;
/** Bytes of a correction besides its reason and keys: field names, kind, question, time. */
const OVERHEAD_BYTES = 100;

/**
 * Adds a correction to a locked session.
 *
 * @param isDone false if stored answers must be rescored for it
 * @throws ValidationError if the session's corrections would become too large
 */
export async function addCorrection(
  transaction: Queryable,
  sessionNo: number,
  correction: NewCorrection,
  isDone: boolean,
): Promise<void> {
  assertFits(await corrections.historySize(transaction, sessionNo), correction);
  await corrections.insert(transaction, sessionNo, { ...correction, isDone });
  await repo.applyChange(transaction, sessionNo, {});
}

/**
 * @param history the number of corrections so far, and the bytes of their reasons and keys
 * @throws ValidationError if the new correction would make them too large
 */
export function assertFits(history: { count: number; bytes: number }, correction: NewCorrection): void {
  const { kind, reason, from, to } = correction;
  if (kind === "void" && bytesOf(reason) <= SHORT_REASON_BYTES) return;
  const needed = OVERHEAD_BYTES + bytesOf(reason) + bytesOf(from) + bytesOf(to);
  const left = Math.max(0, MAX_HISTORY_BYTES - history.bytes - OVERHEAD_BYTES * history.count);
  if (needed <= left) return;
  throw new ValidationError([
    {
      path: kind === "void" ? "reason" : "",
      reason:
        `is too long: the corrections of a session may take ${MAX_HISTORY_BYTES} bytes as JSON; ${left} are left, ` +
        `this one needs ${needed}. Voiding with a reason of up to ${SHORT_REASON_BYTES} bytes is always possible`,
    },
  ]);
}

function bytesOf(value: unknown): number {
  return value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
}
