import type { ServiceBroker } from "moleculer";
import { call } from "../platform/contracts/typed-broker.ts";
import type { SessionRecord } from "../platform/domain/session.ts";
import { isId } from "../platform/ids.ts";
import { tame } from "./screen.ts";
import { Complaint } from "./user-error.ts";

/**
 * The session of this id.
 *
 * @throws Complaint where there is none
 */
export async function namedSession(broker: ServiceBroker, id: string): Promise<SessionRecord> {
  const session = isId(id) ? await call(broker, "sessions.get", { id }) : null;
  if (!session)
    throw new Complaint(`There is no session ${tame(id, 40)}; \`sessions\` lists those that live.`);
  return session;
}
