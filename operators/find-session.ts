import type { ServiceBroker } from "moleculer";
import { call } from "../platform/contracts/typed-broker.ts";
import type { SessionRecord } from "../platform/domain/session.ts";
import { isId } from "../platform/ids.ts";
import { sanitize } from "./screen.ts";
import { UserError } from "./user-error.ts";

/**
 * Loads the session with this id.
 *
 * @throws Complaint where there is none
 */
export async function findSession(broker: ServiceBroker, id: string): Promise<SessionRecord> {
  const session = isId(id) ? await call(broker, "sessions.get", { id }) : null;
  if (!session)
    throw new UserError(`There is no session ${sanitize(id, 40)}. \`sessions\` lists the live ones.`);
  return session;
}
