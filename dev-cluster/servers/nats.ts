import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { serverUser } from "../processes/system-user.ts";
import { OwnFolder } from "../processes/temp-dir.ts";
import { binary } from "./binaries.ts";
import { PrivateServer } from "./managed-server.ts";
import { saysBack } from "./responds-with.ts";

/** Who may do everything; each kind of node has a user of its own name. */
const USER = "operator";
/** Who may say what to whom: the same here as in Kubernetes. */
const PERMISSIONS = new URL("../../k8s/base/nats/permissions.conf", import.meta.url);
/** The largest message: an import of 4 MiB travels as base64 in JSON. */
const MAX_PAYLOAD = "8MB";

/** NATS, the plain core of it: messages to whoever listens now, nothing kept. Its url is the operator's. */
export async function startNats(): Promise<PrivateServer> {
  const command = await binary("nats-server");
  const user = serverUser();
  const folder = new OwnFolder("nats", user);
  const password = randomBytes(16).toString("hex");
  const hello = `CONNECT ${JSON.stringify({ user: USER, pass: password, verbose: false })}\r\nPING\r\n`;
  return PrivateServer.start(
    {
      name: "nats",
      command,
      prepare: (port) => {
        folder.write("nats.conf", settings(port, password));
      },
      args: () => ["--config", folder.join("nats.conf")],
      serves: (port) => saysBack(port, hello, /^PONG/m),
      url: (port) => `nats://${USER}:${password}@127.0.0.1:${port}`,
      endSignal: "SIGTERM",
      lastSignal: "SIGKILL",
    },
    folder,
    user,
  );
}

/** The address by which a node of a kind is let in, with no more rights than it needs. */
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
