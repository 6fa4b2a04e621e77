import type { ReadonlySignal } from "@preact/signals";
import type { HostedSession, Session } from "../../client/src/types.ts";
import type { ScreenState } from "./screen-state.ts";

/** What each view gets. */
export interface ViewProps {
  state: ScreenState;
  session: Session | HostedSession;
  /** The server's time, in epoch ms. */
  now: ReadonlySignal<number>;
}
