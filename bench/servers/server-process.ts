import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compileCache } from "../../dev-cluster/processes/compile-cache.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { ROOT, startArguments } from "../../dev-cluster/processes/start-script.ts";

const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 10_000;

/** A server under measurement, in its own process, with its own port and folder. */
export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #output = "";

  /** Stampede, as `npm start` starts it. `STAMPEDE_*` variables of the environment override `settings`. */
  static stampede(settings: Record<string, string>): Promise<ServerProcess> {
    return ServerProcess.#start(startArguments(), "/readyz", { ...settings, ...environmentSettings() });
  }

  /** A server in bench/baselines/. It must reply to `GET /healthz` when it is ready. */
  static baseline(file: string, settings: Record<string, string>): Promise<ServerProcess> {
    return ServerProcess.#start([join("bench/baselines", file)], "/healthz", settings);
  }

  static async #start(
    args: string[],
    readyPath: string,
    settings: Record<string, string>,
  ): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-bench-"));
    const port = await freePort();
    const child = spawn(process.execPath, [...profilingOptions(), ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        ...compileCache(),
        PORT: String(port),
        DATA_DIR: folder,
        LOG_LEVEL: "warn",
        ...settings,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new ServerProcess(child, port, folder);
    try {
      await server.#waitUntilReady(readyPath);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.port = port;
    this.pid = child.pid ?? 0;
    this.#folder = folder;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk).slice(-5000);
      });
    }
    process.once("exit", this.#cleanUp);
  }

  readonly #kill = () => this.#child.kill("SIGKILL");
  readonly #cleanUp = () => {
    this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  };

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async #waitUntilReady(path: string): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && this.#isAlive) {
      const reply = await fetch(this.baseUrl + path).catch(() => undefined);
      await reply?.arrayBuffer();
      if (reply?.status === 200) return;
      await sleep(100);
    }
    throw new Error(`A server did not start. Its output:\n${this.#output}`);
  }

  get #isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Stops the process, with SIGKILL if SIGTERM does not stop it within 10 s, and removes its folder. */
  async stop(): Promise<void> {
    if (this.#isAlive) {
      const killTimer = setTimeout(this.#kill, STOP_TIMEOUT_MS);
      this.#child.kill("SIGTERM");
      await once(this.#child, "exit");
      clearTimeout(killTimer);
    }
    process.removeListener("exit", this.#cleanUp);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** `STAMPEDE_*` variables of the environment, for the server under measurement. */
export function environmentSettings(): Record<string, string> {
  const variables = Object.entries(process.env).filter(([name]) => name.startsWith("STAMPEDE_"));
  return Object.fromEntries(variables) as Record<string, string>;
}

/** The environment of the nodes of a cluster under measurement. */
export function nodeSettings(settings: Record<string, string>): Record<string, string> {
  return {
    ...settings,
    ...environmentSettings(),
    ...(process.env.BENCH_PROFILES && { NODE_OPTIONS: profilingOptions().join(" ") }),
  };
}

/** If BENCH_PROFILES is a folder, every server writes a CPU profile per thread to it. */
function profilingOptions(): string[] {
  const folder = process.env.BENCH_PROFILES;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}
