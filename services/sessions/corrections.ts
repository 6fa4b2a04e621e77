import type { Correction } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { ValidationError } from "../../platform/errors.ts";
import * as corrections from "./corrections.repo.ts";
import * as repo from "./sessions.repo.ts";

export type NewCorrection = Omit<Correction, "at">;

/**
 * The most bytes, as JSON, of all corrections of a session: its report tells them in one message, and its keys go
 * along wherever the session does.
 */
export const MOST_BYTES = 512 * 1024;
/** A question can always be voided with a reason of no more bytes than this, as JSON: at worst 0.3 MB in all. */
export const BRIEF_BYTES = 200;
/** What each correction takes besides its reason and its keys: their names, its kind, question and time. */
const BESIDE_BYTES = 100;

/**
 * Notes a correction of a locked session.
 *
 * @param done whether no stored answer has to be scored anew for it
 * @throws ValidationError where the session's history has no room for it
 */
export async function correct(
  transaction: Queryable,
  sessionNo: number,
  correction: NewCorrection,
  done: boolean,
): Promise<void> {
  requireRoom(await corrections.held(transaction, sessionNo), correction);
  await corrections.note(transaction, sessionNo, { ...correction, done });
  await repo.apply(transaction, sessionNo, {});
}

/**
 * @param held the corrections that there are, and the bytes of their reasons and keys
 * @throws ValidationError
 */
export function requireRoom(held: { count: number; bytes: number }, correction: NewCorrection): void {
  const { kind, reason, from, to } = correction;
  if (kind === "void" && bytesOf(reason) <= BRIEF_BYTES) return;
  const needed = BESIDE_BYTES + bytesOf(reason) + bytesOf(from) + bytesOf(to);
  const left = Math.max(0, MOST_BYTES - held.bytes - BESIDE_BYTES * held.count);
  if (needed <= left) return;
  throw new ValidationError([
    {
      path: kind === "void" ? "reason" : "",
      reason:
        `is too long: the corrections of a session have room for ${MOST_BYTES} bytes as JSON, of which ${left} ` +
        `are left and this one needs ${needed}; a question can always be voided with a reason of ${BRIEF_BYTES}`,
    },
  ]);
}

function bytesOf(value: unknown): number {
  return value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
}
