import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAlive, type ProcessEntry, processOf } from "../../dev-cluster/processes/process-table.ts";

/** Installing the servers, the first time on a machine, takes its time, in ms. */
export const INSTALL_MS = 900_000;

/** Folders under the system's temporary one that a process made for its servers. */
export function foldersOf(pid: number, parent = tmpdir()): string[] {
  const owned = new RegExp(`^stampede-[0-9a-z]+-${pid}-`);
  return readdirSync(parent).filter((name) => owned.test(name));
}

/** A process and all that come from it. */
export function familyOf(pid: number): ProcessEntry[] {
  const all = readdirSync("/proc").flatMap((name) => processOf(Number(name)) ?? []);
  const family = all.filter((entry) => entry.pid === pid);
  for (const member of family) family.push(...all.filter((entry) => entry.parent === member.pid));
  return family;
}

export function alive(processes: readonly ProcessEntry[]): number[] {
  return processes.filter(isAlive).map(({ pid }) => pid);
}
