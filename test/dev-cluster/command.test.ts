import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { compileCache } from "../../dev-cluster/processes/compile-cache.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { ensureInstalled } from "../../dev-cluster/servers/binaries.ts";
import { Client, must } from "../harness/client.ts";
import { Host } from "../harness/host.ts";
import { INSTALL_MS, processTree, runningPids, tempFoldersOf } from "../harness/processes.ts";
import { until } from "../harness/until.ts";

const COMMAND = fileURLToPath(new URL("../../dev-cluster/command.ts", import.meta.url));
const START_MS = 120_000;
/** "A few seconds" on a busy machine. */
const STOP_TIMEOUT_MS = 15_000;

beforeAll(() => ensureInstalled(["postgres", "pgbouncer", "redis-server", "nats-server"]), INSTALL_MS);

function run(settings: Record<string, string>) {
  const child = spawn(process.execPath, [COMMAND], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...compileCache(), ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output.text += chunk;
    });
  }
  // "exit" may come before the last output; "close" comes after both.
  return { child, output, exited: once(child, "close") as Promise<[number | null, string | null]> };
}

/** The pid of a node, by its name in the environment of its process. */
function pidOfNode(command: number, name: string): number {
  const node = processTree(command).find(({ pid }) =>
    readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`STAMPEDE_NODE_ID=${name}`),
  );
  return node!.pid;
}

test(
  "npm run cluster serves, shows what to do next, and one Ctrl-C stops everything",
  async () => {
    const port = await freePort();
    // A port that only one node can have is not passed to all of them.
    const settings = { LOG_LEVEL: "info", STAMPEDE_HEALTH_PORT: String(await freePort()) };
    const { child, output, exited } = run({ PORT: String(port), ...settings });
    try {
      const token = await until(
        "it is up",
        () => /TOKEN=(\S+)[\s\S]*Ctrl-C/.exec(output.text)?.[1],
        START_MS,
      );
      expect(output.text).toContain(`http://localhost:${port}`);
      expect(output.text).toMatch(/^answers-2 +\| \S/m);
      expect(output.text).toMatch(/NATS_URL=nats:\S+ AUTH_SECRET=\S{32,} npm run -s repl/);
      const client = new Client(`http://127.0.0.1:${port}`);
      must(await new Host(client, token).listQuizzes(), 200);
      client.close();

      // A dead node is started again, with its metrics at the same address.
      const metricsUrl = /stats-1 +(http:\S+\/metrics)/.exec(output.text)?.[1] as string;
      const startTime = async () => {
        const text = await (await fetch(metricsUrl)).text();
        return /^process_start_time_seconds\S* (\S+)/m.exec(text)?.[1];
      };
      const startedAt = await startTime();
      expect(startedAt).toBeDefined();
      process.kill(pidOfNode(child.pid!, "stats-1"), "SIGKILL");
      await until("it serves again", async () => {
        const again = await startTime().catch(() => undefined);
        return again !== undefined && again !== startedAt;
      });
      expect(output.text).toMatch(/^stats-1 +\| exited \(SIGKILL\)$/m);

      const family = processTree(child.pid!);
      expect(family.length).toBeGreaterThan(13);

      const asked = Date.now();
      // The terminal sends one and npm forwards another.
      child.kill("SIGINT");
      child.kill("SIGINT");
      expect(await exited).toEqual([0, null]);
      // Every node exited cleanly.
      expect(output.text.match(/^\S+ +\| exited \(0\)$/gm)).toHaveLength(9);
      expect(Date.now() - asked).toBeLessThan(STOP_TIMEOUT_MS);
      expect(runningPids(family)).toEqual([]);
      expect(tempFoldersOf(child.pid!)).toEqual([]);
    } finally {
      child.kill("SIGKILL");
    }
  },
  START_MS + STOP_TIMEOUT_MS,
);

test("lists every wrong setting, and starts nothing", async () => {
  const { output, exited } = run({ PORT: "none", STAMPEDE_POOL_SIZES: "4" });
  expect(await exited).toEqual([1, null]);
  expect(output.text).toMatch(/2 errors/);
  expect(output.text).toMatch(/PORT: must be a whole number/);
  expect(output.text).toMatch(/STAMPEDE_POOL_SIZES: unknown setting/);
});

test("says that its port is in use, and starts nothing", async () => {
  const taken = createServer().listen(0);
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const { output, exited } = run({ PORT: String(port) });
  expect(await exited).toEqual([1, null]);
  expect(output.text).toMatch(new RegExp(`Port ${port} is already in use. Set PORT to another port.`));
  expect(output.text.trim().split("\n")).toHaveLength(2);
  taken.close();
});

test(
  "Ctrl-C during the start stops it too",
  async () => {
    const { child, output, exited } = run({ PORT: String(await freePort()) });
    await until(
      "its servers start",
      () => /Starting/.test(output.text) && processTree(child.pid!).length > 2,
    );
    const family = processTree(child.pid!);
    child.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    await until("all processes have ended", () => runningPids(family).length === 0);
    expect(tempFoldersOf(child.pid!)).toEqual([]);
  },
  START_MS,
);
