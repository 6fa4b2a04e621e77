import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TempDir } from "../../../dev-cluster/processes/temp-dir.ts";
import { startDeploymentsProcess } from "../shared/deployments-process.ts";

const ENSURE_BUILT = new URL("../../../web/build/ensure-built.ts", import.meta.url);

/**
 * Jest calls this once, before all tests that start servers: creates the temporary folder of this run, where its tests
 * share what takes seconds to make (`prepared-node.ts`), builds the pages that their nodes serve, and starts the process
 * with the deployments that they share.
 * The folder is removed when the run ends, however it ends.
 */
export default async function startRun(): Promise<void> {
  const { path } = new TempDir("run");
  process.env.TEST_RUN_FOLDER = path;
  // All nodes of the run share their compiled code.
  process.env.NODE_COMPILE_CACHE = join(path, "compiled");
  // In a process of its own: Vite and its threads do not stay.
  const { stderr } = await promisify(execFile)(process.execPath, [fileURLToPath(ENSURE_BUILT)]);
  if (stderr) console.error(stderr);
  await startDeploymentsProcess(path);
}
