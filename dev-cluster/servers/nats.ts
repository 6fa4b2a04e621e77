import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { serverUser } from "../processes/system-user.ts";
import { TempDir } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { ManagedServer } from "./managed-server.ts";
import { respondsWith } from "./responds-with.ts";

/** The user that may do everything. Each kind of node has a user named after it. */
const USER = "operator";
/** The permissions of each user, the same as in Kubernetes. */
const PERMISSIONS = new URL("../../k8s/base/nats/permissions.conf", import.meta.url);
/** The largest message: an import of 4 MiB travels as base64 in JSON. */
const MAX_PAYLOAD = "8MB";

/** Core NATS without persistence. Its `url` is the operator's. */
export async function startNats(): Promise<ManagedServer> {
  const command = await binary("nats-server");
  const user = serverUser();
  const folder = new TempDir("nats", user);
  const password = randomBytes(16).toString("hex");
  const hello = `CONNECT ${JSON.stringify({ user: USER, pass: password, verbose: false })}\r\nPING\r\n`;
  return ManagedServer.start(
    {
      name: "nats",
      command,
      prepare: (port) => {
        folder.write("nats.conf", settings(port, password));
      },
      args: () => ["--config", folder.join("nats.conf")],
      isReady: (port) => respondsWith(port, hello, /^PONG/m),
      url: (port) => `nats://${USER}:${password}@127.0.0.1:${port}`,
      stopSignal: "SIGTERM",
      killSignal: "SIGKILL",
    },
    folder,
    user,
  );
}

/** The URL for one kind of node, with only the permissions that it needs. */
export function natsUrlOf(kind: string, operatorUrl: string): string {
  return operatorUrl.replace(`//${USER}:`, `//${kind}:`);
}

function settings(port: number, password: string): string {
  const permissions = readFileSync(PERMISSIONS, "utf8");
  const passwords = [...new Set(permissions.match(/(?<=\$)NATS_\w+/g))];
  return `host: "127.0.0.1"
port: ${port}
max_payload: ${MAX_PAYLOAD}
${passwords.map((name) => `${name}: "${password}"`).join("\n")}
authorization {
${permissions}
}
`;
}
