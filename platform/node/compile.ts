import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * `node platform/node/compile.ts`: fills the folder of `NODE_COMPILE_CACHE` with the compiled code of a node, so that the
 * nodes that start later need not compile it. The build of the image runs it.
 *
 * It starts a node with all services and an empty database, and stops it. Node writes the folder when the process ends,
 * and uses it later for the same version and flags of Node, the same kind of processor and the same user.
 */

/** How long the start may take on a busy machine, in ms. */
const START_MS = 300_000;

const READY = "Stampede is running";

interface Outcome {
  isReady: boolean;
  /** The exit code, or null and the signal that ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

const folder = process.env.NODE_COMPILE_CACHE;
if (!folder) fail("NODE_COMPILE_CACHE is not set: it must be the folder for the compiled code.");
const dataFolder = mkdtempSync(join(tmpdir(), "stampede-compile-"));
const outcome = await startAndStop(folder).finally(() =>
  rmSync(dataFolder, { recursive: true, force: true }),
);
const { isReady, code, signal } = outcome;
if (code !== 0)
  fail(
    `The node that was to compile its code ended with ${signal ?? `code ${code}`} ` +
      (isReady ? "when it was stopped." : `before it was ready, within ${START_MS / 1000} s.`),
  );
if (!isReady) fail("The node that was to compile its code ended before it was ready.");
// Only nodes of a cluster use it.
await import("nats");
flushCompileCache();
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
if (files.length === 0) fail(`Node has written nothing into ${folder}.`);
console.log(`Compiled ${files.length} modules into ${folder}.`);

/** Starts a node, and stops it when it is ready. */
async function startAndStop(compiled: string): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    [
      "node_modules/moleculer/bin/moleculer-runner.js",
      ...["--config", "moleculer.config.ts", "--mask", "**/*.service.ts", "services"],
    ],
    {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: compiled,
        DATA_DIR: dataFolder,
        AUTH_SECRET: randomBytes(32).toString("hex"),
        PORT: "0",
        METRICS_PORT: "0",
        STAMPEDE_ADDRESS: "127.0.0.1",
        LOG_LEVEL: "warn",
      },
      stdio: ["ignore", "pipe", "inherit"],
      timeout: START_MS,
      killSignal: "SIGKILL",
    },
  );
  const closed = once(child, "close");
  let isReady = false;
  for await (const line of createInterface(child.stdout)) {
    if (isReady || !line.startsWith(READY)) continue;
    isReady = true;
    child.kill("SIGTERM");
  }
  const [code, signal] = await closed;
  return { isReady, code, signal };
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
