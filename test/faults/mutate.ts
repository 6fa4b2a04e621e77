import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Change, GUARDS, type Guard } from "./mutations.ts";

/**
 * `npm run take-out [-- <guard> …]`: takes guards out, one after the other, each in a copy of the project, and runs
 * the test that has to fail then. Ends with 1 where one passes without its guard.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOWN_LINES = 14;

/** A copy of what git knows of the project, as it is in the working tree, with its packages. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "stampede-without-"));
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: ROOT,
  });
  for (const file of listed.toString("utf8").split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { force: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** @throws Error where the guard does not stand in its file just once */
function takeOut(folder: string, { file, guard, without }: Change): void {
  const parts = readFileSync(join(folder, file), "utf8").split(guard);
  if (parts.length !== 2) throw new Error(`This stands ${parts.length - 1} times in ${file}: ${guard}`);
  writeFileSync(join(folder, file), parts.join(without));
}

/** What the test said where it failed; undefined where it passed. */
function failure(folder: string, { test, named }: Guard): string | undefined {
  const jest = [
    "--experimental-vm-modules",
    "--no-warnings",
    "node_modules/jest/bin/jest.js",
    "--runInBand",
    "--silent=false",
    // A test that fails may leave open what would keep the process.
    "--forceExit",
    test,
    "-t",
    `^${named}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, jest, { cwd: folder, encoding: "utf8" });
  const said = `${stdout}${stderr}`;
  if (!/Tests: .*\d+ (passed|failed)/.test(said)) throw new Error(`The test did not run:\n${said}`);
  return status === 0 ? undefined : said;
}

function shown(said: string): string {
  const from = said.indexOf("●");
  const ledger = said.split("\n").filter((line) => /^ +tried \d/.test(line));
  return [...ledger, ...said.slice(from).split("\n").slice(0, SHOWN_LINES)].join("\n");
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !GUARDS.some((guard) => guard.name === name));
if (unknown.length > 0) {
  console.error(
    `No such guard: ${unknown.join(", ")}. There are: ${GUARDS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
for (const guard of GUARDS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const folder = copy();
  try {
    takeOut(folder, guard);
    if (guard.also) takeOut(folder, guard.also);
    const said = failure(folder, guard);
    if (said === undefined) process.exitCode = 1;
    const outcome = said === undefined ? "PASSED WITHOUT IT" : "failed, as it must";
    console.log(`\n${guard.name} (promise ${guard.promise}): ${guard.named}: ${outcome}`);
    if (said !== undefined) console.log(shown(said));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
