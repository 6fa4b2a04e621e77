import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseFolderError, FolderInUse } from "../../../platform/database/folder-errors.ts";
import { FolderLock } from "../../../platform/database/folder-lock.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();
const script = fileURLToPath(new URL("./holds-lock.ts", import.meta.url));

function newFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Starts a process that locks a folder, and waits for its first line. */
async function lockElsewhere(path: string) {
  const child = spawn(process.execPath, ["--no-warnings", script, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  if (child.exitCode === null) children.add(child);
  return { line: String(line).trim(), kill };
}
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

test("a lock of another process holds under every name of the folder, and ends with kill -9", async () => {
  const path = newFolder("named");
  const other = await lockElsewhere(path);
  expect(other.line).toBe("locked");
  expect(() => FolderLock.acquire(path)).toThrow(FolderInUse);

  const symbolic = join(folder, "symbolic");
  symlinkSync(path, symbolic);
  expect(() => FolderLock.acquire(symbolic)).toThrow(FolderInUse);
  // As in another mount of the same folder: another path, the same file.
  const mounted = newFolder("mounted");
  linkSync(join(path, "stampede.lock"), join(mounted, "stampede.lock"));
  expect(() => FolderLock.acquire(mounted)).toThrow(FolderInUse);

  await other.kill();
  FolderLock.acquire(path).release();
});

test("a second process says in one line which folder is in use", async () => {
  const path = newFolder("line");
  const lock = FolderLock.acquire(path);
  const other = await lockElsewhere(path);
  expect(other.line).toBe(
    `Another process uses ${path}. Stop it first, or set DATA_DIR to another directory.`,
  );
  // The attempt in this process must not have released the lock.
  expect(() => FolderLock.acquire(path)).toThrow(FolderInUse);
  expect((await lockElsewhere(path)).line).toContain("Another process uses");
  lock.release();
});

test("the lock is one private file, and knows when the folder is another one", () => {
  const path = newFolder("moved");
  const lock = FolderLock.acquire(path);
  expect(readdirSync(path)).toEqual(["stampede.lock"]);
  expect(statSync(join(path, "stampede.lock")).mode & 0o777).toBe(0o600);
  expect(lock.holds(path)).toBe(true);
  renameSync(path, `${path}-away`);
  expect(lock.holds(path)).toBe(false);
  mkdirSync(path);
  writeFileSync(join(path, "stampede.lock"), "");
  expect(lock.holds(path)).toBe(false);
  expect(lock.holds(`${path}-away`)).toBe(true);
  lock.release();
});

test("a folder that cannot be locked is a DatabaseFolderError", () => {
  expect(() => FolderLock.acquire(join(folder, "nowhere"))).toThrow(DatabaseFolderError);
  const path = newFolder("text");
  writeFileSync(
    join(path, "stampede.lock"),
    "not a database, but longer than a header of SQLite\n".repeat(20),
  );
  expect(() => FolderLock.acquire(path)).toThrow(DatabaseFolderError);
});
