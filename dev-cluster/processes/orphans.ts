import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childrenOf, findProcess, isAlive, pidNamespace, sendSignal } from "./process-table.ts";

/** The file in a temporary folder that lists the processes that use it: a pid and its start time per line. */
export const PROCESS_LIST = "processes";

const OWNED_NAME = /^stampede-([0-9a-z]+)-(\d+)-(\d+)-/;
let isDone = false;

/** The first part of the names of all temporary folders of this process. */
export function tempDirPrefix(): string {
  return `stampede-${pidNamespace()}-${process.pid}-${findProcess(process.pid)?.startedAt ?? 0}`;
}

/**
 * Cleans up after earlier processes that were killed: kills servers that still run, and removes their folders. A
 * process is killed only if its pid and start time are the ones that its dead owner recorded, so nothing that we did
 * not start is ever touched. Runs once per process.
 */
export function cleanUpOrphans(): void {
  if (isDone) return;
  isDone = true;
  for (const name of readdirSync(tmpdir())) {
    const [, space, pid, startedAt] = OWNED_NAME.exec(name) ?? [];
    if (space !== pidNamespace() || space === "0" || !pid || !startedAt) continue;
    if (isAlive({ pid: Number(pid), startedAt })) continue;
    cleanUp(join(tmpdir(), name));
  }
}

function cleanUp(folder: string): void {
  try {
    // Anyone can create a folder with such a name. The list is trusted only if the folder is ours.
    if (lstatSync(folder).uid !== process.getuid?.()) return;
    for (const { pid, startedAt } of readProcessList(folder)) {
      if (!isAlive({ pid, startedAt })) continue;
      for (const child of childrenOf(pid)) sendSignal(child.pid, "SIGKILL");
      sendSignal(pid, "SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // Another process cleans up at the same time.
  }
}

function readProcessList(folder: string): { pid: number; startedAt: string }[] {
  let text = "";
  try {
    text = readFileSync(join(folder, PROCESS_LIST), "utf8");
  } catch {
    // No process was started in this folder.
  }
  return [...text.matchAll(/^(\d+) (\d+)$/gm)].map(([, pid, startedAt]) => ({
    pid: Number(pid),
    startedAt: startedAt as string,
  }));
}
