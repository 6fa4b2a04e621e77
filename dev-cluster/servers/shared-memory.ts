import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A Postgres that was killed leaves its little System V segment behind (the real memory is a private mapping and
 * goes by itself). Its pid file, which a clean end removes, names it on line 7: key and id.
 */
export function releaseSharedMemory(data: string): void {
  let id: string | undefined;
  try {
    id = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[6]?.trim().split(/\s+/)[1];
  } catch {
    return;
  }
  if (id) spawnSync("ipcrm", ["-m", id], { timeout: 5000 });
}
