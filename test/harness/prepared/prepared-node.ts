import { cpSync, existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NodeProcess } from "../node-process.ts";
import { until } from "../until.ts";
import { copyDatabase } from "./copy-database.ts";

/** How long the first start of a node may take on a busy machine, in ms. */
const PREPARE_MS = 110_000;

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
  copyDatabase(join(prepared, "database"), join(folder, "database"));
  cpSync(join(prepared, "database.acknowledged"), join(folder, "database.acknowledged"));
}

/** The data folder of a node that has been started and stopped. One process makes it; the others wait for it. */
async function preparedFolder(run: string): Promise<string> {
  const folder = join(run, "node");
  const done = join(run, "node.done");
  if (existsSync(done)) return folder;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await prepare(folder);
      await writeFile(done, "");
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return folder;
  }
  await until("a node has been prepared", () => existsSync(done) || !existsSync(folder), PREPARE_MS);
  // If the one who made it failed, the next one tries again.
  return existsSync(done) ? folder : preparedFolder(run);
}

async function prepare(folder: string): Promise<void> {
  const node = await NodeProcess.start({
    AUTH_SECRET: "only to prepare a database".repeat(2),
  });
  try {
    await node.kill("SIGTERM");
    cpSync(node.folder, folder, { recursive: true });
  } finally {
    await node.stop();
  }
}
