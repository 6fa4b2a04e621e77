import { stopDeploymentsProcess } from "../shared/deployments-process.ts";

/** Jest calls this once, after all tests that start servers. */
export default async function endRun(): Promise<void> {
  await stopDeploymentsProcess();
}
