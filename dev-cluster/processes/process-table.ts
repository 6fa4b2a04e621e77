import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What the system tells of a process. A pid comes back some day; together with `startedAt` it does not. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  /** The pid of the first process of its group. */
  group: number;
  /** Clock ticks since the system started. */
  startedAt: string;
}

/** A living process by its pid, from /proc; undefined where there is none, or the system has no /proc. */
export function processOf(pid: number): ProcessEntry | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the name, in brackets, and may hold anything.
    const [state, parent, group, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const startedAt = rest[16];
    if (state === "Z" || startedAt === undefined) return undefined;
    return { pid, parent: Number(parent), group: Number(group), startedAt };
  } catch {
    return undefined;
  }
}

/** The living children of a process. */
export function childrenOf(pid: number): ProcessEntry[] {
  return all().filter(({ parent }) => parent === pid);
}

/** The living processes of a group, which a first process leaves behind where it dies before them. */
export function groupOf(first: number): ProcessEntry[] {
  return all().filter(({ group }) => group === first);
}

export function isAlive({ pid, startedAt }: Pick<ProcessEntry, "pid" | "startedAt">): boolean {
  return processOf(pid)?.startedAt === startedAt;
}

/** Sends a signal to a process that may be gone already. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Names the space in which this process's pids count: two containers that share a /tmp do not share pids. */
export function pidSpace(): string {
  try {
    return Number(/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? 0).toString(36);
  } catch {
    return "0";
  }
}

function all(): ProcessEntry[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => processOf(Number(name)) ?? []);
  } catch {
    return [];
  }
}
