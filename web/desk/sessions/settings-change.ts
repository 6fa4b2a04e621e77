import type { HostedSession, SessionChanges } from "../../../client/src/types.ts";
import { fromLocalInput, toLocalInput } from "./local-time.ts";

/** What may change of a session that is there, as the dialog has it. */
export interface ChangeForm {
  title: string;
  opensAt: string;
  closesAt: string;
  expectedPlayers: string;
  lateJoin: boolean;
}

type Seen = Pick<
  HostedSession,
  "state" | "pace" | "title" | "opensAt" | "closesAt" | "expectedPlayers" | "settings"
>;

export function changeForm({ title, opensAt, closesAt, expectedPlayers, settings }: Seen): ChangeForm {
  const local = (time: string | undefined) => (time ? toLocalInput(Date.parse(time)) : "");
  return {
    title,
    opensAt: local(opensAt),
    closesAt: local(closesAt),
    expectedPlayers: expectedPlayers === undefined ? "" : String(expectedPlayers),
    lateJoin: settings.lateJoin,
  };
}

/** Which fields the session's state still allows. */
export function mayChange({ state, pace }: Pick<Seen, "state" | "pace">) {
  return {
    opensAt: state === "lobby",
    closesAt: pace === "self" && state !== "ended",
    others: state !== "ended",
  };
}

/** The changes for the API: of what was not touched nothing. An empty time or number takes it away. */
export function changedFields(before: ChangeForm, after: ChangeForm): SessionChanges {
  const changes: SessionChanges = {};
  const isChanged = (name: keyof ChangeForm) => before[name] !== after[name];
  if (isChanged("title")) changes.title = after.title.trim();
  if (isChanged("opensAt")) changes.opensAt = fromLocalInput(after.opensAt) ?? null;
  if (isChanged("closesAt")) changes.closesAt = fromLocalInput(after.closesAt) ?? null;
  if (isChanged("expectedPlayers")) {
    const text = after.expectedPlayers.trim();
    changes.expectedPlayers = text === "" ? null : Number(text);
  }
  if (isChanged("lateJoin")) changes.lateJoin = after.lateJoin;
  return changes;
}
