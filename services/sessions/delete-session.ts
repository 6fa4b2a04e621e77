import type { DeletedSession } from "../../platform/contracts/contracts.ts";
import type { Database } from "../../platform/database/database.ts";
import { type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { NotFound, WrongState } from "../../platform/errors.ts";
import * as deletion from "./deletion.repo.ts";
import { sessionTime } from "./session-time.ts";
import * as repo from "./sessions.repo.ts";

/**
 * Deletes a session that is not open: from then on it does not exist for anybody. Its rows are deleted later
 * (`SessionPurge`).
 *
 * @param requireOwned finds the host's session. @throws NotFound, Forbidden
 * @param stepId identifies the deletion: the same one again, at another node, finds that it is done
 * @param now epoch ms by this node's clock
 * @throws NotFound, Forbidden, WrongState if it is open
 */
export async function deleteSession(
  db: Database,
  requireOwned: () => Promise<SessionRecord>,
  { host, id, stepId }: { host: string; id: string; stepId: string },
  now: number,
): Promise<DeletedSession> {
  const row = await deletion.findOwn(db, host, id);
  if (row?.deletedBy === stepId) return { sessionNo: row.no, sessionId: id, code: row.code };
  const { no, code } = await requireOwned();
  await db.transaction(async (transaction) => {
    const locked = await repo.lock(transaction, no);
    if (!locked) throw new NotFound("session");
    const { session, decidedAt } = locked;
    if (stateOf(session) === "open") throw new WrongState("The session is open. End it first.", "open");
    await deletion.markDeleted(transaction, no, stepId, sessionTime(session, decidedAt, now));
  });
  return { sessionNo: no, sessionId: id, code };
}
