import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../../dev-cluster/processes/process-table.ts";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { INSTALL_MS, processTree, runningPids, tempFoldersOf } from "../../harness/processes.ts";
import { until, untilEqual } from "../../harness/until.ts";

const OWNER = fileURLToPath(new URL("./owner.ts", import.meta.url));
const WRITING_OWNER = fileURLToPath(new URL("./writing-owner.ts", import.meta.url));
const ORPHANS = new URL("../../../dev-cluster/processes/orphans.ts", import.meta.url).href;

interface Owner {
  child: ChildProcess;
  pid: number;
  /** The main process of each server, which lives as long as the server. */
  heads: ProcessEntry[];
  /** All processes of its servers; some of them come and go. */
  servers: ProcessEntry[];
  exited: Promise<unknown[]>;
}

/** The parent of the temporary folders; no other test cleans up here. */
let tmp: string;
beforeAll(async () => {
  await ensureInstalled(["postgres", "redis-server"]);
  tmp = mkdtempSync(join(tmpdir(), "stampede-owners-"));
  // Servers that run as another user need access.
  chmodSync(tmp, 0o711);
}, INSTALL_MS);
afterAll(() => rmSync(tmp, { recursive: true }));

async function owner(script = OWNER): Promise<Owner> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, TMPDIR: tmp },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const pids = JSON.parse(line) as number[];
  const servers = pids.flatMap(processTree);
  const heads = servers.filter((entry) => pids.includes(entry.pid));
  return { child, pid: child.pid!, heads, servers, exited };
}

/** Runs the cleanup in another process, as the next process that starts a server does. */
function cleanUp(): void {
  const code = `import(${JSON.stringify(ORPHANS)}).then((orphans) => orphans.cleanUpOrphans())`;
  execFileSync(process.execPath, ["--eval", code], { env: { ...process.env, TMPDIR: tmp } });
}

describe("when the process that owns servers", () => {
  test.each([
    ["exits without stopping them", "exit"],
    ["throws an uncaught error", "throw"],
  ])("%s, nothing of them remains", async (_name, order) => {
    const { child, pid, heads, servers, exited } = await owner();
    expect(runningPids(heads)).toHaveLength(2);
    child.stdin!.write(order);
    await exited;
    await untilEqual("its servers have exited", () => runningPids(servers), []);
    expect(tempFoldersOf(pid, tmp)).toEqual([]);
  });

  test("exits while a grandchild still writes, the grandchild is killed before the folder is removed", async () => {
    const { child, pid, heads, exited } = await owner(WRITING_OWNER);
    const family = await until("it writes", () => {
      const found = processTree(heads[0]!.pid);
      return found.length > 1 && found;
    });
    child.stdin!.write("exit");
    await exited;
    expect(runningPids(family)).toEqual([]);
    expect(tempFoldersOf(pid, tmp)).toEqual([]);
  });

  test("is killed, its servers die with it, and the next process removes their folders", async () => {
    const { child, pid, servers, exited } = await owner();
    child.kill("SIGKILL");
    await exited;
    await untilEqual("its servers have exited", () => runningPids(servers), []);
    expect(tempFoldersOf(pid, tmp)).toHaveLength(3);
    cleanUp();
    expect(tempFoldersOf(pid, tmp)).toEqual([]);
  });

  test("is alive, a cleanup by another process touches nothing of it", async () => {
    const { child, pid, heads, exited } = await owner();
    try {
      cleanUp();
      expect(runningPids(heads)).toHaveLength(2);
      expect(tempFoldersOf(pid, tmp)).toHaveLength(3);
    } finally {
      child.stdin!.write("exit");
      await exited;
    }
  });
});
