import { readFileSync } from "node:fs";
import { serverUser } from "../processes/system-user.ts";
import { TempDir } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { ManagedServer } from "./managed-server.ts";
import { respondsWith } from "./responds-with.ts";

/** The proxy that the documentation describes; only its addresses are replaced here. */
const SAMPLE = new URL("../../docs/nginx.conf", import.meta.url);
/** A path of nginx's own, which tells its process from another one on the same port. */
const READY_PATH = "/-/nginx-is-ready";
const TEMP_PATHS = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/**
 * nginx in front of gateways, set up as docs/nginx.conf says: each worker keeps up to 64 connections to them. Its
 * error log is in its folder.
 *
 * @param gateways the URLs of the gateways, at least one
 * @param workers how many processes serve; each has a pool of its own
 */
export async function startNginx(gateways: readonly string[], workers = 1): Promise<ManagedServer> {
  if (gateways.length === 0) throw new Error("nginx needs at least one gateway.");
  const command = await binary("nginx");
  const user = serverUser();
  const folder = new TempDir("nginx", user);
  return ManagedServer.start(
    {
      name: "nginx",
      command,
      prepare: (port) => {
        folder.write("nginx.conf", settings(port, gateways, workers, folder));
      },
      args: () => ["-e", folder.join("error.log"), "-p", folder.path, "-c", folder.join("nginx.conf")],
      isReady: (port) =>
        respondsWith(
          port,
          `GET ${READY_PATH} HTTP/1.1\r\nHost: nginx\r\nConnection: close\r\n\r\n`,
          new RegExp(folder.path),
        ),
      url: (port) => `http://127.0.0.1:${port}`,
      stopSignal: "SIGTERM",
      killSignal: "SIGKILL",
    },
    folder,
    user,
  );
}

function settings(port: number, gateways: readonly string[], workers: number, folder: TempDir): string {
  const servers = gateways.map((url) => `  server ${new URL(url).host};`).join("\n");
  const ready = `  location = ${READY_PATH} { return 200 "${folder.path}"; }`;
  const site = replaced(
    replaced(readFileSync(SAMPLE, "utf8"), "  server 127.0.0.1:3000;", servers),
    "  listen 80;",
    `  listen 127.0.0.1:${port} backlog=4096;\n${ready}`,
  );
  const paths = TEMP_PATHS.map((name) => `${name}_temp_path ${folder.join(name)};`).join("\n");
  return `daemon off;
worker_processes ${workers};
pid ${folder.join("nginx.pid")};
error_log ${folder.join("error.log")} warn;
events { worker_connections 8192; }
http {
access_log off;
${paths}
${site}
}
`;
}

function replaced(text: string, line: string, by: string): string {
  if (!text.includes(line)) throw new Error(`docs/nginx.conf lacks the line "${line.trim()}".`);
  return text.replace(line, () => by);
}
