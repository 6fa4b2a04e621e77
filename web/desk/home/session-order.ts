import type { HostedSession } from "../../../client/src/types.ts";

const ORDER = { open: 0, lobby: 1, ended: 2 } as const;

/** The sessions in the order in which a host looks for them: running ones, lobbies, ended ones; each as they came. */
export function runningFirst<T extends Pick<HostedSession, "state">>(sessions: readonly T[]): T[] {
  return [...sessions].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
}
