import { setTimeout as sleep } from "node:timers/promises";
import { Child } from "../processes/child.ts";
import { freePort } from "../processes/free-port.ts";
import { childrenOf, isAlive } from "../processes/process-table.ts";
import type { SystemUser } from "../processes/system-user.ts";
import type { TempDir } from "../processes/temp-dir.ts";
import { waitFor } from "../processes/wait.ts";
import type { Server, ServerSpec } from "./server.ts";

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** Another process may take the port before the server listens on it; then the next port is tried. */
const MAX_PORT_ATTEMPTS = 3;

/** A private server, run as its `ServerSpec` says, in its own folder. */
export class ManagedServer implements Server {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly #spec: ServerSpec;
  readonly #folder: TempDir;
  readonly #user: SystemUser | undefined;
  #child: Child | undefined;

  /** Starts it on a free port. If it fails, nothing remains. @throws Error with its output */
  static async start(spec: ServerSpec, folder: TempDir, user?: SystemUser): Promise<ManagedServer> {
    for (let attempt = 1; ; attempt++) {
      const server = new ManagedServer(spec, folder, user, await freePort());
      try {
        spec.prepare(server.port);
        await server.#launch();
        return server;
      } catch (error) {
        await server.#stopProcess();
        const isPortTaken = /address already in use/i.test(String(error));
        if (isPortTaken && attempt < MAX_PORT_ATTEMPTS) continue;
        folder.remove();
        throw error;
      }
    }
  }

  private constructor(spec: ServerSpec, folder: TempDir, user: SystemUser | undefined, port: number) {
    this.#spec = spec;
    this.#folder = folder;
    this.#user = user;
    this.name = spec.name;
    this.port = port;
    this.url = spec.url(port);
  }

  pid(): number | undefined {
    return this.#child?.exit ? undefined : this.#child?.pid;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exit) return;
    if (signal === "SIGSTOP" || signal === "SIGCONT") return child.signalAll(signal);
    const children = childrenOf(child.pid);
    if (signal === "SIGKILL") child.signalAll(signal);
    else child.signal(signal);
    await waitFor(
      `${this.name} has exited on ${signal}`,
      () => !children.some(isAlive) && !!child.exit,
      STOP_TIMEOUT_MS,
    );
  }

  async restart(): Promise<void> {
    await this.#stopProcess();
    await this.#launch();
  }

  async stop(): Promise<void> {
    await this.#stopProcess();
    this.#spec.cleanUp?.();
    this.#folder.remove();
  }

  async #stopProcess(): Promise<void> {
    await this.#child?.stop(this.#spec.stopSignal, STOP_TIMEOUT_MS);
  }

  async #launch(): Promise<void> {
    const { name, command, args, isReady, killSignal } = this.#spec;
    const child = await Child.start({
      command,
      args: args(this.port),
      cwd: this.#folder.path,
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC" },
      user: this.#user,
      killSignal,
    });
    this.#child = child;
    this.#folder.recordProcess(child.pid);
    await waitFor(
      `${name} is ready`,
      () => !!child.exit || isReady(this.port, child.pid),
      START_TIMEOUT_MS,
    ).catch((error) => {
      throw new Error(`${error.message} Its output:\n${child.tail}`);
    });
    if (!child.exit) return;
    await Promise.race([child.closed, sleep(1000)]);
    throw new Error(
      `${name} exited during its start (${JSON.stringify(child.exit)}). Its output:\n${child.tail}`,
    );
  }
}
