import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onExit } from "./on-exit.ts";
import { ownedName, PROCESSES, sweepLeftovers } from "./orphans.ts";
import { processOf } from "./process-table.ts";
import type { SystemUser } from "./system-user.ts";

/**
 * A folder under the system's temporary one, for one server or one cluster. It goes with `remove`, or as this
 * process ends; where that was not possible, the next process to make one sweeps it away.
 *
 * The outer folder stays ours, with the list of processes by which a sweep goes; the inner one is for the user
 * that the server runs as, who could otherwise write into that list.
 */
export class OwnFolder {
  readonly path: string;
  readonly #outer: string;
  readonly #user: SystemUser | undefined;
  readonly #offExit: () => void;

  /**
   * @param label what it is for: letters, digits and dashes
   * @param user who works in it, where that is not this process's own user
   */
  constructor(label: string, user?: SystemUser) {
    sweepLeftovers();
    this.#user = user;
    this.#outer = mkdtempSync(join(tmpdir(), `${ownedName()}-${label}-`));
    this.#offExit = onExit("folders", () => this.#remove());
    chmodSync(this.#outer, 0o711);
    this.path = join(this.#outer, "in");
    mkdirSync(this.path, { mode: 0o700 });
    this.#give(this.path);
  }

  join(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file that only the folder's user can read. */
  write(name: string, text: string): string {
    const file = this.join(name);
    writeFileSync(file, text, { mode: 0o600 });
    this.#give(file);
    return file;
  }

  /** Notes down a process that works here, so that it can be found should its owner die without ending it. */
  remember(pid: number): void {
    const entry = processOf(pid);
    if (entry) appendFileSync(join(this.#outer, PROCESSES), `${pid} ${entry.startedAt}\n`);
  }

  remove(): void {
    this.#offExit();
    this.#remove();
  }

  #give(path: string): void {
    if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
  }

  #remove(): void {
    rmSync(this.#outer, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
