import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A killed Postgres leaves its small System V segment behind (the real memory is a private mapping and disappears by
 * itself). Line 7 of its pid file, which a clean shutdown removes, has the key and id of the segment.
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
