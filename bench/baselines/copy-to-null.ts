import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { binary } from "../../dev-cluster/servers/binaries.ts";

/**
 * Reads the rows of a board with `COPY … TO STDOUT (FORMAT binary)` and discards them. The client is psql, which does
 * the least work, with /dev/null as output.
 */
export async function copyToNull(adminUrl: string, sessionNo: number): Promise<void> {
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
