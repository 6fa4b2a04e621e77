import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acknowledgedPath } from "./acknowledged-position.ts";
import { OWN_FILE_PREFIX } from "./folder-lock.ts";
import { flushTree } from "./private-files.ts";

/**
 * An embedded database's folder is written file by file when it is first opened. If the process dies meanwhile, the
 * folder can never be opened. Therefore a marker file beside the folder exists during the first opening. If there is a
 * marker from an earlier process, the folder is emptied first: nothing can have been committed in it.
 *
 * @returns flushes the new files to the disk and removes the marker; call it once the database is open
 */
export async function markInitializing(folder: string): Promise<() => Promise<void>> {
  const marker = `${folder}.unfinished`;
  const names = (await readdir(folder)).filter((name) => !name.startsWith(OWN_FILE_PREFIX));
  if (existsSync(marker)) {
    for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
    await rm(acknowledgedPath(folder), { force: true });
  } else if (names.length > 0) return async () => {};
  await writeFile(marker, "", { mode: 0o600 });
  return async () => {
    await flushTree(folder);
    await rm(marker, { force: true });
  };
}
