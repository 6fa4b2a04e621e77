import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UsageError } from "./options.ts";

/**
 * Checks before the rehearsal that its figures can be written: afterwards it would be too late. Changes nothing.
 *
 * @throws UsageError that says why not
 */
export async function checkJsonFile(file: string): Promise<void> {
  const path = resolve(file);
  try {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (found?.isDirectory()) throw new Error("it is a folder");
    await access(found ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(failure(file, error));
  }
}

/** Writes the figures as JSON. @throws Error that says why not */
export async function writeJsonFile(file: string, figures: object): Promise<void> {
  try {
    await writeFile(resolve(file), `${JSON.stringify(figures, undefined, 2)}\n`);
  } catch (error) {
    throw new Error(failure(file, error), { cause: error });
  }
}

function failure(file: string, error: unknown): string {
  return `The figures cannot be written into "${file}" (--json): ${(error as Error).message}`;
}
