import { execFileSync } from "node:child_process";

/** The limits of a process that a test changes while it runs, as the options of `prlimit` call them. */
export type Limit = "fsize" | "nofile";

/**
 * Sets a soft limit of a running process, as any user may for their own processes, and may take back later.
 *
 * @throws Error if `prlimit` (of util-linux) is missing
 */
export function setLimit(pid: number, limit: Limit, value: number | "unlimited"): void {
  try {
    execFileSync("prlimit", ["--pid", String(pid), `--${limit}=${value}:`]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error("This test needs prlimit, which is part of util-linux.");
  }
}
