import { provide } from "./binaries.ts";
import { startNats } from "./nats.ts";
import { startPgBouncer } from "./pgbouncer.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import type { Server } from "./server.ts";

/** All that a cluster's nodes stand on. */
export interface Servers {
  postgres: PostgresServer;
  pgbouncer: Server;
  redis: Server;
  nats: Server;
}

/**
 * Starts one of each, on Debian as root installing what is missing. Each goes onto `stack` as it comes up, so
 * disposing of that ends all, also those that a failed start leaves behind.
 *
 * @param between puts something between PgBouncer and Postgres, and answers its address in place of Postgres' own
 * @throws MissingServers, Error with what a server said that did not start
 */
export async function startServers(
  stack: AsyncDisposableStack,
  between: (postgresUrl: string) => Promise<string> = async (url) => url,
): Promise<Servers> {
  await provide(["postgres", "pgbouncer", "redis-server", "nats-server"]);
  const owned = async <S extends Server>(starting: Promise<S>): Promise<S> => {
    const server = await starting;
    stack.defer(() => server.stop());
    return server;
  };
  const starts = [owned(startPostgres()), owned(startRedis()), owned(startNats())] as const;
  await Promise.allSettled(starts);
  const [postgres, redis, nats] = await Promise.all(starts);
  const pgbouncer = await owned(startPgBouncer(await between(postgres.url)));
  return { postgres, pgbouncer, redis, nats };
}
