import type { HostedSession } from "../../../client/src/types.ts";
import type { HostQuestion } from "./answer-key.ts";
import type { LiveSession } from "./live-session.ts";

/** What each part of the cockpit shows something of. */
export interface PartProps {
  live: LiveSession;
  state: HostedSession;
  /** Empty until they are loaded. */
  questions: readonly HostQuestion[];
}
