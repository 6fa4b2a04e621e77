import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { findProcess, isAlive, type ProcessEntry } from "../../dev-cluster/processes/process-table.ts";

/** Timeout in ms for starting servers. The first run on a machine may have to install them. */
export const INSTALL_MS = 900_000;

/** The temporary folders that a process created for its servers. */
export function tempFoldersOf(pid: number, parent = tmpdir()): string[] {
  const owned = new RegExp(`^stampede-[0-9a-z]+-${pid}-`);
  return readdirSync(parent).filter((name) => owned.test(name));
}

/** A process and all its descendants. */
export function processTree(pid: number): ProcessEntry[] {
  const running = readdirSync("/proc").flatMap((name) => findProcess(Number(name)) ?? []);
  const tree = running.filter((entry) => entry.pid === pid);
  for (const parent of tree) tree.push(...running.filter((entry) => entry.parent === parent.pid));
  return tree;
}

/** The pids of those that still run. */
export function runningPids(processes: readonly ProcessEntry[]): number[] {
  return processes.filter(isAlive).map(({ pid }) => pid);
}
