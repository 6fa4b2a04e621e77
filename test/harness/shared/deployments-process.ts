import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SOCKET_VARIABLE } from "./shared-deployment.ts";

const CHILD = fileURLToPath(new URL("deployments.child.ts", import.meta.url));

let child: ChildProcess | undefined;

/** Starts the process that has the deployments which test files share. @param folder for its socket */
export async function startDeploymentsProcess(folder: string): Promise<void> {
  const socket = join(folder, "deployments.sock");
  child = fork(CHILD, [socket], { stdio: "inherit" });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("The process with shared deployments ended."))),
  ]);
  process.env[SOCKET_VARIABLE] = socket;
}

/** Stops its deployments and waits for its end. */
export async function stopDeploymentsProcess(): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}
