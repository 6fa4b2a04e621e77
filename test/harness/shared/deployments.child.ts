import { createServer } from "node:http";
import { Cluster } from "../../../dev-cluster/cluster.ts";
import { HIGH_LIMITS, startStandalone } from "../deployment.ts";
import type { SharedDeployment, SharedKind } from "./shared-deployment.ts";

/**
 * The process that has the deployments which test files share. It starts each when the first file asks for it, over the
 * socket in its arguments, and stops them when its parent, Jest, disconnects.
 */

const [socket] = process.argv.slice(2);
const stack = new AsyncDisposableStack();

const START: Record<SharedKind, () => Promise<SharedDeployment>> = {
  async standalone() {
    const secret = crypto.randomUUID().repeat(2);
    const node = await startStandalone({ AUTH_SECRET: secret });
    stack.defer(() => node.stop());
    return { baseUrls: node.baseUrls, secret };
  },
  async cluster() {
    const cluster = await Cluster.start({ env: HIGH_LIMITS });
    stack.defer(() => cluster.stop());
    return { baseUrls: cluster.baseUrls, secret: cluster.settings.AUTH_SECRET! };
  },
};

const started = new Map<SharedKind, Promise<SharedDeployment>>();

function deploymentOf(kind: SharedKind): Promise<SharedDeployment> {
  const running = started.get(kind) ?? START[kind]();
  started.set(kind, running);
  return running;
}

const server = createServer(async (request, response) => {
  try {
    response.end(JSON.stringify(await deploymentOf(request.url!.slice(1) as SharedKind)));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
});
server.listen(socket, () => process.send?.("listening"));

process.once("disconnect", async () => {
  server.close();
  await Promise.allSettled(started.values());
  await stack.disposeAsync();
  process.exit();
});
