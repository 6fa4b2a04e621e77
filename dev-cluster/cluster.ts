import { randomBytes } from "node:crypto";
import { Tokens } from "../platform/auth/tokens.ts";
import { LoadBalancer } from "./load-balancer.ts";
import { MembershipObserver } from "./membership-observer.ts";
import { ClusterNode, KINDS, type Kind } from "./nodes.ts";
import { compileCache } from "./processes/compile-cache.ts";
import { freePort } from "./processes/free-port.ts";
import { TempDir } from "./processes/temp-dir.ts";
import { type Servers, startServers } from "./servers/servers.ts";

/** How many nodes of each kind to start by default. */
const DEFAULT_COUNTS: Record<Kind, number> = { api: 2, quiz: 1, sessions: 2, answers: 2, stats: 2 };
/** How long the gateways, and then the other nodes, may take to stop, in ms. */
const STOP_TIMEOUT_MS = 4000;

export interface ClusterOptions {
  counts?: Partial<Record<Kind, number>>;
  /** Settings for every node, in addition to the cluster's addresses and secret. */
  env?: Record<string, string>;
  /** The load balancer's port; 0 for any free port of 127.0.0.1. */
  port?: number;
  host?: string;
  /** How often the load balancer asks each gateway whether it is ready, in ms. */
  checkIntervalMs?: number;
  /** Whether every node serves its metrics, each on a port of its own. */
  metrics?: boolean;
  /** Puts a proxy between PgBouncer and Postgres, and returns its URL. */
  proxyPostgres?: (postgresUrl: string) => Promise<string>;
  /** Called with every line that a node logs. */
  onLine?: (node: string, line: string) => void;
}

interface ClusterParts {
  loadBalancer: LoadBalancer;
  servers: Servers;
  folder: TempDir;
  settings: Record<string, string>;
  membership: MembershipObserver;
}

/** A whole cluster on this machine: servers, nodes of every kind, a load balancer. Nothing of it remains after `stop`. */
export class Cluster {
  readonly servers: Servers;
  readonly tokens: Tokens;
  /** The settings that make a node part of this cluster: addresses and the secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** One address for all gateways. */
  readonly loadBalancer: LoadBalancer;
  readonly #options: ClusterOptions;
  #stack = new AsyncDisposableStack();
  readonly #folder: TempDir;
  readonly #membership: MembershipObserver;
  readonly #nodes: ClusterNode[] = [];

  /** Starts everything and resolves when every node is ready. If it fails, nothing remains. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    await using stack = new AsyncDisposableStack();
    const loadBalancer = await LoadBalancer.open(options.port ?? 0, options.host, options.checkIntervalMs);
    stack.defer(() => loadBalancer.close());
    const servers = await startServers(stack, options.proxyPostgres);
    const folder = new TempDir("nodes");
    stack.defer(() => folder.remove());
    const settings = nodeSettings(servers, folder, options.env);
    const membership = await MembershipObserver.join(settings);
    stack.defer(() => membership.leave());
    const cluster = new Cluster(options, { loadBalancer, servers, folder, settings, membership });
    stack.defer(() => cluster.#stopNodes());
    const counts = { ...DEFAULT_COUNTS, ...options.counts };
    await cluster.add(KINDS.flatMap((kind) => Array<Kind>(counts[kind]).fill(kind)));
    cluster.#stack = stack.move();
    return cluster;
  }

  private constructor(options: ClusterOptions, parts: ClusterParts) {
    this.#options = options;
    this.loadBalancer = parts.loadBalancer;
    this.servers = parts.servers;
    this.settings = parts.settings;
    this.#folder = parts.folder;
    this.#membership = parts.membership;
    this.tokens = new Tokens(parts.settings.AUTH_SECRET as string);
  }

  /** The addresses of the gateways. */
  get baseUrls(): string[] {
    return this.nodes("api").map((node) => node.baseUrl);
  }

  /** The nodes of one kind, or all nodes. */
  nodes(kind?: Kind): ClusterNode[] {
    return this.#nodes.filter((node) => kind === undefined || node.kind === kind);
  }

  /** Adds nodes and waits until they are ready. @param env extra settings for these nodes */
  async add(kinds: readonly Kind[], env: Record<string, string> = {}): Promise<ClusterNode[]> {
    const added: ClusterNode[] = [];
    for (const kind of kinds) {
      const node = new ClusterNode({
        kind,
        name: `${kind}-${this.nodes(kind).length + 1}`,
        settings: { ...this.settings, ...env },
        ...(kind === "api" && { port: await freePort() }),
        ...(this.#options.metrics && { metricsPort: await freePort() }),
        membership: this.#membership,
        onLine: (name, line) => this.#options.onLine?.(name, line),
        onSpawn: (pid) => this.#folder.recordProcess(pid),
      });
      this.#nodes.push(node);
      added.push(node);
    }
    const launches = added.map((node) => node.launch());
    await Promise.allSettled(launches);
    await Promise.all(launches);
    await Promise.all(added.map((node) => node.ready()));
    for (const node of added) if (node.kind === "api") this.loadBalancer.add(node.baseUrl);
    return added;
  }

  hostToken(name: string): string {
    return this.tokens.issueHostToken(name);
  }

  /** Stops everything. Each part stops before the parts it depends on: load balancer, gateways, other nodes, servers. */
  async stop(): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #stopNodes(): Promise<void> {
    await this.loadBalancer.close();
    const stop = (nodes: ClusterNode[]) => Promise.all(nodes.map((node) => node.stop(STOP_TIMEOUT_MS)));
    await stop(this.nodes("api"));
    await stop(this.nodes());
  }
}

function nodeSettings(
  { pgbouncer, redis, nats }: Servers,
  folder: TempDir,
  env: Record<string, string> = {},
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    ...compileCache(),
    LOG_LEVEL: "warn",
    METRICS_PORT: "0",
    STAMPEDE_ADDRESS: "127.0.0.1",
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    ...env,
    DATA_DIR: folder.path,
    DATABASE_URL: pgbouncer.url,
    REDIS_URL: redis.url,
    NATS_URL: nats.url,
  };
}
