import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { findProcess, isAlive, type ProcessEntry } from "../../dev-cluster/processes/process-table.ts";

/** In ms. The first run on a machine may install the servers. */
export const INSTALL_MS = 900_000;

/** The temporary folders that a process created for its servers. */
export function tempFoldersOf(pid: number, parent = tmpdir()): string[] {
  const owned = new RegExp(`^stampede-[0-9a-z]+-${pid}-`);
  return readdirSync(parent).filter((name) => owned.test(name));
}

/** A process and all its descendants. */
export function processTree(pid: number): ProcessEntry[] {
  const all = readdirSync("/proc").flatMap((name) => findProcess(Number(name)) ?? []);
  const family = all.filter((entry) => entry.pid === pid);
  for (const member of family) family.push(...all.filter((entry) => entry.parent === member.pid));
  return family;
}

export function runningPids(processes: readonly ProcessEntry[]): number[] {
  return processes.filter(isAlive).map(({ pid }) => pid);
}
