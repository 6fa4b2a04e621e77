import { Client } from "pg";
import { Child } from "../processes/child.ts";
import type { SystemUser } from "../processes/system-user.ts";
import type { OwnFolder } from "../processes/temp-dir.ts";

/** Of the database and of the role that the nodes use. */
export const NAME = "stampede";

const INIT_MS = 60_000;

/** Makes an empty data folder with a superuser `postgres`, who needs no password on the socket. */
export async function initialise(
  command: string,
  data: string,
  folder: OwnFolder,
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
    lastSignal: "SIGKILL",
  });
  folder.remember(child.pid);
  const { code } = await child.within(INIT_MS);
  if (code !== 0) throw new Error(`initdb failed. It said:\n${child.tail}`);
}

/**
 * Makes the nodes' role and database. The server's time-outs stand on the role, for PgBouncer in transaction
 * mode refuses them at a connection's start.
 */
export async function setUp(socketFolder: string, port: number, password: string): Promise<void> {
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
