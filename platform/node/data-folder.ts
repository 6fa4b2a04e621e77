import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Environment, EnvironmentError } from "../environment.ts";

/**
 * Creates the directory `DATA_DIR` if it does not exist, for its user alone. A node that stores nothing itself needs
 * none.
 *
 * @throws EnvironmentError if the directory cannot be created or written
 */
export function createDataFolder({ DATABASE_URL, AUTH_SECRET, DATA_DIR }: Environment): void {
  if (DATABASE_URL && AUTH_SECRET) return;
  try {
    createDirectory(resolve(DATA_DIR));
    accessSync(DATA_DIR, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EnvironmentError([`DATA_DIR: cannot create or write this directory (${code})`]);
  }
}

/** One level at a time: Node's `recursive` loops forever below an existing directory that is not writable, as `/proc`. */
function createDirectory(path: string): void {
  if (existsSync(path)) return;
  createDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process that started at the same time may have created it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
