import { OwnFolder } from "../../../dev-cluster/processes/temp-dir.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";

/**
 * A process that owns servers, for owner.test.ts to end in all the ways in which a process ends. It says the
 * pids of its servers on one line; on a line of input it does what that says.
 */
const servers = await Promise.all([startPostgres(), startRedis()]);
new OwnFolder("empty");
console.log(JSON.stringify(servers.map((server) => server.pid())));

process.stdin.setEncoding("utf8").on("data", (order: string) => {
  if (order === "throw") throw new Error("An error that nobody catches");
  if (order === "exit") process.exit(3);
});
