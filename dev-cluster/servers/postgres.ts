import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { serverUser } from "../processes/system-user.ts";
import { TempDir } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { ManagedServer } from "./managed-server.ts";
import { createRoleAndDatabase, initDataDirectory, NAME } from "./postgres-setup.ts";
import type { Server } from "./server.ts";
import { releaseSharedMemory } from "./shared-memory.ts";

export interface PostgresServer extends Server {
  /** The same database for its superuser, over a socket file that only our user can reach. */
  readonly adminUrl: string;
}

/** Postgres with durable commits, as in production. */
export async function startPostgres(): Promise<PostgresServer> {
  const command = await binary("postgres");
  const user = serverUser();
  const folder = new TempDir("postgres", user);
  const data = folder.join("data");
  const password = randomBytes(16).toString("hex");
  try {
    await initDataDirectory(join(dirname(command), "initdb"), data, folder, user);
  } catch (error) {
    folder.remove();
    throw error;
  }
  const server = await ManagedServer.start(
    {
      name: "postgres",
      command,
      prepare: () => {},
      args: (port) => ["-D", data, ...settings(port, folder.path)],
      isReady: async (_port, pid) => isReady(data, pid),
      url: (port) => `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
      stopSignal: "SIGINT",
      killSignal: "SIGQUIT",
      cleanUp: () => releaseSharedMemory(data),
    },
    folder,
    user,
  );
  const adminUrl = `postgres://postgres@/${NAME}?host=${encodeURIComponent(folder.path)}&port=${server.port}`;
  try {
    await createRoleAndDatabase(folder.path, server.port, password);
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
    // Inside the data folder, so that nothing remains after a kill.
    dynamic_shared_memory_type: "mmap",
    log_min_messages: "warning",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Postgres writes its pid and whether it accepts connections into its pid file (lines 1 and 8). */
function isReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}
