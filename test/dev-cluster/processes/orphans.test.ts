import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUpOrphans } from "../../../dev-cluster/processes/orphans.ts";
import { findProcess, isAlive, pidNamespace } from "../../../dev-cluster/processes/process-table.ts";
import { untilEqual } from "../../harness/until.ts";

/** A start time that no running process can have. */
const IMPOSSIBLE_START = "1";

/**
 * A folder that a killed process left: its owner has this pid, but another start time. It gets its final name last,
 * because other processes clean up too.
 */
function abandoned(list: string): string {
  const made = mkdtempSync(join(tmpdir(), "stampede-abandoned-"));
  writeFileSync(join(made, "processes"), list);
  const folder = made.replace("abandoned-", `${pidNamespace()}-${process.pid}-${IMPOSSIBLE_START}-test-`);
  renameSync(made, folder);
  return folder;
}

test("a cleanup kills only the processes that a dead owner recorded, by pid and start time", async () => {
  const listed = spawn("sleep", ["600"]);
  const bystander = spawn("sleep", ["600"]);
  try {
    await Promise.all([once(listed, "spawn"), once(bystander, "spawn")]);
    const { startedAt } = findProcess(listed.pid!)!;
    const one = abandoned(`${listed.pid} ${startedAt}\n${bystander.pid} ${IMPOSSIBLE_START}\n`);
    const two = abandoned("not a list\n");
    const mine = mkdtempSync(
      join(
        tmpdir(),
        `stampede-${pidNamespace()}-${process.pid}-${findProcess(process.pid)!.startedAt}-test-`,
      ),
    );
    const elsewhere = mkdtempSync(join(tmpdir(), `stampede-zz-${process.pid}-${IMPOSSIBLE_START}-test-`));
    const ended = once(listed, "exit");
    cleanUpOrphans();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(isAlive(findProcess(bystander.pid!)!)).toBe(true);
    // Another process that cleans up at this moment may remove one of our folders.
    const stillThere = () => [one, two, mine, elsewhere].map((folder) => existsSync(folder));
    await untilEqual("the folders of dead owners are gone", stillThere, [false, false, true, true]);
    rmSync(mine, { recursive: true });
    rmSync(elsewhere, { recursive: true });
  } finally {
    listed.kill("SIGKILL");
    bystander.kill("SIGKILL");
  }
});
