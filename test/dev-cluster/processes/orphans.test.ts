import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sweepLeftovers } from "../../../dev-cluster/processes/orphans.ts";
import { isAlive, pidSpace, processOf } from "../../../dev-cluster/processes/process-table.ts";
import { untilEqual } from "../../harness/until.ts";

/** A start that no living process can have. */
const NEVER = "1";

/**
 * A folder as a process leaves it that was killed: its owner is this pid, which started at another time. It gets
 * its name last, for other processes sweep as well.
 */
function abandoned(list: string): string {
  const made = mkdtempSync(join(tmpdir(), "stampede-abandoned-"));
  writeFileSync(join(made, "processes"), list);
  const folder = made.replace("abandoned-", `${pidSpace()}-${process.pid}-${NEVER}-test-`);
  renameSync(made, folder);
  return folder;
}

test("a sweep ends what a dead owner wrote down, by pid and start, and nothing else", async () => {
  const listed = spawn("sleep", ["600"]);
  const bystander = spawn("sleep", ["600"]);
  try {
    await Promise.all([once(listed, "spawn"), once(bystander, "spawn")]);
    const { startedAt } = processOf(listed.pid!)!;
    const one = abandoned(`${listed.pid} ${startedAt}\n${bystander.pid} ${NEVER}\n`);
    const two = abandoned("not a list\n");
    const mine = mkdtempSync(
      join(tmpdir(), `stampede-${pidSpace()}-${process.pid}-${processOf(process.pid)!.startedAt}-test-`),
    );
    const elsewhere = mkdtempSync(join(tmpdir(), `stampede-zz-${process.pid}-${NEVER}-test-`));
    const ended = once(listed, "exit");
    sweepLeftovers();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(isAlive(processOf(bystander.pid!)!)).toBe(true);
    // Another process that sweeps at this moment may have taken over a folder of ours.
    const thereStill = () => [one, two, mine, elsewhere].map((folder) => existsSync(folder));
    await untilEqual("the folders of the dead are gone", thereStill, [false, false, true, true]);
    rmSync(mine, { recursive: true });
    rmSync(elsewhere, { recursive: true });
  } finally {
    listed.kill("SIGKILL");
    bystander.kill("SIGKILL");
  }
});
