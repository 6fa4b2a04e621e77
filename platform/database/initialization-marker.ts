import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";

/**
 * An embedded database's folder is written file by file when it is first opened. If the process dies meanwhile, the
 * folder can never be opened. Therefore a marker file beside the folder exists during the first opening. If there is a
 * marker from an earlier process, the folder is deleted first: nothing can have been committed in it.
 *
 * @returns removes the marker; call it once the database is open
 */
export async function markInitializing(folder: string): Promise<() => Promise<void>> {
  const marker = `${folder}.unfinished`;
  if (existsSync(marker)) await rm(folder, { recursive: true, force: true });
  else if (await isInUse(folder)) return async () => {};
  await writeFile(marker, "");
  return () => rm(marker, { force: true });
}

/** Whether the path must be left alone: a folder that is not empty, or something that cannot be read as a folder. */
function isInUse(path: string): Promise<boolean> {
  return readdir(path).then(
    (names) => names.length > 0,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
