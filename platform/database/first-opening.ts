import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";

/**
 * An embedded database's folder is written file by file when it is first opened, and a process that dies amid that
 * leaves one that can never be opened. So a mark beside the folder tells that this is under way: whoever finds it
 * clears the folder and begins anew, for nothing can have been committed in there.
 *
 * @returns to be called once the database is open
 */
export async function beginFolder(folder: string): Promise<() => Promise<void>> {
  const mark = `${folder}.unfinished`;
  if (existsSync(mark)) await rm(folder, { recursive: true, force: true });
  else if (await holdsSomething(folder)) return async () => {};
  await writeFile(mark, "");
  return () => rm(mark, { force: true });
}

/** Whether there is anything at this place: what cannot be read as a folder is left as it is as well. */
function holdsSomething(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
