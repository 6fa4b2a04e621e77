import { readdirSync, readFileSync } from "node:fs";

const MIB = 1024;

/**
 * The memory of a process and its children, in MiB: proportional set size, in which what several share (Postgres'
 * buffers) is counted once. Linux only, and for other users' processes as root only.
 *
 * @returns undefined where it may not be seen
 */
export function memoryMiB(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const own = Number(/^Pss: +(\d+) kB/m.exec(text)?.[1] ?? 0) / MIB;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + (memoryMiB(child) ?? 0), own);
  } catch {
    return undefined;
  }
}
