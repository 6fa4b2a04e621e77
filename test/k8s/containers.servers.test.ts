import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "../../dev-cluster/processes/child.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { isHttpOk } from "../../dev-cluster/readiness.ts";
import { natsUrlOf } from "../../dev-cluster/servers/nats.ts";
import { type Servers, startServers } from "../../dev-cluster/servers/servers.ts";
import { Client, must } from "../harness/client.ts";
import { Host } from "../harness/host.ts";
import { INSTALL_MS } from "../harness/processes.ts";
import { until } from "../harness/until.ts";
import {
  commandLine,
  resolvedEnvironment,
  type StampedeContainer,
  stampedeContainers,
} from "./containers.ts";
import { copyImageFiles, readImage } from "./image.ts";
import { build } from "./objects.ts";

const READY_MS = 90_000;
const END_MS = 45_000;

const image = readImage();
const objects = build("dev");
const folder = mkdtempSync(join(tmpdir(), "stampede-image-"));
const stack = new AsyncDisposableStack();
let servers: Servers;

const imageEnv = Object.fromEntries(
  Object.entries(image.env).map(([name, value]) => [name, value.replace(/^\/app\b/, folder)]),
);
/** How many modules the build of the image has compiled. */
let compiled: number;

beforeAll(async () => {
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  copyImageFiles(image, folder);
  servers = await startServers(stack);
  await compile();
}, INSTALL_MS);
afterAll(() => stack.disposeAsync(), END_MS);

/** The URL of the server on this machine that replaces the one in a manifest. */
function localUrl(url: string): string {
  const { hostname, username } = new URL(url);
  const local = {
    nats: natsUrlOf(username, servers.nats.url),
    pgbouncer: servers.pgbouncer.url,
    "postgres-rw": servers.postgres.url,
    redis: servers.redis.url,
  }[hostname];
  if (!local) throw new Error(`A manifest uses an unknown server: ${hostname}.`);
  return local;
}

/** What the build of the image does last. */
async function compile(): Promise<void> {
  const [, ...args] = image.compile;
  const env = { PATH: process.env.PATH, ...imageEnv };
  const child = await Child.start({
    command: process.execPath,
    args,
    cwd: folder,
    env,
    killSignal: "SIGKILL",
  });
  expect(await child.waitOrKill(READY_MS)).toEqual({ code: 0, signal: null });
  compiled = compiledFiles();
}

const compiledFiles = () =>
  readdirSync(imageEnv.NODE_COMPILE_CACHE!, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;

interface Running {
  target: StampedeContainer;
  child: Child;
  env: Record<string, string>;
}

/** Runs a command as in its container: in the folder of the image, with only the environment of the container. */
async function run(target: StampedeContainer, args: readonly string[]): Promise<Running> {
  const env: Record<string, string> = { ...imageEnv, ...resolvedEnvironment(target.container, objects) };
  for (const [name, value] of Object.entries(env)) if (name.endsWith("_URL")) env[name] = localUrl(value);
  // Every pod has its own ports, but all processes here share those of one machine.
  for (const name of ["PORT", "METRICS_PORT", "STAMPEDE_HEALTH_PORT"]) env[name] = String(await freePort());
  Object.assign(env, { HOSTNAME: `${target.component}-5d8fb97c6-x2k4v`, PATH: process.env.PATH });
  const command = args[0] === "node" ? process.execPath : args[0]!;
  const child = await Child.start({ command, args: args.slice(1), cwd: folder, env, killSignal: "SIGKILL" });
  stack.defer(async () => void (await child.stop("SIGKILL", 0)));
  return { target, child, env };
}

test("the image runs a working cluster with the arguments and environment of its containers", async () => {
  const running = await Promise.all(
    stampedeContainers(objects).map((target) => run(target, commandLine(target.container, image))),
  );
  const processOf = (component: string) => running.find(({ target }) => target.component === component)!;
  const services = running.filter(({ target }) => target.component !== "migrations");

  for (const { target, child, env } of services) {
    if (!target.container.readinessProbe) continue;
    const ready = `http://127.0.0.1:${env.STAMPEDE_HEALTH_PORT}${target.container.readinessProbe.httpGet?.path}`;
    await until(
      `${target.name} is ready`,
      async () => {
        if (child.exit) throw new Error(`It has exited: ${child.tail}`);
        return await isHttpOk(ready);
      },
      READY_MS,
    );
  }
  expect(await processOf("migrations").child.exited).toEqual({ code: 0, signal: null });

  const operator = processOf("operator");
  const token = await run(operator.target, ["node", "platform/node/host-token.ts", "ann"]);
  await token.child.closed;
  const client = new Client(`http://127.0.0.1:${processOf("api").env.PORT}`);
  must(await new Host(client, /^eyJ\S+$/m.exec(token.child.tail)?.[0]).listQuizzes(), 200);
  client.close();
  const repl = await run(operator.target, ["node", "operators/repl.ts"]);
  await until(
    "the REPL has joined",
    () => /^Stampede \S+: joined as operator-/m.test(repl.child.tail),
    READY_MS,
  );

  const exits = await Promise.all(
    services.map(async ({ target, child }) => ({
      name: target.name,
      ...(await child.stop("SIGTERM", END_MS)),
    })),
  );
  expect(exits).toEqual(services.map(({ target }) => ({ name: target.name, code: 0, signal: null })));
  // The containers found most of their code compiled, and compiled only what the REPL and the jobs need besides.
  expect(compiled).toBeGreaterThan(1000);
  expect(compiledFiles()).toBeLessThan(compiled * 1.25);
}, 300_000);
