import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { acknowledgedPath } from "./acknowledged-position.ts";
import { OWN_FILE_PREFIX } from "./folder-lock.ts";
import { flushPath, flushTree } from "./private-files.ts";

/*
 * An embedded database's folder is written file by file when it is first opened. If the process dies meanwhile, the
 * folder can never be opened. Therefore a marker file beside the folder exists during the first opening.
 */

const markerOf = (folder: string) => `${folder}.unfinished`;

const filesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.startsWith(OWN_FILE_PREFIX));

/** Empties the folder if its first opening was interrupted: nothing that was committed in it was acknowledged. */
export async function removeUnfinished(folder: string): Promise<void> {
  if (!existsSync(markerOf(folder))) return;
  for (const name of await filesIn(folder)) await rm(join(folder, name), { recursive: true, force: true });
  await rm(acknowledgedPath(folder), { force: true });
}

/**
 * Marks an empty folder as one that is being opened for the first time.
 *
 * @returns flushes the new files to the disk and removes the marker; call it once the database is open
 */
export async function markInitializing(folder: string): Promise<() => Promise<void>> {
  if ((await filesIn(folder)).length > 0) return async () => {};
  const marker = markerOf(folder);
  await writeFile(marker, "", { mode: 0o600 });
  return async () => {
    await flushTree(folder);
    await rm(marker, { force: true });
    // A marker that came back after a power cut would cost all data.
    await flushPath(dirname(marker));
  };
}
