import { readFileSync } from "node:fs";

/** If the limit cannot be read. Most systems allow a process at least this many. */
const FALLBACK = 1024;
/** No process here needs more. Without a limit the bound of connections is a setting's. */
const UNLIMITED = 1_000_000;

/** How many file descriptors this process may have open (`ulimit -n`). Only Linux tells; elsewhere it is 1,024. */
export function descriptorLimit(limits = readLimits()): number {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  if (soft === undefined) return FALLBACK;
  return soft === "unlimited" ? UNLIMITED : Math.min(Number(soft), UNLIMITED);
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
