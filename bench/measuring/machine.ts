import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where and of what a figure was measured. */
export interface Circumstances {
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
  /** Ends in `+` where the working tree held changes. */
  commit: string;
  date: string;
  /** Of the last minute, as the figure was done: about 2 where nothing else ran. */
  loadAverage: number;
}

export function circumstances(): Circumstances {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: commit(),
    date: new Date().toISOString(),
    loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  try {
    const changed = git(
      "status",
      "--porcelain",
      "--",
      "services",
      "platform",
      "migrations",
      "bench/baselines",
    );
    return git("rev-parse", "--short", "HEAD") + (changed ? "+" : "");
  } catch {
    return "unknown";
  }
}
