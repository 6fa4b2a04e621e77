import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onExit } from "./on-exit.ts";
import { cleanUpOrphans, PROCESS_LIST, tempDirPrefix } from "./orphans.ts";
import { findProcess } from "./process-table.ts";
import type { SystemUser } from "./system-user.ts";

/**
 * A temporary folder for one server or one cluster. It is removed by `remove` or when this process exits. If that was
 * not possible, the next process that creates one removes it.
 *
 * The outer folder belongs to the user of this process and has the list of processes that a cleanup uses. The inner
 * one belongs to the server's user, who must not be able to change that list.
 */
export class TempDir {
  readonly path: string;
  readonly #outer: string;
  readonly #user: SystemUser | undefined;
  readonly #removeExitTask: () => void;

  /**
   * @param label its purpose: letters, digits and dashes
   * @param user its owner, if not the user of this process
   */
  constructor(label: string, user?: SystemUser) {
    cleanUpOrphans();
    this.#user = user;
    this.#outer = mkdtempSync(join(tmpdir(), `${tempDirPrefix()}-${label}-`));
    this.#removeExitTask = onExit("folders", () => this.#remove());
    chmodSync(this.#outer, 0o711);
    this.path = join(this.#outer, "in");
    mkdirSync(this.path, { mode: 0o700 });
    this.#chown(this.path);
  }

  join(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file that only the folder's owner can read, and returns its path. */
  write(name: string, text: string): string {
    const file = this.join(name);
    writeFileSync(file, text, { mode: 0o600 });
    this.#chown(file);
    return file;
  }

  /** Records a process that uses this folder, so that it can be found if this process dies without stopping it. */
  recordProcess(pid: number): void {
    const entry = findProcess(pid);
    if (entry) appendFileSync(join(this.#outer, PROCESS_LIST), `${pid} ${entry.startedAt}\n`);
  }

  remove(): void {
    this.#removeExitTask();
    this.#remove();
  }

  #chown(path: string): void {
    if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
  }

  #remove(): void {
    rmSync(this.#outer, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
