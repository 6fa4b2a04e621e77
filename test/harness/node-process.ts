import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { Client } from "./client.ts";
import { until } from "./until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_MS = 90_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The whole product as one process, started as `npm start` does it, on a folder and a port of its own. */
export class NodeProcess {
  readonly port: number;
  readonly folder: string;
  readonly #settings: Record<string, string>;
  #child: ChildProcess | undefined;
  #exited: Promise<Exit> | undefined;
  #output = "";

  private constructor(port: number, folder: string, settings: Record<string, string>) {
    this.port = port;
    this.folder = folder;
    this.#settings = settings;
  }

  /** Starts a node in a fresh folder, with these environment variables, and waits until it can serve. */
  static async start(settings: Record<string, string> = {}): Promise<NodeProcess> {
    const node = await NodeProcess.spawn(settings);
    await node.#ready();
    return node;
  }

  /** Starts a node in a fresh folder, and does not wait for it. */
  static async spawn(settings: Record<string, string> = {}): Promise<NodeProcess> {
    const folder = await mkdtemp(join(tmpdir(), "stampede-game-"));
    const node = new NodeProcess(await freePort(), folder, settings);
    await node.#spawn();
    return node;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that the process has written, of both kinds. */
  get output(): string {
    return this.#output;
  }

  /** Starts the process on its folder and port and waits for `/readyz`. */
  async launch(): Promise<void> {
    await this.#spawn();
    await this.#ready();
  }

  async #spawn(): Promise<void> {
    const [, ...args] = splitCommand(await startScript());
    const child = spawn(join(ROOT, "node_modules/.bin/node"), args, {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: String(this.port),
        METRICS_PORT: "0",
        DATA_DIR: this.folder,
        LOG_LEVEL: "warn",
        ...this.#settings,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const reap = () => child.kill("SIGKILL");
    process.once("exit", reap);
    child.stdout?.on("data", (chunk: Buffer) => this.#onOutput(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.#onOutput(chunk));
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        process.removeListener("exit", reap);
        resolve({ code, signal });
      });
    });
  }

  #onOutput(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString("utf8")).slice(-20_000);
  }

  async #ready(): Promise<void> {
    const child = this.#child as ChildProcess;
    const client = new Client(this.baseUrl, 1);
    try {
      const came = await until(
        "/readyz answers 200",
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) return "exited";
          return (await client.send("GET", "/readyz")).status === 200 && "ready";
        },
        START_MS,
      );
      if (came === "exited") throw new Error(`The node ended with code ${child.exitCode} as it started`);
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${String(error)}\nIt said:\n${this.#output}`);
    } finally {
      client.close();
    }
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.#child?.kill(signal);
    return (await this.#exited) ?? { code: null, signal: null };
  }

  /** Ends the process at once and removes its folder. */
  async stop(): Promise<void> {
    await this.kill("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function startScript(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  return manifest.scripts.start as string;
}

/** The words of a shell command that quotes with double quotes only. */
function splitCommand(command: string): string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
}
