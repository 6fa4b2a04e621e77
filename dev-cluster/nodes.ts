import { setTimeout as sleep } from "node:timers/promises";
import type { MembershipObserver } from "./membership-observer.ts";
import { Child, type Exit } from "./processes/child.ts";
import { ROOT } from "./processes/start-script.ts";
import { waitFor } from "./processes/wait.ts";
import { isHttpOk } from "./readiness.ts";
import { natsUrlOf } from "./servers/nats.ts";

export const KINDS = ["api", "quiz", "sessions", "answers", "stats"] as const;
export type Kind = (typeof KINDS)[number];

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

export interface NodeOptions {
  kind: Kind;
  /** The name in the cluster and in the logs, such as `answers-2`. */
  name: string;
  settings: Record<string, string>;
  /** A gateway's port. */
  port?: number;
  /** The port of its metrics; none if it is absent. */
  metricsPort?: number;
  membership: MembershipObserver;
  /** Called with every line that the node logs. */
  onLine: (node: string, line: string) => void;
  /** Called with the pid of every process that is started for the node. */
  onSpawn: (pid: number) => void;
}

/** One node: one process with one service. */
export class ClusterNode {
  readonly kind: Kind;
  readonly name: string;
  readonly #options: NodeOptions;
  #child: Child | undefined;
  #previousInstance: string | undefined;

  constructor(options: NodeOptions) {
    this.kind = options.kind;
    this.name = options.name;
    this.#options = options;
  }

  /** The base URL. @throws Error if the node is not a gateway */
  get baseUrl(): string {
    if (!this.#options.port) throw new Error(`${this.name} is not a gateway.`);
    return `http://127.0.0.1:${this.#options.port}`;
  }

  /** The pid; undefined while it does not run. */
  pid(): number | undefined {
    return this.#child?.exit ? undefined : this.#child?.pid;
  }

  /** Where it serves its metrics, if it does. */
  get metricsUrl(): string | undefined {
    const { metricsPort } = this.#options;
    return metricsPort === undefined ? undefined : `http://127.0.0.1:${metricsPort}/metrics`;
  }

  /** Resolves when its current process has ended. @throws Error if it was never launched */
  get exited(): Promise<Exit> {
    if (!this.#child) throw new Error(`${this.name} was not launched.`);
    return this.#child.exited;
  }

  /** The last lines that it logged. */
  get tail(): string {
    return this.#child?.tail ?? "";
  }

  /** Starts its process as `npm start` does, with one service. Does not wait until it is ready. */
  async launch(): Promise<void> {
    const { kind, name, settings, port, metricsPort, membership, onLine, onSpawn } = this.#options;
    this.#previousInstance = membership.instanceOf(name, kind);
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
        METRICS_PORT: String(metricsPort ?? settings.METRICS_PORT ?? 0),
      },
      killSignal: "SIGKILL",
      onLine: (line) => onLine(name, line),
    });
    onSpawn(this.#child.pid);
    void this.#child.exited.then(({ code, signal }) => onLine(name, `exited (${signal ?? code})`));
  }

  /**
   * Waits until the other nodes know it and, for a gateway, until `/readyz` returns 200.
   *
   * @throws Error with its last log lines if it exits or is not ready in time
   */
  async ready(): Promise<void> {
    const child = this.#child;
    if (!child) throw new Error(`${this.name} was not launched.`);
    await waitFor(`${this.name} is ready`, () => !!child.exit || this.#isReady(), READY_TIMEOUT_MS).catch(
      (error) => {
        throw new Error(`${error.message} Its output:\n${child.tail}`);
      },
    );
    if (!child.exit) return;
    await Promise.race([child.closed, sleep(1000)]);
    throw new Error(
      `${this.name} exited during its start (${JSON.stringify(child.exit)}). Its output:\n${child.tail}`,
    );
  }

  async #isReady(): Promise<boolean> {
    const instance = this.#options.membership.instanceOf(this.name, this.kind);
    if (instance === undefined || instance === this.#previousInstance) return false;
    return this.kind !== "api" || isHttpOk(`${this.baseUrl}/readyz`);
  }

  /** Sends a signal. If the signal ends the process, waits for its exit. */
  async kill(signal: NodeJS.Signals): Promise<Exit | undefined> {
    const child = this.#child;
    if (!child) return undefined;
    child.signal(signal);
    if (signal === "SIGSTOP" || signal === "SIGCONT") return undefined;
    await waitFor(`${this.name} has exited on ${signal}`, () => !!child.exit, STOP_TIMEOUT_MS);
    return child.exit;
  }

  /** Stops it as a rolling restart does, starts it again and waits until it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
    await this.ready();
  }

  /** Sends SIGTERM, and kills it after `graceMs`. */
  async stop(graceMs = STOP_TIMEOUT_MS): Promise<Exit | undefined> {
    return this.#child?.stop("SIGTERM", graceMs);
  }
}
