import { randomBytes } from "node:crypto";
import { serverUser } from "../processes/system-user.ts";
import { OwnFolder } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { PrivateServer } from "./managed-server.ts";
import { saysBack } from "./responds-with.ts";

/** Redis as a cache: it keeps nothing over a restart, and when full forgets what was used the longest ago. */
export async function startRedis(): Promise<PrivateServer> {
  const command = await binary("redis-server");
  const user = serverUser();
  const folder = new OwnFolder("redis", user);
  const password = randomBytes(16).toString("hex");
  return PrivateServer.start(
    {
      name: "redis",
      command,
      prepare: (port) => {
        folder.write("redis.conf", settings(port, password));
      },
      args: () => [folder.join("redis.conf")],
      serves: (port) => saysBack(port, `AUTH ${password}\r\nPING\r\n`, /^\+OK\r\n\+PONG/),
      url: (port) => `redis://:${password}@127.0.0.1:${port}`,
      endSignal: "SIGTERM",
      lastSignal: "SIGKILL",
    },
    folder,
    user,
  );
}

function settings(port: number, password: string): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    'save ""',
    "appendonly no",
    "maxmemory 256mb",
    "maxmemory-policy allkeys-lru",
    "loglevel warning",
    "",
  ].join("\n");
}
