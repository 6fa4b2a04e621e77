import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../dev-cluster/processes/free-port.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_MS = 90_000;
const STOP_MS = 10_000;

/** A server under measurement: a process of its own, on a port and a folder of its own. */
export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #output = "";

  /** The product, as `npm start` starts it; `STAMPEDE_*` variables of the caller's environment go before `settings`. */
  static product(settings: Record<string, string>): Promise<ServerProcess> {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const [, ...args] = (scripts.start.match(/"[^"]*"|\S+/g) as string[]).map((word) =>
      word.replaceAll('"', ""),
    );
    return ServerProcess.#start(args, "/readyz", { ...settings, ...givenSettings() });
  }

  /** A peer, by its file in `bench/baselines/`; it answers `GET /healthz` once it can serve. */
  static peer(file: string, settings: Record<string, string>): Promise<ServerProcess> {
    return ServerProcess.#start([join("bench/baselines", file)], "/healthz", settings);
  }

  static async #start(
    args: string[],
    readyPath: string,
    settings: Record<string, string>,
  ): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-bench-"));
    const port = await freePort();
    const child = spawn(process.execPath, [...profiling(), ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: "warn", ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new ServerProcess(child, port, folder);
    try {
      await server.#ready(readyPath);
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
    process.once("exit", this.#reap);
  }

  readonly #kill = () => this.#child.kill("SIGKILL");
  readonly #reap = () => {
    this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  };

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async #ready(path: string): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline && this.#isAlive) {
      const reply = await fetch(this.baseUrl + path).catch(() => undefined);
      await reply?.arrayBuffer();
      if (reply?.status === 200) return;
      await pause(100);
    }
    throw new Error(`A server did not start. It said:\n${this.#output}`);
  }

  get #isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends the process, by force where it does not go by itself, and removes its folder. */
  async stop(): Promise<void> {
    if (this.#isAlive) {
      const force = setTimeout(this.#kill, STOP_MS);
      this.#child.kill("SIGTERM");
      await once(this.#child, "exit");
      clearTimeout(force);
    }
    process.removeListener("exit", this.#reap);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Settings of the product that whoever runs a bench has chosen. */
export function givenSettings(): Record<string, string> {
  const given = Object.entries(process.env).filter(([name]) => name.startsWith("STAMPEDE_"));
  return Object.fromEntries(given) as Record<string, string>;
}

/** Settings of the nodes of a cluster under measurement. */
export function nodeSettings(settings: Record<string, string>): Record<string, string> {
  return {
    ...settings,
    ...givenSettings(),
    ...(process.env.BENCH_PROFILES && { NODE_OPTIONS: profiling().join(" ") }),
  };
}

/** With BENCH_PROFILES set to a folder every server leaves a CPU profile of each of its threads there. */
function profiling(): string[] {
  const folder = process.env.BENCH_PROFILES;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}
