import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { binary } from "../../dev-cluster/servers/binaries.ts";

/**
 * `COPY … TO STDOUT (FORMAT binary)` of what a board is made of, thrown away: the leanest client there is, psql,
 * into /dev/null.
 */
export async function copyToNothing(adminUrl: string, sessionNo: number): Promise<void> {
  const psql = join(dirname(await binary("postgres")), "psql");
  const copy = `copy (select question_no, player_no, choice, elapsed_ms, points, correct, response from answers
    where session_no = ${sessionNo}) to stdout (format binary)`;
  await promisify(execFile)(psql, [
    "--no-psqlrc",
    "--quiet",
    "--output=/dev/null",
    "--command",
    copy,
    adminUrl,
  ]);
}
