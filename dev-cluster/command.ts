import { EnvironmentError, readEnvironment } from "../platform/environment.ts";
import { Cluster } from "./cluster.ts";
import { MissingServers } from "./servers/binaries.ts";
import { Supervisor } from "./supervisor.ts";

/** Environment variables of the shell that are passed to every node. The cluster sets all others itself. */
const PASSED_THROUGH =
  /^(LOG_LEVEL|(AUTH|STATS|OTEL)_\w+|STAMPEDE_(?!HEALTH_PORT$|NODE_ID$|HOST_TOKEN$)\w+)$/;
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** The terminal sends Ctrl-C to this process and to npm, and npm forwards it. Within this time it is the same Ctrl-C. */
const REPEATED_SIGNAL_MS = 1000;

/**
 * `npm run cluster`: starts a cluster, prints its addresses, starts dead nodes again, and stops it on Ctrl-C. A second
 * Ctrl-C exits at once.
 */
async function run(): Promise<void> {
  let cluster: Cluster | undefined;
  let supervisor: Supervisor | undefined;
  let stoppingSince: number | undefined;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, async () => {
      if (stoppingSince !== undefined && Date.now() - stoppingSince < REPEATED_SIGNAL_MS) return;
      if (stoppingSince !== undefined || !cluster) process.exit(130);
      stoppingSince = Date.now();
      console.log("\nShutting down. Press Ctrl-C again to force.");
      await supervisor?.stop();
      await cluster.stop();
      process.exit(0);
    });
  }
  try {
    const { PORT, STAMPEDE_ADDRESS } = readEnvironment(process.env);
    console.log("Starting Postgres, PgBouncer, Redis, NATS and the nodes …");
    cluster = await Cluster.start({
      port: PORT,
      host: STAMPEDE_ADDRESS,
      env: nodeEnvironment(process.env),
      metrics: true,
      onLine: log,
    });
    supervisor = new Supervisor(cluster.nodes(), { onLine: log });
    console.log(banner(cluster));
  } catch (error) {
    console.error(errorText(error));
    process.exit(1);
  }
}

function errorText(error: unknown): unknown {
  if (error instanceof MissingServers || error instanceof EnvironmentError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  return code === "EADDRINUSE" ? `Port ${port} is already in use. Set PORT to another port.` : error;
}

function nodeEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(environment).filter((name) => PASSED_THROUGH.test(name) && environment[name]);
  const given = Object.fromEntries(names.map((name) => [name, environment[name] as string]));
  return { ...given, STAMPEDE_ADDRESS: "127.0.0.1" };
}

function log(node: string, line: string): void {
  console.log(`${node.padEnd(10)} | ${line}`);
}

function banner(cluster: Cluster): string {
  const { postgres, pgbouncer, redis, nats } = cluster.servers;
  const base = `http://localhost:${cluster.loadBalancer.port}`;
  return [
    "",
    `The cluster is ready at ${base}`,
    `  Gateways   ${cluster.baseUrls.join("  ")}`,
    `  Postgres   ${postgres.url}`,
    `  PgBouncer  ${pgbouncer.url}`,
    `  Redis      ${redis.url}`,
    `  NATS       ${nats.url}`,
    `  Nodes      ${cluster
      .nodes()
      .map(({ name }) => name)
      .join(" ")}   (a dead one is started again; LOG_LEVEL=info shows more of their logs)`,
    ...cluster.nodes().map(({ name, metricsUrl }, index) => {
      return `  ${index === 0 ? "Metrics  " : "         "}  ${name.padEnd(10)} ${metricsUrl}`;
    }),
    "",
    "  A host token, valid for 30 days:",
    `  export TOKEN=${cluster.hostToken("host")}`,
    "",
    "  Try next:",
    `  curl -s ${base}/api/quizzes -H "Authorization: Bearer $TOKEN"`,
    "",
    "  The operators' REPL, in another terminal:",
    `  NATS_URL=${nats.url} AUTH_SECRET=${cluster.settings.AUTH_SECRET} npm run -s repl`,
    "",
    "Ctrl-C stops everything. Nothing is kept.",
    "",
  ].join("\n");
}

await run();
