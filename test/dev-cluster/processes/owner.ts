import { TempDir } from "../../../dev-cluster/processes/temp-dir.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";

/**
 * A process that owns servers. owner.test.ts ends it in every way in which a process can end. It prints the pids of
 * its servers on one line, and obeys the orders on its standard input.
 */
const servers = await Promise.all([startPostgres(), startRedis()]);
new TempDir("empty");
console.log(JSON.stringify(servers.map((server) => server.pid())));

process.stdin.setEncoding("utf8").on("data", (order: string) => {
  if (order === "throw") throw new Error("An uncaught error");
  if (order === "exit") process.exit(3);
});
