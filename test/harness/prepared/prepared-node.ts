import { cpSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NodeProcess } from "../node-process.ts";
import { until } from "../until.ts";

/** How long the first start of a node may take on a busy machine, in ms. */
const PREPARE_MS = 110_000;

/**
 * Settings with which the nodes of a run share their compiled code in the run's folder: without them, every process
 * strips the types of some 400 files and compiles them again. Empty outside a run of Jest.
 */
export function sharedCode(): Record<string, string> {
  const run = process.env.TEST_RUN_FOLDER;
  return run ? { NODE_COMPILE_CACHE: join(run, "compiled") } : {};
}

/**
 * Copies an empty embedded database with the full schema into a node's data folder, so that the node need not create
 * it, which takes seconds of CPU. The first caller of a run makes it: starts a node in an empty folder, as `npm start`
 * does, and stops it. Outside a run of Jest it copies nothing, and the node creates its own.
 *
 * @param folder the node's `DATA_DIR`; must not have a database yet
 * @throws Error if the node that makes it did not start
 */
export async function copyPreparedDatabase(folder: string): Promise<void> {
  const run = process.env.TEST_RUN_FOLDER;
  if (!run) return;
  const prepared = await preparedFolder(run);
  for (const name of ["database", "database.acknowledged"])
    cpSync(join(prepared, name), join(folder, name), { recursive: true });
}

/** The data folder of a node that has been started and stopped. One process makes it; the others wait for it. */
async function preparedFolder(run: string): Promise<string> {
  const folder = join(run, "node");
  const done = `${folder}.done`;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) await recordOutcome(done, prepare(folder));
  const problem = await until("a node has been prepared", () => readIfThere(done), PREPARE_MS);
  if (problem.text) throw new Error(problem.text);
  return folder;
}

async function prepare(folder: string): Promise<void> {
  const node = await NodeProcess.start({
    ...sharedCode(),
    AUTH_SECRET: "only to prepare a database".repeat(2),
  });
  try {
    await node.kill("SIGTERM");
    cpSync(node.folder, folder, { recursive: true });
  } finally {
    await node.stop();
  }
}

/** Writes the error's text, or nothing, into a file that others wait for; it appears with its whole text. */
async function recordOutcome(file: string, work: Promise<void>): Promise<void> {
  const text = await work.then(
    () => "",
    (error) => String(error),
  );
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

async function readIfThere(file: string): Promise<{ text: string } | undefined> {
  return { text: await readFile(file, "utf8") };
}
