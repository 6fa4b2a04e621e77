import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { onExit } from "./on-exit.ts";
import {
  childrenOf,
  findProcess,
  isAlive,
  type ProcessEntry,
  processesOfGroup,
  sendSignal,
} from "./process-table.ts";
import type { SystemUser } from "./system-user.ts";

/** From util-linux, on every Debian: the kernel signals the process when its parent dies, however it dies. */
const SETPRIV = "/usr/bin/setpriv";
/** How long this process waits at its exit for its children to exit, in ms. */
const EXIT_TIMEOUT_MS = 3000;
const MAX_TAIL_LENGTH = 20_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** The user it runs as, if not the user of this process. */
  user?: SystemUser | undefined;
  /** The signal that ends it at once. Sent if this process exits first. */
  killSignal: NodeJS.Signals;
  /** Called with every line that it writes. */
  onLine?: (line: string) => void;
}

/**
 * A process that never outlives this one. It leads a session of its own, so Ctrl-C in the terminal reaches only this
 * process, which can then stop its children in order.
 */
export class Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Resolves when it has exited and all its output has been read. */
  readonly closed: Promise<void>;
  #exit: Exit | undefined;
  #tail = "";

  /** @throws Error if the system cannot start it */
  static async start(options: ChildOptions): Promise<Child> {
    const { command, args, cwd, env, user } = options;
    const hasSetpriv = existsSync(SETPRIV);
    const child = spawn(
      hasSetpriv ? SETPRIV : command,
      hasSetpriv ? ["--pdeathsig", options.killSignal.slice(3), "--", command, ...args] : args,
      {
        cwd,
        env,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        ...(user && { uid: user.uid, gid: user.gid }),
      },
    );
    await once(child, "spawn");
    return new Child(child, options);
  }

  private constructor(child: ChildProcess, { killSignal, onLine }: ChildOptions) {
    this.pid = child.pid as number;
    const removeExitTask = onExit("processes", () => killNow(this.pid, killSignal));
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        removeExitTask();
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
    this.closed = new Promise((resolve) => child.once("close", () => resolve()));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => {
        this.#tail = `${this.#tail}${line}\n`.slice(-MAX_TAIL_LENGTH);
        onLine?.(line);
      });
    }
  }

  /** How it exited; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** The end of its output, at most 20,000 characters. */
  get tail(): string {
    return this.#tail;
  }

  /** Sends a signal to this process only. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#exit) sendSignal(this.pid, signal);
  }

  /** Sends a signal to it and its children, as if the whole machine stopped. */
  signalAll(signal: NodeJS.Signals): void {
    if (this.#exit) return;
    const children = childrenOf(this.pid);
    this.signal(signal);
    for (const { pid } of children) sendSignal(pid, signal);
  }

  /** Sends `signal`, and kills it if it has not exited within `graceMs`. */
  async stop(signal: NodeJS.Signals, graceMs: number): Promise<Exit> {
    this.signal(signal);
    // A process that was stopped by SIGSTOP handles no other signal before SIGCONT.
    this.signalAll("SIGCONT");
    return this.waitOrKill(graceMs);
  }

  /** Waits for its exit, and kills it if it has not exited within `graceMs`. */
  async waitOrKill(graceMs: number): Promise<Exit> {
    const timer = setTimeout(() => this.signalAll("SIGKILL"), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Kills a process synchronously, because the event loop no longer runs at exit. Then kills what it left behind in its
 * process group: that could still write into a folder that is about to be removed.
 */
function killNow(pid: number, signal: NodeJS.Signals): void {
  const entry = findProcess(pid);
  if (entry) {
    sendSignal(pid, "SIGCONT");
    sendSignal(pid, signal);
    waitForEnd([entry]);
  }
  const remaining = processesOfGroup(pid);
  for (const child of remaining) sendSignal(child.pid, "SIGKILL");
  waitForEnd(remaining);
}

function waitForEnd(processes: ProcessEntry[]): void {
  const deadline = Date.now() + EXIT_TIMEOUT_MS;
  while (processes.some(isAlive) && Date.now() < deadline)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}
