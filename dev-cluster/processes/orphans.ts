import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childrenOf, isAlive, pidSpace, processOf, send } from "./process-table.ts";

/** The file in a folder of ours that lists the processes that work there, a pid and its start a line. */
export const PROCESSES = "processes";

const OWNED = /^stampede-([0-9a-z]+)-(\d+)-(\d+)-/;
let swept = false;

/** How the name of a folder begins that this very process owns. */
export function ownedName(): string {
  return `stampede-${pidSpace()}-${process.pid}-${processOf(process.pid)?.startedAt ?? 0}`;
}

/**
 * Clears away what earlier processes of ours left when they were killed outright: ends the servers that are
 * still there, and removes their folders. A process is ended only where its pid and its start are those that its
 * dead owner wrote down, so nothing that we did not start is ever touched. Done once a process.
 */
export function sweepLeftovers(): void {
  if (swept) return;
  swept = true;
  for (const name of readdirSync(tmpdir())) {
    const [, space, pid, startedAt] = OWNED.exec(name) ?? [];
    if (space !== pidSpace() || space === "0" || !pid || !startedAt) continue;
    if (isAlive({ pid: Number(pid), startedAt })) continue;
    clear(join(tmpdir(), name));
  }
}

function clear(folder: string): void {
  try {
    // Anyone can make a folder of such a name; only in our own the list can be believed.
    if (lstatSync(folder).uid !== process.getuid?.()) return;
    for (const { pid, startedAt } of listedIn(folder)) {
      if (!isAlive({ pid, startedAt })) continue;
      for (const child of childrenOf(pid)) send(child.pid, "SIGKILL");
      send(pid, "SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // Another process sweeps at the same time: between the two of us it gets done.
  }
}

function listedIn(folder: string): { pid: number; startedAt: string }[] {
  let text = "";
  try {
    text = readFileSync(join(folder, PROCESSES), "utf8");
  } catch {
    // No process was started here yet.
  }
  return [...text.matchAll(/^(\d+) (\d+)$/gm)].map(([, pid, startedAt]) => ({
    pid: Number(pid),
    startedAt: startedAt as string,
  }));
}
