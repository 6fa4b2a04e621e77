import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { FolderInUse } from "../../../platform/database/folder-lock.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

jest.setTimeout(START_TIMEOUT_MS);

const folder = freshFolder();
const data = join(folder, "not", "existing", "yet");
const script = fileURLToPath(new URL("./commits-and-waits.ts", import.meta.url));

test("only one process at a time can open a folder; the next one finds what was committed", async () => {
  const first = await EmbeddedDatabase.open(data);
  await first.query("create table notes (no int)");
  await first.query("insert into notes values (1)");
  await expect(EmbeddedDatabase.open(`${data}/../yet`)).rejects.toThrow(FolderInUse);
  await first.close();
  await expect(first.query("select 1")).rejects.toThrow();
  const second = await EmbeddedDatabase.open(data);
  expect(await second.query("select no from notes")).toEqual([{ no: 1 }]);
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
  const db = await EmbeddedDatabase.open(interrupted);
  expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
  expect(existsSync(`${interrupted}.unfinished`)).toBe(false);
  await db.close();
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
