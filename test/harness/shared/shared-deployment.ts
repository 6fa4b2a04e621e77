import { request } from "node:http";
import { text } from "node:stream/consumers";

export type SharedKind = "standalone" | "cluster";

/** A deployment that several test files use, each with hosts and sessions of its own. */
export interface SharedDeployment {
  readonly baseUrls: readonly string[];
  /** The `AUTH_SECRET` of its nodes. */
  readonly secret: string;
}

/** The environment variable with the socket of the process that has the deployments. */
export const SOCKET_VARIABLE = "TEST_DEPLOYMENTS_SOCKET";

/**
 * The deployment of this kind that all files of a run of Jest share; the first caller waits until it is started.
 * Undefined outside of a run.
 *
 * @throws Error if it did not start
 */
export async function sharedDeployment(kind: SharedKind): Promise<SharedDeployment | undefined> {
  const socketPath = process.env[SOCKET_VARIABLE];
  if (!socketPath) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<SharedDeployment>();
  // Without an agent: a connection that was kept may be closed by the process at the moment when it is used again.
  const call = request({ socketPath, path: `/${kind}`, agent: false }, async (response) => {
    const body = await text(response);
    if (response.statusCode === 200) resolve(JSON.parse(body));
    else reject(new Error(`The shared ${kind} deployment did not start: ${body}`));
  });
  call.on("error", reject);
  call.end();
  return promise;
}
