import { EnvironmentFaults, readEnvironment } from "../platform/environment.ts";
import type { Cluster } from "./cluster.ts";
import { MissingServers } from "./servers/binaries.ts";

/** Settings of the shell that nodes get as they are; all others are the cluster's own, or cannot be those of many. */
const PASSED_ON = /^(LOG_LEVEL|(AUTH|STATS|OTEL)_\w+|STAMPEDE_(?!HEALTH_PORT$|NODE_ID$)\w+)$/;
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** npm passes on a Ctrl-C that the terminal has sent to us as well: so soon, it is the same one. */
const SAME_SIGNAL_MS = 1000;

/** `npm run cluster`: brings a cluster up, says where it is, and ends it all on Ctrl-C; a second one is rude. */
export async function runCommand(kind: typeof Cluster): Promise<void> {
  let cluster: Cluster | undefined;
  let stoppingSince: number | undefined;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, async () => {
      if (stoppingSince !== undefined && Date.now() - stoppingSince < SAME_SIGNAL_MS) return;
      if (stoppingSince !== undefined || !cluster) process.exit(130);
      stoppingSince = Date.now();
      console.log("\nEnding everything; once more Ctrl-C does not wait.");
      await cluster.stop();
      process.exit(0);
    });
  }
  try {
    const { PORT, STAMPEDE_ADDRESS } = readEnvironment(process.env);
    console.log("Starting Postgres, PgBouncer, Redis, NATS and the nodes …");
    cluster = await kind.start({
      port: PORT,
      host: STAMPEDE_ADDRESS,
      env: passedOn(process.env),
      heard: log,
    });
    console.log(welcome(cluster));
  } catch (error) {
    console.error(explained(error));
    process.exit(1);
  }
}

function explained(error: unknown): unknown {
  if (error instanceof MissingServers || error instanceof EnvironmentFaults) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  return code === "EADDRINUSE" ? `Somebody else listens on port ${port}; PORT chooses another.` : error;
}

function passedOn(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(environment).filter((name) => PASSED_ON.test(name) && environment[name]);
  const given = Object.fromEntries(names.map((name) => [name, environment[name] as string]));
  return { ...given, STAMPEDE_ADDRESS: "127.0.0.1" };
}

function log(node: string, line: string): void {
  console.log(`${node.padEnd(10)} | ${line}`);
}

function welcome(cluster: Cluster): string {
  const { postgres, pgbouncer, redis, nats } = cluster.servers;
  const base = `http://localhost:${cluster.front.port}`;
  return [
    "",
    `Stampede's cluster is up at ${base}`,
    `  Gateways   ${cluster.baseUrls.join("  ")}`,
    `  Postgres   ${postgres.url}`,
    `  PgBouncer  ${pgbouncer.url}`,
    `  Redis      ${redis.url}`,
    `  NATS       ${nats.url}`,
    `  Nodes      ${cluster
      .nodes()
      .map(({ name }) => name)
      .join(" ")}   (LOG_LEVEL=info shows more of their logs)`,
    "",
    "  A host's token, good for 30 days:",
    `  export TOKEN=${cluster.hostToken("host")}`,
    "",
    "  Try next:",
    `  curl -s ${base}/api/quizzes -H "Authorization: Bearer $TOKEN"`,
    "",
    "  A look inside, in another terminal:",
    `  NATS_URL=${nats.url} AUTH_SECRET=${cluster.settings.AUTH_SECRET} npm run -s repl`,
    "",
    "Ctrl-C ends it all, and keeps nothing.",
    "",
  ].join("\n");
}
