import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Environment, EnvironmentFaults } from "../environment.ts";

/**
 * Makes the folder `DATA_DIR` where it is not there yet; a node that keeps nothing of its own needs none.
 *
 * @throws EnvironmentFaults where it cannot be made or written
 */
export function provideDataFolder({ DATABASE_URL, AUTH_SECRET, DATA_DIR }: Environment): void {
  if (DATABASE_URL && AUTH_SECRET) return;
  try {
    make(resolve(DATA_DIR));
    accessSync(DATA_DIR, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EnvironmentFaults([`DATA_DIR: is no folder that this process can make and write (${code})`]);
  }
}

/** Step by step: Node's own `recursive` tries for ever where a folder is there and takes none (`/proc`). */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process of the same start may have been faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
