import { TempDir } from "../../../dev-cluster/processes/temp-dir.ts";
import { startDeploymentsProcess } from "../shared/deployments-process.ts";

/**
 * Jest calls this once, before all tests that start servers: creates the temporary folder of this run, where its tests
 * share what takes seconds to make (`prepared-node.ts`), and starts the process with the deployments that they share.
 * The folder is removed when the run ends, however it ends.
 */
export default async function startRun(): Promise<void> {
  const { path } = new TempDir("run");
  process.env.TEST_RUN_FOLDER = path;
  await startDeploymentsProcess(path);
}
