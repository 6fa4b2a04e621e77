import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { onExit } from "./on-exit.ts";
import { childrenOf, groupOf, isAlive, type ProcessEntry, processOf, send } from "./process-table.ts";
import type { SystemUser } from "./system-user.ts";

/** util-linux, on every Debian: asks the system to signal a process when its parent dies, however it dies. */
const SETPRIV = "/usr/bin/setpriv";
/** How long this process's own end waits for its children's, in ms. */
const EXIT_PATIENCE_MS = 3000;
const TAIL = 20_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** Whom it runs as, where not as this process. */
  user?: SystemUser | undefined;
  /** What ends it at once, whatever it does; sent when this process ends before it. */
  lastSignal: NodeJS.Signals;
  /** Told every line that it writes. */
  heard?: (line: string) => void;
}

/**
 * A process that never outlives this one. It leads a session of its own, so a Ctrl-C in the terminal reaches
 * this process alone, which can then end its children in order.
 */
export class Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Once it has ended and all that it wrote has been heard. */
  readonly silent: Promise<void>;
  #exit: Exit | undefined;
  #tail = "";

  /** @throws Error where the system cannot start it */
  static async start(options: ChildOptions): Promise<Child> {
    const { command, args, cwd, env, user } = options;
    const guarded = existsSync(SETPRIV);
    const child = spawn(
      guarded ? SETPRIV : command,
      guarded ? ["--pdeathsig", options.lastSignal.slice(3), "--", command, ...args] : args,
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

  private constructor(child: ChildProcess, { lastSignal, heard }: ChildOptions) {
    this.pid = child.pid as number;
    const offExit = onExit("processes", () => endNow(this.pid, lastSignal));
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        offExit();
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
    this.silent = new Promise((resolve) => child.once("close", () => resolve()));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => {
        this.#tail = `${this.#tail}${line}\n`.slice(-TAIL);
        heard?.(line);
      });
    }
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** The last that it wrote. */
  get tail(): string {
    return this.#tail;
  }

  /** Sends a signal to it alone. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#exit) send(this.pid, signal);
  }

  /** Sends a signal to it and to its children, as if the machine under them did it. */
  signalAll(signal: NodeJS.Signals): void {
    if (this.#exit) return;
    const children = childrenOf(this.pid);
    this.signal(signal);
    for (const { pid } of children) send(pid, signal);
  }

  /** Asks it to end with `signal`, and kills it where it has not ended within `graceMs`. */
  async end(signal: NodeJS.Signals, graceMs: number): Promise<Exit> {
    this.signal(signal);
    // A stopped process acts on nothing but a kill until it goes on.
    this.signalAll("SIGCONT");
    return this.within(graceMs);
  }

  /** Waits for its end, and kills it where it has not ended within `graceMs`. */
  async within(graceMs: number): Promise<Exit> {
    const timer = setTimeout(() => this.signalAll("SIGKILL"), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Ends a process while the event loop no longer turns, and then what it started and left behind in its group:
 * that would go on writing into a folder which is about to be removed.
 */
function endNow(pid: number, signal: NodeJS.Signals): void {
  const entry = processOf(pid);
  if (entry) {
    send(pid, "SIGCONT");
    send(pid, signal);
    awaitEnd([entry]);
  }
  const left = groupOf(pid);
  for (const each of left) send(each.pid, "SIGKILL");
  awaitEnd(left);
}

function awaitEnd(processes: ProcessEntry[]): void {
  const deadline = Date.now() + EXIT_PATIENCE_MS;
  while (processes.some(isAlive) && Date.now() < deadline)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}
