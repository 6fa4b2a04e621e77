import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { AcknowledgedChangesMissing, FolderInUse } from "../../../platform/database/folder-errors.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

jest.setTimeout(START_TIMEOUT_MS);

const folder = freshFolder();
const data = join(folder, "not", "existing", "yet");
const script = fileURLToPath(new URL("./commits-and-waits.ts", import.meta.url));

/** Opens the folder in another process. @returns the exit code, and the first line of the error */
async function openElsewhere(path: string): Promise<[number, string]> {
  const child = spawn(process.execPath, ["--no-warnings", script, path], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: START_TIMEOUT_MS / 2,
  });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(child, "close");
  return [code, output.split("\n")[0] ?? ""];
}
const REFUSED = [3, expect.stringContaining("Another process uses")];

test("only one process at a time can open a folder; the next one finds what was committed", async () => {
  const first = await EmbeddedDatabase.open(data);
  await first.query("create table notes (no int)");
  await first.query("insert into notes values (1)");
  await expect(EmbeddedDatabase.open(`${data}/../yet`)).rejects.toThrow(FolderInUse);
  // All its files have been flushed to the disk, which must not have released the lock.
  expect(await openElsewhere(data)).toEqual(REFUSED);
  await first.close();
  await expect(first.query("select 1")).rejects.toThrow();
  const second = await EmbeddedDatabase.open(data);
  expect(await second.query("select no from notes")).toEqual([{ no: 1 }]);
  expect(await second.query("show shared_buffers")).toEqual([{ shared_buffers: "16MB" }]);
  await second.close();
});

test("after a process is killed, what it committed is there and the rest is not", async () => {
  const killed = join(folder, "killed");
  const child = spawn(process.execPath, ["--no-warnings", script, killed], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  expect(String(line)).toContain("committed");
  await expect(EmbeddedDatabase.open(killed)).rejects.toThrow(FolderInUse);
  child.kill("SIGKILL");
  await once(child, "exit");
  const db = await EmbeddedDatabase.open(killed);
  expect(await db.query("select count(*) as rows, max(no) as last from notes")).toEqual([
    { rows: 1000, last: 1000 },
  ]);
  // After a crash Postgres opens all files of its folder, which must not have released the lock.
  expect(await openElsewhere(killed)).toEqual(REFUSED);
  await db.close();
});

test("a folder whose first opening was interrupted is deleted first; no other folder is", async () => {
  const interrupted = join(folder, "interrupted");
  const names = ["PG_VERSION", "postgresql.conf"];
  mkdirSync(interrupted);
  for (const name of names) writeFileSync(join(interrupted, name), "");
  await expect(EmbeddedDatabase.open(interrupted)).rejects.toThrow();
  expect(readdirSync(interrupted)).toEqual(expect.arrayContaining(names));
  writeFileSync(`${interrupted}.unfinished`, "");
  // The first opening records this before it has ended; nobody has got a reply.
  writeFileSync(`${interrupted}.acknowledged`, "{}");
  const db = await EmbeddedDatabase.open(interrupted);
  expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
  expect(existsSync(`${interrupted}.unfinished`)).toBe(false);
  await db.close();
});

/** Opens the folder, inserts rows, and closes it. @returns the number of rows afterwards */
async function addRows(path: string, rows: number): Promise<number | undefined> {
  const db = await EmbeddedDatabase.open(path);
  await db.query("create table if not exists notes (no int)");
  await db.query("insert into notes select generate_series(1, $1::int)", [rows]);
  const [count] = await db.query<{ rows: number }>("select count(*) as rows from notes");
  await db.close();
  return count?.rows;
}

test("a database that lacks acknowledged changes is refused, until its record is deleted", async () => {
  const path = join(folder, "older");
  // If this test runs alone.
  if (!existsSync(data)) await addRows(data, 1);
  cpSync(data, path, { recursive: true });
  await addRows(path, 1);
  const acknowledged = JSON.parse(readFileSync(`${path}.acknowledged`, "utf8"));
  const replaceBy = (copy: string) => {
    rmSync(path, { recursive: true, force: true });
    cpSync(copy, path, { recursive: true });
  };
  replaceBy(data);
  const refused = await EmbeddedDatabase.open(path).catch((error) => error);
  expect(refused).toBeInstanceOf(AcknowledgedChangesMissing);
  expect(refused.message).toBe(
    `The database in ${path} lacks changes that were acknowledged until ${acknowledged.at}: its log ends earlier, ` +
      `or is another one. Bring the newer database back. To go on without these changes, delete ${path}.acknowledged.`,
  );
  rmSync(path, { recursive: true });
  await expect(EmbeddedDatabase.open(path)).rejects.toThrow(/: there is no database\./);
  // A marked folder would be emptied at the next start, also if the database had been brought back.
  expect(existsSync(`${path}.unfinished`)).toBe(false);
  // A copy that went on elsewhere, and is further than the original.
  const elsewhere = join(folder, "elsewhere");
  cpSync(data, elsewhere, { recursive: true });
  const rows = await addRows(elsewhere, 10_000);
  replaceBy(elsewhere);
  await expect(EmbeddedDatabase.open(path)).rejects.toThrow(AcknowledgedChangesMissing);
  rmSync(`${path}.acknowledged`);
  expect(await addRows(path, 1)).toBe(Number(rows) + 1);
}, 240_000);

test("the folder and all its files are private, also those that an older version has created", async () => {
  const path = data;
  if (!existsSync(path)) await addRows(path, 1);
  for (const name of ["", "PG_VERSION", "base"]) chmodSync(join(path, name), 0o777);
  const db = await EmbeddedDatabase.open(path);
  await db.query("create table private as select generate_series(1, 1000) as no");
  await db.close();
  const modes = (readdirSync(path, { recursive: true }) as string[]).map((name) => {
    const file = statSync(join(path, name));
    return [name, file.mode & 0o777, file.isDirectory() ? 0o700 : 0o600] as const;
  });
  expect(modes.length).toBeGreaterThan(900);
  expect(modes.filter(([, mode, expected]) => mode !== expected)).toEqual([]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(`${path}.acknowledged`).mode & 0o777).toBe(0o600);
});

test("a process that cannot open its folder reports the error and exits by itself", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "not a folder");
  const child = spawn(process.execPath, ["--no-warnings", script, file], { stdio: "ignore" });
  const killTimer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS / 2);
  const [code, signal] = await once(child, "exit");
  clearTimeout(killTimer);
  expect({ code, signal }).toEqual({ code: 3, signal: null });
});
