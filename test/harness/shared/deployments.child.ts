import { createServer } from "node:net";
import { startOwnCluster, startStandalone } from "../deployment.ts";
import { firstLine, type SharedDeployment, type SharedKind, type SharedReply } from "./shared-deployment.ts";
import { StartedOnDemand, type Stoppable } from "./started-on-demand.ts";

/**
 * The process that has the deployments which test files share. A file that wants one connects to the socket in this
 * process' arguments, writes its kind as a line, and uses the deployment until it closes the connection. A deployment
 * starts with its first user. Without users it stops after a while, because idle nodes need processor time too, and
 * starts again for the next one. When Jest, the parent, disconnects, all of them stop.
 */

/** How long a deployment without users waits for the next one, in ms. */
const IDLE_MS = 60_000;

const [socket] = process.argv.slice(2);

type Running = SharedDeployment & Stoppable;

const START: Record<SharedKind, () => Promise<Running>> = {
  async standalone() {
    const secret = crypto.randomUUID().repeat(2);
    const node = await startStandalone({ AUTH_SECRET: secret });
    return { baseUrls: node.baseUrls, secret, stop: () => node.stop() };
  },
  async cluster() {
    const cluster = await startOwnCluster();
    return { baseUrls: cluster.baseUrls, secret: cluster.settings.AUTH_SECRET!, stop: () => cluster.stop() };
  },
};

const deployments = {
  standalone: new StartedOnDemand(START.standalone, IDLE_MS),
  cluster: new StartedOnDemand(START.cluster, IDLE_MS),
};

const server = createServer(async (user) => {
  const kind = (await firstLine(user)) as SharedKind | undefined;
  if (!kind) return;
  user.once("close", () => deployments[kind].leave());
  user.write(`${JSON.stringify(await replyTo(kind))}\n`);
});

async function replyTo(kind: SharedKind): Promise<SharedReply> {
  try {
    const { baseUrls, secret } = await deployments[kind].use();
    return { baseUrls, secret };
  } catch (error) {
    return { error: error instanceof Error ? String(error.stack) : String(error) };
  }
}

server.listen(socket, () => process.send?.("listening"));

process.once("disconnect", async () => {
  server.close();
  await Promise.all(Object.values(deployments).map((deployment) => deployment.stop()));
  process.exit();
});
