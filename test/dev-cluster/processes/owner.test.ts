import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../../dev-cluster/processes/process-table.ts";
import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { alive, familyOf, foldersOf, INSTALL_MS } from "../../harness/traces.ts";
import { until, untilEqual } from "../../harness/until.ts";

const OWNER = fileURLToPath(new URL("./owner.ts", import.meta.url));
const WRITING_OWNER = fileURLToPath(new URL("./writing-owner.ts", import.meta.url));
const SWEEP = new URL("../../../dev-cluster/processes/orphans.ts", import.meta.url).href;

interface Owner {
  child: ChildProcess;
  pid: number;
  /** Its servers' first processes, one each, which live for as long as it does. */
  heads: ProcessEntry[];
  /** Its servers, with all their processes, some of which come and go. */
  servers: ProcessEntry[];
  exited: Promise<unknown[]>;
}

/** Temporary folders go here, where no other test sweeps. */
let tmp: string;
beforeAll(async () => {
  await provide(["postgres", "redis-server"]);
  tmp = mkdtempSync(join(tmpdir(), "stampede-owners-"));
  // Servers that run as another user have to get in.
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
  const servers = pids.flatMap(familyOf);
  const heads = servers.filter((entry) => pids.includes(entry.pid));
  return { child, pid: child.pid!, heads, servers, exited };
}

/** Runs the sweep in a process of its own, as the next one to start a server does. */
function sweep(): void {
  const code = `import(${JSON.stringify(SWEEP)}).then((leftovers) => leftovers.sweepLeftovers())`;
  execFileSync(process.execPath, ["--eval", code], { env: { ...process.env, TMPDIR: tmp } });
}

describe("when the process that owns servers", () => {
  test.each([
    ["ends without stopping them", "exit"],
    ["dies of an error", "throw"],
  ])("%s, nothing of them stays", async (_name, order) => {
    const { child, pid, heads, servers, exited } = await owner();
    expect(alive(heads)).toHaveLength(2);
    child.stdin!.write(order);
    await exited;
    await untilEqual("its servers have ended", () => alive(servers), []);
    expect(foldersOf(pid, tmp)).toEqual([]);
  });

  test("ends while what a child has started still writes, that ends too before the folder goes", async () => {
    const { child, pid, heads, exited } = await owner(WRITING_OWNER);
    const family = await until("it writes", () => {
      const found = familyOf(heads[0]!.pid);
      return found.length > 1 && found;
    });
    child.stdin!.write("exit");
    await exited;
    expect(alive(family)).toEqual([]);
    expect(foldersOf(pid, tmp)).toEqual([]);
  });

  test("is killed, its servers end with it, and the next process removes their folders", async () => {
    const { child, pid, servers, exited } = await owner();
    child.kill("SIGKILL");
    await exited;
    await untilEqual("its servers have ended", () => alive(servers), []);
    expect(foldersOf(pid, tmp)).toHaveLength(3);
    sweep();
    expect(foldersOf(pid, tmp)).toEqual([]);
  });

  test("lives, a sweep by another process touches nothing of it", async () => {
    const { child, pid, heads, exited } = await owner();
    try {
      sweep();
      expect(alive(heads)).toHaveLength(2);
      expect(foldersOf(pid, tmp)).toHaveLength(3);
    } finally {
      child.stdin!.write("exit");
      await exited;
    }
  });
});
