import { readdirSync, readFileSync } from "node:fs";

/** The unit of CPU times in /proc: USER_HZ is 100 on every Linux that Node runs on (man 5 proc). */
const TICKS_PER_SECOND = 100;

/**
 * The CPU time that a process has used so far, in seconds: user and system time of all its threads and of its
 * children, both running and ended ones that it has waited for. Linux only; accurate to 10 ms.
 */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, which may contain spaces; the fields after it are numbers.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
  const own = (user! + system! + childrenUser! + childrenSystem!) / TICKS_PER_SECOND;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}
