import { randomBytes } from "node:crypto";
import { serverUser } from "../processes/system-user.ts";
import { TempDir } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { ManagedServer } from "./managed-server.ts";
import { respondsWith } from "./responds-with.ts";

/** Redis as a cache: nothing survives a restart, and when it is full it evicts the least recently used keys. */
export async function startRedis(): Promise<ManagedServer> {
  const command = await binary("redis-server");
  const user = serverUser();
  const folder = new TempDir("redis", user);
  const password = randomBytes(16).toString("hex");
  return ManagedServer.start(
    {
      name: "redis",
      command,
      prepare: (port) => {
        folder.write("redis.conf", settings(port, password));
      },
      args: () => [folder.join("redis.conf")],
      isReady: (port) => respondsWith(port, `AUTH ${password}\r\nPING\r\n`, /^\+OK\r\n\+PONG/),
      url: (port) => `redis://:${password}@127.0.0.1:${port}`,
      stopSignal: "SIGTERM",
      killSignal: "SIGKILL",
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
