import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutation, Replacement } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";

/**
 * `npm run mutate [-- <mutation> …]`: applies mutations, one at a time, each in a copy of the project, and runs the
 * test that must fail. Exits with 1 if a mutation survives.
 */

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const MAX_LINES = 14;

/** Copies the files that git tracks, as they are in the working tree, with the installed packages. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "stampede-mutation-"));
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: ROOT,
  });
  for (const file of listed.toString("utf8").split("\0").filter(Boolean)) {
    // It may be deleted and not committed yet.
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { force: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** @throws Error if the code does not occur exactly once in its file */
function replace(folder: string, { file, code, replacement }: Replacement): void {
  const parts = readFileSync(join(folder, file), "utf8").split(code);
  if (parts.length !== 2) throw new Error(`Occurs ${parts.length - 1} times in ${file}: ${code}`);
  writeFileSync(join(folder, file), parts.join(replacement));
}

/** The output of the failed test; undefined if it passed. */
function runTest(folder: string, { test, testName }: Mutation): string | undefined {
  const jest = [
    "--experimental-vm-modules",
    "--no-warnings",
    "node_modules/jest/bin/jest.js",
    "--runInBand",
    "--silent=false",
    // A failed test may leave something open that keeps the process alive.
    "--forceExit",
    test,
    "-t",
    `^${testName}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, jest, { cwd: folder, encoding: "utf8" });
  const output = `${stdout}${stderr}`;
  if (!/Tests: .*\d+ (passed|failed)/.test(output)) throw new Error(`The test did not run:\n${output}`);
  return status === 0 ? undefined : output;
}

function excerpt(output: string): string {
  const from = output.indexOf("●");
  const summaries = output.split("\n").filter((line) => /^ +tried \d/.test(line));
  return [...summaries, ...output.slice(from).split("\n").slice(0, MAX_LINES)].join("\n");
}

const requested = process.argv.slice(2);
const unknown = requested.filter((name) => !MUTATIONS.some((mutation) => mutation.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown mutation: ${unknown.join(", ")}. Known: ${MUTATIONS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
for (const mutation of MUTATIONS.filter(({ name }) => requested.length === 0 || requested.includes(name))) {
  const folder = copyProject();
  try {
    replace(folder, mutation);
    if (mutation.also) replace(folder, mutation.also);
    const output = runTest(folder, mutation);
    if (output === undefined) process.exitCode = 1;
    const outcome = output === undefined ? "SURVIVED" : "killed";
    console.log(`\n${mutation.name} (promise ${mutation.promise}): ${mutation.testName}: ${outcome}`);
    if (output !== undefined) console.log(excerpt(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
