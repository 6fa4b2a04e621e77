import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process as the system describes it. A pid is reused some day; a pid together with `startedAt` is not. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  /** The pid of the first process of its group. */
  group: number;
  /** Clock ticks since the system started. */
  startedAt: string;
}

/** A running process by its pid, from /proc; undefined if there is none, or if the system has no /proc. */
export function findProcess(pid: number): ProcessEntry | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the name in brackets; it may contain any character.
    const [state, parent, group, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const startedAt = rest[16];
    if (state === "Z" || startedAt === undefined) return undefined;
    return { pid, parent: Number(parent), group: Number(group), startedAt };
  } catch {
    return undefined;
  }
}

/** The running children of a process. */
export function childrenOf(pid: number): ProcessEntry[] {
  return allProcesses().filter(({ parent }) => parent === pid);
}

/** The running processes of a process group. They remain if the group's leader dies first. */
export function processesOfGroup(leader: number): ProcessEntry[] {
  return allProcesses().filter(({ group }) => group === leader);
}

export function isAlive({ pid, startedAt }: Pick<ProcessEntry, "pid" | "startedAt">): boolean {
  return findProcess(pid)?.startedAt === startedAt;
}

/** Sends a signal to a process that may have exited already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The pid namespace of this process. Two containers that share /tmp do not share pids. */
export function pidNamespace(): string {
  try {
    return Number(/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? 0).toString(36);
  } catch {
    return "0";
  }
}

function allProcesses(): ProcessEntry[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => findProcess(Number(name)) ?? []);
  } catch {
    return [];
  }
}
