import { ensureInstalled } from "./binaries.ts";
import { startNats } from "./nats.ts";
import { startPgBouncer } from "./pgbouncer.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import type { Server } from "./server.ts";

/** The servers that a cluster's nodes need. */
export interface Servers {
  postgres: PostgresServer;
  pgbouncer: Server;
  redis: Server;
  nats: Server;
}

/**
 * Starts one of each; on Debian, as root, it installs missing ones first. Each server is added to `stack` when it is
 * up, so disposing the stack stops all of them, also after a failed start.
 *
 * @param proxyPostgres puts a proxy between PgBouncer and Postgres, and returns its URL
 * @throws MissingServers; Error with the output of a server that did not start
 */
export async function startServers(
  stack: AsyncDisposableStack,
  proxyPostgres: (postgresUrl: string) => Promise<string> = async (url) => url,
): Promise<Servers> {
  await ensureInstalled(["postgres", "pgbouncer", "redis-server", "nats-server"]);
  const owned = async <S extends Server>(starting: Promise<S>): Promise<S> => {
    const server = await starting;
    stack.defer(() => server.stop());
    return server;
  };
  const starts = [owned(startPostgres()), owned(startRedis()), owned(startNats())] as const;
  await Promise.allSettled(starts);
  const [postgres, redis, nats] = await Promise.all(starts);
  const pgbouncer = await owned(startPgBouncer(await proxyPostgres(postgres.url)));
  return { postgres, pgbouncer, redis, nats };
}
