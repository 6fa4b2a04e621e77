import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Roster } from "./membership-observer.ts";
import { Child, type Exit } from "./processes/child.ts";
import { waitFor } from "./processes/wait.ts";
import { answersOk } from "./readiness.ts";
import { natsUrlOf } from "./servers/nats.ts";

export const KINDS = ["api", "quiz", "sessions", "answers", "stats"] as const;
export type Kind = (typeof KINDS)[number];

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 15_000;

export interface NodeOptions {
  kind: Kind;
  /** Its name in the cluster and in the logs, such as `answers-2`. */
  name: string;
  settings: Record<string, string>;
  /** Where a gateway listens. */
  port?: number;
  roster: Roster;
  /** Told every line that it logs. */
  heard: (node: string, line: string) => void;
  /** Told of every process that it becomes. */
  launched: (pid: number) => void;
}

/** One node of the product: one process, one kind of service. */
export class ClusterNode {
  readonly kind: Kind;
  readonly name: string;
  readonly #options: NodeOptions;
  #child: Child | undefined;
  #lastRun: string | undefined;

  constructor(options: NodeOptions) {
    this.kind = options.kind;
    this.name = options.name;
    this.#options = options;
  }

  /** A gateway's address. @throws Error where it is none */
  get baseUrl(): string {
    if (!this.#options.port) throw new Error(`${this.name} is not a gateway.`);
    return `http://127.0.0.1:${this.#options.port}`;
  }

  /** Its process; undefined while it does not run. */
  pid(): number | undefined {
    return this.#child?.exit ? undefined : this.#child?.pid;
  }

  /** The last that it logged. */
  get tail(): string {
    return this.#child?.tail ?? "";
  }

  /** Starts its process as `npm start` does, with its own service only; does not wait until it is ready. */
  async launch(): Promise<void> {
    const { kind, name, settings, port, roster, heard, launched } = this.#options;
    this.#lastRun = roster.runOf(name, kind);
    this.#child = await Child.start({
      command: process.execPath,
      args: [
        "node_modules/moleculer/bin/moleculer-runner.js",
        "--config",
        "moleculer.config.ts",
        `services/${kind}/${kind}.service.ts`,
      ],
      cwd: ROOT,
      env: {
        ...settings,
        NATS_URL: natsUrlOf(kind, settings.NATS_URL ?? ""),
        HOSTNAME: name,
        STAMPEDE_NODE_ID: name,
        ...(port ? { PORT: String(port) } : {}),
      },
      lastSignal: "SIGKILL",
      heard: (line) => heard(name, line),
    });
    launched(this.#child.pid);
    void this.#child.exited.then(({ code, signal }) => heard(name, `has ended (${signal ?? code})`));
  }

  /**
   * Waits until the others know it and, a gateway, until it says that it can serve.
   *
   * @throws Error with what it logged, where it ended or is not ready in time
   */
  async ready(): Promise<void> {
    const child = this.#child;
    if (!child) throw new Error(`${this.name} was not launched.`);
    await waitFor(`${this.name} is ready`, () => !!child.exit || this.#isReady(), READY_MS).catch((error) => {
      throw new Error(`${error.message} It said:\n${child.tail}`);
    });
    if (!child.exit) return;
    await Promise.race([child.silent, pause(1000)]);
    throw new Error(
      `${this.name} ended as it started (${JSON.stringify(child.exit)}). It said:\n${child.tail}`,
    );
  }

  async #isReady(): Promise<boolean> {
    const run = this.#options.roster.runOf(this.name, this.kind);
    if (run === undefined || run === this.#lastRun) return false;
    return this.kind !== "api" || answersOk(`${this.baseUrl}/readyz`);
  }

  /** Sends a signal; one that ends the process is waited for. */
  async kill(signal: NodeJS.Signals): Promise<Exit | undefined> {
    const child = this.#child;
    if (!child) return undefined;
    child.signal(signal);
    if (signal === "SIGSTOP" || signal === "SIGCONT") return undefined;
    await waitFor(`${this.name} has ended on ${signal}`, () => !!child.exit, STOP_MS);
    return child.exit;
  }

  /** Ends it as a rolling restart does, where it still runs, starts it again and waits until it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
    await this.ready();
  }

  /** Asks it to end, and kills it where it takes longer than `graceMs`. */
  async stop(graceMs = STOP_MS): Promise<Exit | undefined> {
    return this.#child?.end("SIGTERM", graceMs);
  }
}
