import { Client } from "pg";
import { Child } from "../processes/child.ts";
import type { SystemUser } from "../processes/system-user.ts";
import type { TempDir } from "../processes/temp-dir.ts";

/** The name of the nodes' database and role. */
export const NAME = "stampede";

const INIT_TIMEOUT_MS = 60_000;

/** Creates an empty data folder with a superuser `postgres`, who needs no password on the socket. */
export async function initDataDirectory(
  command: string,
  data: string,
  folder: TempDir,
  user: SystemUser | undefined,
): Promise<void> {
  const child = await Child.start({
    command,
    args: [
      `--pgdata=${data}`,
      "--username=postgres",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--auth-local=trust",
      "--auth-host=scram-sha-256",
      "--no-sync",
    ],
    cwd: folder.path,
    env: { PATH: process.env.PATH },
    user,
    killSignal: "SIGKILL",
  });
  folder.recordProcess(child.pid);
  const { code } = await child.waitOrKill(INIT_TIMEOUT_MS);
  if (code !== 0) throw new Error(`initdb failed. Its output:\n${child.tail}`);
}

/**
 * Creates the nodes' role and database. The server's timeouts are set on the role, because PgBouncer in transaction
 * mode refuses them as start-up parameters of a connection.
 */
export async function createRoleAndDatabase(
  socketFolder: string,
  port: number,
  password: string,
): Promise<void> {
  const client = new Client({ host: socketFolder, port, user: "postgres", database: "postgres" });
  await client.connect();
  try {
    await client.query(`create role ${NAME} login password ${client.escapeLiteral(password)}`);
    await client.query(`alter role ${NAME} set statement_timeout = '10s'`);
    await client.query(`alter role ${NAME} set idle_in_transaction_session_timeout = '10s'`);
    await client.query(`create database ${NAME} owner ${NAME}`);
  } finally {
    await client.end();
  }
}
