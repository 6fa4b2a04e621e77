import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Files that a process has open besides its sockets. */
const OTHER_FILES = 300;

/**
 * Lets this process, and those that it starts from now on, open as many sockets. It raises the hard limit with `prlimit`
 * (util-linux), which needs root; Node itself raises the soft limit to the hard one when it starts.
 *
 * @throws Error if the limit is lower and may not be raised
 */
export function allowOpenSockets(sockets: number): void {
  const needed = sockets + OTHER_FILES;
  if (openFilesLimit() >= needed) return;
  try {
    execFileSync("prlimit", ["--pid", String(process.pid), `--nofile=${needed}:${needed}`], {
      stdio: "pipe",
    });
  } catch (error) {
    throw new Error(
      `${needed} files must be open at once, but the limit is ${openFilesLimit()}: run as root, or raise it with ulimit -n`,
      { cause: error },
    );
  }
}

/** The hard limit of open files of this process. */
export function openFilesLimit(): number {
  const limit = /^Max open files +\S+ +(\S+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
  return limit === undefined || limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}
