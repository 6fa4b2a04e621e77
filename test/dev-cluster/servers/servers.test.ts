import { readFileSync } from "node:fs";
import { Client } from "pg";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { startNats } from "../../../dev-cluster/servers/nats.ts";
import { startNginx } from "../../../dev-cluster/servers/nginx.ts";
import { startPgBouncer } from "../../../dev-cluster/servers/pgbouncer.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { INSTALL_MS, processTree, runningPids, tempFoldersOf } from "../../harness/processes.ts";

/** PgBouncer starts without Postgres, so a port without a listener is enough. */
const NOWHERE = "postgres://stampede:secret@127.0.0.1:9/stampede";

const kinds: [string, () => Promise<Server>][] = [
  ["postgres", startPostgres],
  ["pgbouncer", () => startPgBouncer(NOWHERE)],
  ["redis", startRedis],
  ["nats", startNats],
  // It starts without gateways, too.
  ["nginx", () => startNginx(["http://127.0.0.1:9"])],
];

beforeAll(
  () => ensureInstalled(["postgres", "pgbouncer", "redis-server", "nats-server", "nginx"]),
  INSTALL_MS,
);

describe.each(kinds)("a private %s", (_name, start) => {
  test("leaves no process and no folder when it is stopped", async () => {
    const server = await start();
    const family = processTree(server.pid()!);
    expect(runningPids(family)).toContain(server.pid());
    expect(tempFoldersOf(process.pid)).toHaveLength(1);
    await server.stop();
    expect(server.pid()).toBeUndefined();
    expect(runningPids(family)).toEqual([]);
    expect(tempFoldersOf(process.pid)).toEqual([]);
  });

  test.each(["SIGKILL", "SIGTERM"] as const)("restarts on the same address after %s", async (signal) => {
    const server = await start();
    try {
      const { url } = server;
      const family = processTree(server.pid()!);
      await server.kill(signal);
      expect(server.pid()).toBeUndefined();
      expect(runningPids(family)).toEqual([]);
      await server.restart();
      expect(server.url).toBe(url);
      expect(runningPids(processTree(server.pid()!))).not.toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test("stops even if it is frozen", async () => {
    const server = await start();
    const family = processTree(server.pid()!);
    await server.kill("SIGSTOP");
    await server.stop();
    expect(runningPids(family)).toEqual([]);
    expect(tempFoldersOf(process.pid)).toEqual([]);
  });

  test("does not conflict with others that start at the same time", async () => {
    const servers = await Promise.all([start(), start()]);
    try {
      const [first, second] = servers.map((server) => new URL(server.url).port);
      expect(first).not.toBe(second);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
    expect(tempFoldersOf(process.pid)).toEqual([]);
  });
});

test("Postgres keeps what it acknowledged through a kill -9, and its role's timeouts", async () => {
  const server = await startPostgres();
  const ask = async (text: string) => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  try {
    await ask("create table kept as select 7 as seven");
    await server.kill("SIGKILL");
    await server.restart();
    expect(await ask("select seven from kept")).toEqual([{ seven: 7 }]);
    expect(await ask("show statement_timeout")).toEqual([{ statement_timeout: "10s" }]);
    expect(await ask("show fsync")).toEqual([{ fsync: "on" }]);
  } finally {
    await server.stop();
  }
});

test("a Postgres that was killed leaves no shared memory behind when it is stopped", async () => {
  const server = await startPostgres();
  const segments = () =>
    readFileSync("/proc/sysvipc/shm", "utf8")
      .split("\n")
      .filter((line) => line.trim().split(/\s+/)[4] === pid);
  const pid = String(server.pid());
  expect(segments()).toHaveLength(1);
  await server.kill("SIGKILL");
  await server.stop();
  expect(segments()).toEqual([]);
});

test("another server's password is rejected", async () => {
  const servers = await Promise.all([startPostgres(), startPostgres()]);
  try {
    const [mine, other] = servers.map((server) => new URL(server.url));
    mine!.password = other!.password;
    const client = new Client({ connectionString: mine!.href });
    await expect(client.connect()).rejects.toMatchObject({ code: "28P01" });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
});
