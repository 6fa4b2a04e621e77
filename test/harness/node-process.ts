import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileCache } from "../../dev-cluster/processes/compile-cache.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { ROOT, startArguments } from "../../dev-cluster/processes/start-script.ts";
import { Client } from "./client.ts";
import { until } from "./until.ts";

const START_MS = 90_000;
/** Jest's own setting, if it runs this: Node optimises the embedded Postgres, which lives for seconds, later than usual. */
const TIERING = process.execArgv.filter((option) => option.startsWith("--wasm-tiering-budget="));

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A standalone node as one process, started as by `npm start`, with its own folder and port. */
export class NodeProcess {
  readonly port: number;
  readonly folder: string;
  readonly #settings: Record<string, string>;
  readonly #descriptors: number | undefined;
  #child: ChildProcess | undefined;
  #exited: Promise<Exit> | undefined;
  #output = "";
  #startMs = 0;

  private constructor(port: number, folder: string, settings: Record<string, string>, descriptors?: number) {
    this.port = port;
    this.folder = folder;
    this.#settings = settings;
    this.#descriptors = descriptors;
  }

  /**
   * Starts a node in a new folder, with these environment variables, and waits until it is ready.
   *
   * @param descriptors how many files and connections the process may have open; by default as many as this one
   * @param fill puts files into the folder before the start
   */
  static async start(
    settings: Record<string, string> = {},
    descriptors?: number,
    fill?: (folder: string) => Promise<void>,
  ): Promise<NodeProcess> {
    const node = await NodeProcess.#create(settings, descriptors);
    await fill?.(node.folder);
    await node.launch();
    return node;
  }

  /** Starts a node in a new folder without waiting until it is ready. */
  static async spawn(settings: Record<string, string> = {}, descriptors?: number): Promise<NodeProcess> {
    const node = await NodeProcess.#create(settings, descriptors);
    await node.#spawn();
    return node;
  }

  static async #create(settings: Record<string, string>, descriptors?: number): Promise<NodeProcess> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-game-"));
    return new NodeProcess(await freePort(), folder, settings, descriptors);
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What the process has written to stdout and stderr; the last 20,000 characters. */
  get output(): string {
    return this.#output;
  }

  /** How long the last start took until the node was ready, in ms. */
  get startMs(): number {
    return this.#startMs;
  }

  /** Starts the process, after an earlier one has ended, with its folder and port, and waits until it is ready. */
  async launch(): Promise<void> {
    const startedAt = performance.now();
    await this.#spawn();
    await this.#untilReady();
    this.#startMs = performance.now() - startedAt;
  }

  async #spawn(): Promise<void> {
    const limit = this.#descriptors === undefined ? "" : `ulimit -n ${this.#descriptors} && `;
    const child = spawn(
      "/bin/sh",
      ["-c", `${limit}exec "$0" "$@"`, join(ROOT, "node_modules/.bin/node"), ...TIERING, ...startArguments()],
      {
        cwd: ROOT,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          ...compileCache(),
          PORT: String(this.port),
          METRICS_PORT: "0",
          DATA_DIR: this.folder,
          LOG_LEVEL: "warn",
          ...this.#settings,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const killChild = () => child.kill("SIGKILL");
    process.once("exit", killChild);
    child.stdout?.on("data", (chunk: Buffer) => this.#onOutput(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.#onOutput(chunk));
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        process.removeListener("exit", killChild);
        resolve({ code, signal });
      });
    });
  }

  #onOutput(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString("utf8")).slice(-20_000);
  }

  async #untilReady(): Promise<void> {
    const child = this.#child as ChildProcess;
    const client = new Client(this.baseUrl, 1);
    try {
      const outcome = await until(
        "/readyz replies 200",
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) return "exited";
          return (await client.send("GET", "/readyz")).status === 200 && "ready";
        },
        START_MS,
      );
      if (outcome === "exited")
        throw new Error(`The node exited with code ${child.exitCode} while it started.`);
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${String(error)}\nIts output:\n${this.#output}`);
    } finally {
      client.close();
    }
  }

  /** Sends a signal and waits until the process has ended. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.#child?.kill(signal);
    return (await this.#exited) ?? { code: null, signal: null };
  }

  /** Kills the process and removes its folder. */
  async stop(): Promise<void> {
    await this.kill("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }
}
