import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { serverUser } from "../processes/system-user.ts";
import { OwnFolder } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { PrivateServer } from "./managed-server.ts";
import { initialise, NAME, setUp } from "./postgres-setup.ts";
import type { Server } from "./server.ts";
import { releaseSharedMemory } from "./shared-memory.ts";

export interface PostgresServer extends Server {
  /** The same database for its superuser, over a socket file that only this machine's owner can reach. */
  readonly adminUrl: string;
}

/** Postgres with commits that are on the disk when they are acknowledged, as in production. */
export async function startPostgres(): Promise<PostgresServer> {
  const command = await binary("postgres");
  const user = serverUser();
  const folder = new OwnFolder("postgres", user);
  const data = folder.join("data");
  const password = randomBytes(16).toString("hex");
  try {
    await initialise(join(dirname(command), "initdb"), data, folder, user);
  } catch (error) {
    folder.remove();
    throw error;
  }
  const server = await PrivateServer.start(
    {
      name: "postgres",
      command,
      prepare: () => {},
      args: (port) => ["-D", data, ...settings(port, folder.path)],
      serves: async (_port, pid) => isReady(data, pid),
      url: (port) => `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
      endSignal: "SIGINT",
      lastSignal: "SIGQUIT",
      forget: () => releaseSharedMemory(data),
    },
    folder,
    user,
  );
  const adminUrl = `postgres://postgres@/${NAME}?host=${encodeURIComponent(folder.path)}&port=${server.port}`;
  try {
    await setUp(folder.path, server.port, password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return Object.assign(server, { adminUrl });
}

function settings(port: number, socketFolder: string): string[] {
  return Object.entries({
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: socketFolder,
    max_connections: 60,
    shared_buffers: "256MB",
    fsync: "on",
    synchronous_commit: "on",
    // Inside the data folder, so that nothing stays behind after a kill.
    dynamic_shared_memory_type: "mmap",
    log_min_messages: "warning",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Postgres itself says in its pid file (lines 1 and 8) who it is and whether it takes connections. */
function isReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}
