import { chmod, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { OWN_FILE_PREFIX } from "./folder-lock.ts";
import { cannotFlush } from "./storage-errors.ts";

/** How many files are worked on at once: Node has four threads for it, and descriptors may be scarce. */
const AT_ONCE = 8;

/**
 * Calls `work` for a folder and everything below it, one folder after another. Our own files are left out: to open and
 * close the lock would release it.
 */
async function forEachPath(
  folder: string,
  work: (path: string, isFolder: boolean) => Promise<void>,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith(OWN_FILE_PREFIX))
    .map((entry) => join(folder, entry.name));
  for (let from = 0; from < files.length; from += AT_ONCE) {
    await Promise.all(files.slice(from, from + AT_ONCE).map((file) => work(file, false)));
  }
  for (const entry of entries) {
    if (entry.isDirectory()) await forEachPath(join(folder, entry.name), work);
  }
  await work(folder, true);
}

/** Takes a folder and all its files from other users of the machine: modes 0700 and 0600. Once, if it is open to them. */
export async function makeTreePrivate(folder: string): Promise<void> {
  if (((await stat(folder)).mode & 0o077) === 0) return;
  await forEachPath(folder, (path, isFolder) => chmod(path, isFolder ? 0o700 : 0o600));
}

/** Writes all files of a new folder to the disk, so that a power cut does not leave half of them. */
export function flushTree(folder: string): Promise<void> {
  return forEachPath(folder, flushPath);
}

/** Writes a file to the disk, or the names in a folder. Some systems cannot flush a folder. */
export async function flushPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } catch (error) {
    if (!cannotFlush(error)) throw error;
  } finally {
    await file.close();
  }
}
