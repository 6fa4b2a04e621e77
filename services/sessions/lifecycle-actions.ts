import type { ServiceBroker } from "moleculer";
import { currentTime } from "../../platform/clock.ts";
import type { DeletedSession } from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx, call } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { deleteOld, IdempotentRequest } from "../../platform/idempotency/idempotency.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import type { Quotas } from "../../platform/quotas/quotas.ts";
import { changeSession } from "./change-session.ts";
import { createSession } from "./create-session.ts";
import { deleteSession } from "./delete-session.ts";
import { checkStillValid } from "./host-steps.ts";
import { Housekeeping } from "./housekeeping.ts";
import type { Scheduler } from "./scheduler.ts";
import { writeChanges } from "./session-changes.repo.ts";
import type { SessionCommands } from "./session-commands.ts";
import { SessionPurge } from "./session-purge.ts";
import * as repo from "./sessions.repo.ts";
import { deleteExpired } from "./sign-in-codes.repo.ts";

/** Idempotency keys, or used sign-in codes, that are deleted in one statement. */
const OLD_KEYS_AT_ONCE = 1000;

/** What these actions need of their service. */
export interface LifecycleNode {
  broker: ServiceBroker;
  db: Database;
  quotas: Quotas;
  commands: SessionCommands;
  scheduler: Scheduler;
  housekeeping: Housekeeping;
}

/** The actions of the service `sessions` that create, change and delete a session. */
export const lifecycleActions = {
  createOnce(this: LifecycleNode, ctx: Ctx<"sessions.createOnce">): Promise<SessionRecord> {
    const { host, idempotency } = ctx.params;
    return create(this, ctx, new IdempotentRequest(host, idempotency));
  },

  create(this: LifecycleNode, ctx: Ctx<"sessions.create">): Promise<SessionRecord> {
    return create(this, ctx);
  },

  async change(this: LifecycleNode, { params }: Ctx<"sessions.change">): Promise<SessionRecord> {
    const { host, id, changes, stepId, validUntil } = params;
    checkStillValid(validUntil);
    const session = await this.commands.requireOwned(id, host);
    await this.quotas.checkExpectedPlayers(this.db, host, changes.expectedPlayers);
    const changed = await this.commands.updateOnce(session.no, stepId, async (transaction, current, at) => {
      const change = changeSession(current, changes, at);
      if (!change) return false;
      await repo.applyChange(transaction, session.no, {}, { at, stepId });
      await writeChanges(transaction, session.no, change);
      return true;
    });
    // The next due time may have changed.
    this.scheduler.wake();
    return changed;
  },

  async delete(this: LifecycleNode, { params }: Ctx<"sessions.delete">): Promise<DeletedSession> {
    const owned = () => this.commands.requireOwned(params.id, params.host);
    const deleted = await deleteSession(this.db, owned, params, currentTime());
    await broadcast(this.broker, "session.deleted", deleted);
    this.housekeeping.wake();
    return deleted;
  },
};

/** The housekeeping of a node. @param onError is called with errors that nobody waits for */
export function housekeepingOf(
  db: Database,
  broker: ServiceBroker,
  onError: (error: unknown) => void,
): Housekeeping {
  const purge = new SessionPurge(db, (session) => broadcast(broker, "session.deleted", session));
  return new Housekeeping({
    purgeSessions: () => purge.runOnce(),
    deleteOldKeys: async () => {
      const deleted = [await deleteOld(db, OLD_KEYS_AT_ONCE), await deleteExpired(db, OLD_KEYS_AT_ONCE)];
      return deleted.includes(OLD_KEYS_AT_ONCE);
    },
    onError,
  });
}

/** Creates a session, and wakes the scheduler, because it may be due soon. */
async function create(
  { db, quotas, broker, scheduler }: LifecycleNode,
  ctx: Ctx<"sessions.create">,
  once?: IdempotentRequest,
): Promise<SessionRecord> {
  const { host, settings } = ctx.params;
  const { sessionIds: ids } = resourcesOf(broker);
  const quiz = () => call(ctx, "quiz.get", { host, id: settings.quizId });
  const session = await createSession({ db, quotas, ids, quiz, ...(once ? { once } : {}) }, host, settings);
  scheduler.wake();
  return session;
}
