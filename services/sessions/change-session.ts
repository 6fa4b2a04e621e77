import type { SessionChanges } from "../../platform/contracts/contracts.ts";
import { type SessionRecord, type SessionSettings, stateOf } from "../../platform/domain/session.ts";
import { ValidationError, WrongState } from "../../platform/errors.ts";
import { timeErrors } from "./settings.ts";

/** What a host's changes come to. */
export interface ChangedSession {
  title: string;
  locked: boolean;
  settings: SessionSettings;
  /** Whether the windows close at `settings.closesAt` now, or, if that is null, not by themselves. */
  movesClose: boolean;
}

/**
 * Decides what a host's changes come to. In the lobby everything may change. Once the session is open its opening is
 * past, and its close can be moved while it is ahead. Of a session that has ended only the title can change.
 *
 * @param now the session's time, in epoch ms
 * @returns null if everything is so already
 * @throws WrongState if the session's state forbids a change, ValidationError if a time is not allowed
 */
export function changeSession(
  session: SessionRecord,
  changes: SessionChanges,
  now: number,
): ChangedSession | null {
  assertAllowed(session, changes, now);
  const { title = session.title, locked = session.locked, ...settings } = changes;
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const changed = { ...session.settings, ...given } as SessionSettings;
  if (changes.opensAt !== undefined || changes.closesAt !== undefined) assertTimes(session, changed, now);
  const isSame =
    title === session.title &&
    locked === session.locked &&
    Object.entries(given).every(([name, value]) => session.settings[name as keyof SessionSettings] === value);
  if (isSame) return null;
  const movesClose = stateOf(session) === "open" && changed.closesAt !== session.settings.closesAt;
  return { title, locked, settings: changed, movesClose };
}

function assertAllowed(session: SessionRecord, changes: SessionChanges, now: number): void {
  const state = stateOf(session);
  if (state === "lobby") return;
  const { title: _title, ...others } = changes;
  if (state === "ended" && Object.values(others).some((value) => value !== undefined)) {
    throw new WrongState("The session has ended: only its title can be changed.", state);
  }
  if (changes.opensAt !== undefined) {
    throw new WrongState("The session is open: its opening can no longer be changed.", state);
  }
  const { closesAt } = session.settings;
  if (changes.closesAt !== undefined && closesAt !== null && closesAt <= now) {
    throw new WrongState("The session has closed: its close can no longer be moved.", state);
  }
}

/** Checks the times that hold afterwards. That of an opening in the past is not checked again. @throws ValidationError */
function assertTimes(
  session: SessionRecord,
  { pace, opensAt, closesAt }: SessionSettings,
  now: number,
): void {
  const isLobby = stateOf(session) === "lobby";
  const times = {
    pace,
    opensAt: isLobby ? (opensAt ?? undefined) : undefined,
    closesAt: closesAt ?? undefined,
  };
  const errors = timeErrors(times, now);
  if (errors.length > 0) throw new ValidationError(errors);
}
