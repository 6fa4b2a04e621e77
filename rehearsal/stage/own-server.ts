import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { Child } from "../../dev-cluster/processes/child.ts";
import { compileCache } from "../../dev-cluster/processes/compile-cache.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { ROOT, startArguments } from "../../dev-cluster/processes/start-script.ts";
import { TempDir } from "../../dev-cluster/processes/temp-dir.ts";
import { waitFor } from "../../dev-cluster/processes/wait.ts";
import { isHttpOk } from "../../dev-cluster/readiness.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { UsageError } from "../options.ts";

const START_MS = 90_000;
const STOP_MS = 5000;
/** The defaults of a node: a rehearsal raises them, never lowers them. */
const STREAMS_MAX = 20_000;
const CONNECTIONS_MAX = 50_000;
const EXPECTED_PLAYERS_MAX = 20_000;

/** A server of its own: one node, as `npm start` starts it, whose data is gone when it is stopped. */
export class OwnServer {
  readonly baseUrl: string;
  /** A host's token. */
  readonly token: string;
  readonly #child: Child;
  readonly #folder: TempDir;

  /** @throws UsageError with the node's last words if it does not start */
  static async start(players: number): Promise<OwnServer> {
    const folder = new TempDir("rehearsal");
    const secret = randomBytes(32).toString("base64url");
    const port = await freePort();
    mkdirSync(folder.join("data"), { mode: 0o700 });
    const child = await Child.start({
      command: process.execPath,
      args: startArguments(),
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...compileCache(),
        PORT: String(port),
        STAMPEDE_ADDRESS: "127.0.0.1",
        METRICS_PORT: "0",
        DATA_DIR: folder.join("data"),
        LOG_LEVEL: "warn",
        AUTH_SECRET: secret,
        ...limitsFor(players),
      },
      killSignal: "SIGKILL",
    });
    folder.recordProcess(child.pid);
    const server = new OwnServer(`http://127.0.0.1:${port}`, secret, child, folder);
    try {
      await waitFor("it is ready", () => !!child.exit || isHttpOk(`${server.baseUrl}/readyz`), START_MS);
      if (child.exit) throw new Error("It exited.");
      return server;
    } catch (error) {
      await server.stop();
      throw new UsageError(
        `The server of the rehearsal did not start: ${(error as Error).message}\n${child.tail}`.trim(),
      );
    }
  }

  private constructor(baseUrl: string, secret: string, child: Child, folder: TempDir) {
    this.baseUrl = baseUrl;
    this.token = new Tokens(secret).issueHostToken("rehearsal");
    this.#child = child;
    this.#folder = folder;
  }

  /** Stops it and removes its data. Nothing of it is needed any more, so it need not end in order. */
  async stop(): Promise<void> {
    await this.#child.stop("SIGKILL", STOP_MS);
    this.#folder.remove();
  }
}

/** All players come from one address, so its limits are lifted. Each player's own limits stay as they are. */
function limitsFor(players: number): Record<string, string> {
  return {
    STAMPEDE_VENUES: "127.0.0.0/8",
    STAMPEDE_STREAMS_MAX: String(Math.max(STREAMS_MAX, 2 * players)),
    STAMPEDE_CONNECTIONS_MAX: String(Math.max(CONNECTIONS_MAX, 4 * players)),
    STAMPEDE_EXPECTED_PLAYERS_MAX: String(Math.max(EXPECTED_PLAYERS_MAX, players)),
  };
}
