import { FolderLock } from "../../../platform/database/folder-lock.ts";

/** Locks a folder, prints "locked", and waits until it is killed. If the folder is in use, it says so and exits with 3. */
try {
  FolderLock.acquire(process.argv[2] ?? "");
  process.stdout.write("locked\n");
  setTimeout(() => {}, 600_000);
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
  process.exitCode = 3;
}
