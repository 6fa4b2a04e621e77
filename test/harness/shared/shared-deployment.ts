import { connect, type Socket } from "node:net";

export type SharedKind = "standalone" | "cluster";

/** A deployment that several test files use, each with hosts and sessions of its own. */
export interface SharedDeployment {
  readonly baseUrls: readonly string[];
  /** The `AUTH_SECRET` of its nodes. */
  readonly secret: string;
}

/** What the process with the deployments says to whoever wants one. */
export type SharedReply = SharedDeployment | { error: string };

/** The environment variable with the socket of the process that has the deployments. */
export const SOCKET_VARIABLE = "TEST_DEPLOYMENTS_SOCKET";

/**
 * The deployment of this kind that the files of a run of Jest share; the first caller waits until it is started.
 * Undefined outside of a run.
 *
 * @returns the deployment, and what to call when this file needs it no more
 * @throws Error if it did not start
 */
export async function sharedDeployment(
  kind: SharedKind,
): Promise<(SharedDeployment & { release(): void }) | undefined> {
  const path = process.env[SOCKET_VARIABLE];
  if (!path) return undefined;
  const socket = connect(path);
  socket.write(`${kind}\n`);
  const line = await firstLine(socket);
  const reply: SharedReply = line ? JSON.parse(line) : { error: "Its process has ended." };
  if ("error" in reply) {
    socket.destroy();
    throw new Error(`The shared ${kind} deployment did not start: ${reply.error}`);
  }
  socket.unref();
  return { ...reply, release: () => socket.destroy() };
}

/** The first line that comes over a connection; undefined if it closes before. */
export function firstLine(socket: Socket): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    text += chunk;
    if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
  });
  socket.once("close", () => resolve(undefined));
  return promise;
}
