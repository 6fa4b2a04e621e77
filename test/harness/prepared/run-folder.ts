import { TempDir } from "../../../dev-cluster/processes/temp-dir.ts";

/**
 * Jest calls this once, before all tests that start servers: creates the temporary folder of this run, where its tests
 * share what takes seconds to make (`prepared-node.ts`). It is removed when the run ends, however it ends.
 */
export default function createRunFolder(): void {
  process.env.TEST_RUN_FOLDER = new TempDir("run").path;
}
