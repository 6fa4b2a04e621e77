import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "../../dev-cluster/processes/child.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { isHttpOk } from "../../dev-cluster/readiness.ts";
import { natsUrlOf } from "../../dev-cluster/servers/nats.ts";
import { type Servers, startServers } from "../../dev-cluster/servers/servers.ts";
import { Client, must } from "../harness/client.ts";
import { INSTALL_MS } from "../harness/traces.ts";
import { until } from "../harness/until.ts";
import { commandLine, type OurContainer, ourContainers, resolvedEnvironment } from "./containers.ts";
import { layOut, readImage } from "./image.ts";
import { build } from "./objects.ts";

const READY_MS = 90_000;
const END_MS = 45_000;

const image = readImage();
const objects = build("dev");
const folder = mkdtempSync(join(tmpdir(), "stampede-image-"));
const stack = new AsyncDisposableStack();
let servers: Servers;

beforeAll(async () => {
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  layOut(image, folder);
  servers = await startServers(stack);
}, INSTALL_MS);
afterAll(() => stack.disposeAsync(), END_MS);

/** The servers that stand on this machine for those that a manifest names. */
function address(url: string): string {
  const { hostname, username } = new URL(url);
  const known = {
    nats: natsUrlOf(username, servers.nats.url),
    pgbouncer: servers.pgbouncer.url,
    "postgres-rw": servers.postgres.url,
    redis: servers.redis.url,
  }[hostname];
  if (!known) throw new Error(`A manifest names the server ${hostname}.`);
  return known;
}

interface Running {
  of: OurContainer;
  child: Child;
  env: Record<string, string>;
}

/** Runs words in a container as the cluster would: in the image's folder, with its environment and no other. */
async function run(of: OurContainer, words: readonly string[]): Promise<Running> {
  const env = resolvedEnvironment(of.container, objects);
  for (const [name, value] of Object.entries(env)) if (name.endsWith("_URL")) env[name] = address(value);
  // One machine has each port only once; a pod has all of them for itself.
  for (const name of ["PORT", "METRICS_PORT", "STAMPEDE_HEALTH_PORT"]) env[name] = String(await freePort());
  Object.assign(env, { HOSTNAME: `${of.component}-5d8fb97c6-x2k4v`, PATH: process.env.PATH });
  const command = words[0] === "node" ? process.execPath : words[0]!;
  const child = await Child.start({ command, args: words.slice(1), cwd: folder, env, killSignal: "SIGKILL" });
  stack.defer(async () => void (await child.stop("SIGKILL", 0)));
  return { of, child, env };
}

test("the image, with the arguments and the environment of its containers, is a cluster that serves", async () => {
  const running = await Promise.all(
    ourContainers(objects).map((ours) => run(ours, commandLine(ours.container, image))),
  );
  const named = (component: string) => running.find(({ of }) => of.component === component)!;
  const stays = running.filter(({ of }) => of.component !== "migrations");

  for (const { of, child, env } of stays) {
    if (!of.container.readinessProbe) continue;
    const ready = `http://127.0.0.1:${env.STAMPEDE_HEALTH_PORT}${of.container.readinessProbe.httpGet?.path}`;
    await until(
      `${of.name} is ready`,
      async () => {
        if (child.exit) throw new Error(`it has ended: ${child.tail}`);
        return await isHttpOk(ready);
      },
      READY_MS,
    );
  }
  expect(await named("migrations").child.exited).toEqual({ code: 0, signal: null });

  const operator = named("operator");
  const token = await run(operator.of, ["node", "platform/node/host-token.ts", "ann"]);
  await token.child.closed;
  const client = new Client(`http://127.0.0.1:${named("api").env.PORT}`);
  must(await client.send("GET", "/api/quizzes", { token: /^eyJ\S+$/m.exec(token.child.tail)?.[0] }), 200);
  client.close();
  const repl = await run(operator.of, ["node", "operators/repl.ts"]);
  await until("the REPL has joined", () => /^Joined as operator-/m.test(repl.child.tail), READY_MS);

  const ends = await Promise.all(
    stays.map(async ({ of, child }) => ({ name: of.name, ...(await child.stop("SIGTERM", END_MS)) })),
  );
  expect(ends).toEqual(stays.map(({ of }) => ({ name: of.name, code: 0, signal: null })));
}, 300_000);
