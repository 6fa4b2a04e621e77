import { Client } from "pg";
import { serverUser } from "../processes/system-user.ts";
import { TempDir } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { ManagedServer } from "./managed-server.ts";

/** The maximum number of connections to Postgres, however many nodes there are. */
export const MAX_SERVER_CONNECTIONS = 12;

/**
 * PgBouncer in transaction mode in front of a Postgres.
 *
 * @param upstream the URL of the server or of a proxy before it; its user and password are used too
 */
export async function startPgBouncer(upstream: string): Promise<ManagedServer> {
  const command = await binary("pgbouncer");
  const user = serverUser();
  const folder = new TempDir("pgbouncer", user);
  const { hostname, port: upstreamPort, username, password, pathname } = new URL(upstream);
  const database = pathname.slice(1);
  folder.write("users.txt", `"${username}" "${password}"\n`);
  const server = `host=${hostname} port=${upstreamPort} dbname=${database}`;
  const address = (port: number, name: string) =>
    `postgres://${username}:${password}@127.0.0.1:${port}/${name}`;
  return ManagedServer.start(
    {
      name: "pgbouncer",
      command,
      prepare: (port) => {
        folder.write(
          "pgbouncer.ini",
          `[databases]\n${database} = ${server}\n\n[pgbouncer]\n${settings(port, username, folder)}`,
        );
      },
      args: () => [folder.join("pgbouncer.ini")],
      isReady: (port) => canLogIn(address(port, "pgbouncer")),
      url: (port) => address(port, database),
      stopSignal: "SIGTERM",
      killSignal: "SIGKILL",
    },
    folder,
    user,
  );
}

function settings(port: number, user: string, folder: TempDir): string {
  return Object.entries({
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "scram-sha-256",
    auth_file: folder.join("users.txt"),
    stats_users: user,
    pool_mode: "transaction",
    max_client_conn: 500,
    default_pool_size: MAX_SERVER_CONNECTIONS,
    ignore_startup_parameters: "extra_float_digits",
    // Reconnect to a restarted Postgres at once, and let no client wait long for it.
    server_login_retry: 1,
    server_connect_timeout: 3,
    query_wait_timeout: 3,
    log_connections: 0,
    log_disconnections: 0,
    log_stats: 0,
  })
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}

/** Whether our user can log in to the console, which needs no Postgres. */
async function canLogIn(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000, query_timeout: 1000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("show version");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
