import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { provide } from "../../dev-cluster/servers/binaries.ts";
import { Client, must } from "../harness/client.ts";
import { alive, familyOf, foldersOf, INSTALL_MS } from "../harness/traces.ts";
import { until } from "../harness/until.ts";

const COMMAND = fileURLToPath(new URL("../../dev-cluster/cluster.ts", import.meta.url));
const START_MS = 120_000;
/** "Within a few seconds", on a busy machine. */
const END_MS = 15_000;

beforeAll(() => provide(["postgres", "pgbouncer", "redis-server", "nats-server"]), INSTALL_MS);

function run(settings: Record<string, string>) {
  const child = spawn(process.execPath, [COMMAND], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said.text += chunk;
    });
  }
  // Its end may be known before the last that it wrote is: with this event both are.
  return { child, said, exited: once(child, "close") as Promise<[number | null, string | null]> };
}

test(
  "npm run cluster: serves, shows how to go on, and one Ctrl-C ends everything",
  async () => {
    const port = await freePort();
    // A port that only one node could have is not passed on to all of them.
    const settings = { LOG_LEVEL: "info", STAMPEDE_HEALTH_PORT: String(await freePort()) };
    const { child, said, exited } = run({ PORT: String(port), ...settings });
    try {
      const token = await until("it is up", () => /TOKEN=(\S+)[\s\S]*Ctrl-C/.exec(said.text)?.[1], START_MS);
      expect(said.text).toContain(`http://localhost:${port}`);
      expect(said.text).toMatch(/^answers-2 +\| \S/m);
      expect(said.text).toMatch(/NATS_URL=nats:\S+ AUTH_SECRET=\S{32,} npm run -s repl/);
      const client = new Client(`http://127.0.0.1:${port}`);
      must(await client.send("GET", "/api/quizzes", { token }), 200);
      client.close();
      const family = familyOf(child.pid!);
      expect(family.length).toBeGreaterThan(13);

      const asked = Date.now();
      // As a terminal and npm do it: each sends one.
      child.kill("SIGINT");
      child.kill("SIGINT");
      expect(await exited).toEqual([0, null]);
      // Each in its own order, none cut off.
      expect(said.text.match(/^\S+ +\| has ended \(0\)$/gm)).toHaveLength(9);
      expect(Date.now() - asked).toBeLessThan(END_MS);
      expect(alive(family)).toEqual([]);
      expect(foldersOf(child.pid!)).toEqual([]);
    } finally {
      child.kill("SIGKILL");
    }
  },
  START_MS + END_MS,
);

test("says all that is wrong with the environment, and starts nothing", async () => {
  const { said, exited } = run({ PORT: "none", STAMPEDE_POOL_SIZES: "4" });
  expect(await exited).toEqual([1, null]);
  expect(said.text).toMatch(/2 fault/);
  expect(said.text).toMatch(/PORT: must be a whole number/);
  expect(said.text).toMatch(/STAMPEDE_POOL_SIZES: there is no such setting/);
});

test("says plainly that its port is taken, and starts nothing", async () => {
  const taken = createServer().listen(0);
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const { said, exited } = run({ PORT: String(port) });
  expect(await exited).toEqual([1, null]);
  expect(said.text).toMatch(new RegExp(`port ${port}; PORT chooses another`));
  expect(said.text.trim().split("\n")).toHaveLength(2);
  taken.close();
});

test(
  "a Ctrl-C while it starts ends it as well",
  async () => {
    const { child, said, exited } = run({ PORT: String(await freePort()) });
    await until("its servers start", () => /Starting/.test(said.text) && familyOf(child.pid!).length > 2);
    const family = familyOf(child.pid!);
    child.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    await until("all have ended", () => alive(family).length === 0);
    expect(foldersOf(child.pid!)).toEqual([]);
  },
  START_MS,
);
