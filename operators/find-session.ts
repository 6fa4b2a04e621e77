import type { ServiceBroker } from "moleculer";
import { call } from "../platform/contracts/typed-broker.ts";
import type { SessionRecord } from "../platform/domain/session.ts";
import { readJoinCode } from "../platform/domain/text/join-code.ts";
import { isId } from "../platform/ids.ts";
import { sanitize } from "./screen.ts";
import { UserError } from "./user-error.ts";

/**
 * Loads the session with this id, or the live session with this join code, read as players may type it.
 *
 * @throws UserError if there is none
 */
export async function findSession(broker: ServiceBroker, idOrCode: string): Promise<SessionRecord> {
  const session = await lookUp(broker, idOrCode);
  if (!session)
    throw new UserError(`There is no session ${sanitize(idOrCode, 40)}. \`sessions\` lists the live ones.`);
  return session;
}

async function lookUp(broker: ServiceBroker, idOrCode: string): Promise<SessionRecord | null> {
  if (isId(idOrCode)) return await call(broker, "sessions.get", { id: idOrCode });
  const code = readJoinCode(idOrCode);
  return code === null ? null : await call(broker, "sessions.byCode", { code });
}
