import { readdirSync, readFileSync } from "node:fs";

const KIB_PER_MIB = 1024;

/**
 * The memory of a process and its children, in MiB. It is the proportional set size, so memory that several
 * processes share (Postgres' buffers) counts once. Linux only; processes of other users need root.
 *
 * @returns undefined if the process does not exist or may not be read
 */
export function memoryMiB(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const own = Number(/^Pss: +(\d+) kB/m.exec(text)?.[1] ?? 0) / KIB_PER_MIB;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + (memoryMiB(child) ?? 0), own);
  } catch {
    return undefined;
  }
}
