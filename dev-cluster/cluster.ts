import { randomBytes } from "node:crypto";
import { Tokens } from "../platform/auth/tokens.ts";
import { runCommand } from "./command.ts";
import { Front } from "./load-balancer.ts";
import { Roster } from "./membership-observer.ts";
import { ClusterNode, KINDS, type Kind } from "./nodes.ts";
import { freePort } from "./processes/free-port.ts";
import { OwnFolder } from "./processes/temp-dir.ts";
import { type Servers, startServers } from "./servers/servers.ts";

/** How many nodes of each kind there are where nothing else is asked for. */
const COUNTS: Record<Kind, number> = { api: 2, quiz: 1, sessions: 2, answers: 2, stats: 2 };
/** How long each half of the nodes may take to end, in ms. */
const STOP_MS = 4000;

export interface ClusterOptions {
  counts?: Partial<Record<Kind, number>>;
  /** Settings of every node, beside those that make it one of this cluster. */
  env?: Record<string, string>;
  /** Where the front listens; 0, any free port of 127.0.0.1. */
  port?: number;
  host?: string;
  /** Puts something between PgBouncer and Postgres, and answers its address in place of Postgres' own. */
  between?: (postgresUrl: string) => Promise<string>;
  /** Told every line that a node logs. */
  heard?: (node: string, line: string) => void;
}

interface Parts {
  front: Front;
  servers: Servers;
  folder: OwnFolder;
  settings: Record<string, string>;
  roster: Roster;
}

/** A whole cluster on this machine: private servers, nodes of every kind, a front. Nothing of it stays. */
export class Cluster {
  readonly servers: Servers;
  readonly tokens: Tokens;
  /** What makes a node one of this cluster: addresses and the secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** The one address for all gateways. */
  readonly front: Front;
  readonly #options: ClusterOptions;
  #stack = new AsyncDisposableStack();
  readonly #folder: OwnFolder;
  readonly #roster: Roster;
  readonly #nodes: ClusterNode[] = [];

  /** Starts front, servers and nodes; resolves once every node is ready. Where it fails nothing stays. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    await using stack = new AsyncDisposableStack();
    const front = await Front.open(options.port ?? 0, options.host);
    stack.defer(() => front.close());
    const servers = await startServers(stack, options.between);
    const folder = new OwnFolder("nodes");
    stack.defer(() => folder.remove());
    const settings = settingsOf(servers, folder, options.env);
    const roster = await Roster.join(settings);
    stack.defer(() => roster.leave());
    const cluster = new Cluster(options, { front, servers, folder, settings, roster });
    stack.defer(() => cluster.#stopNodes());
    const counts = { ...COUNTS, ...options.counts };
    await cluster.add(KINDS.flatMap((kind) => Array<Kind>(counts[kind]).fill(kind)));
    cluster.#stack = stack.move();
    return cluster;
  }

  private constructor(options: ClusterOptions, parts: Parts) {
    this.#options = options;
    this.front = parts.front;
    this.servers = parts.servers;
    this.settings = parts.settings;
    this.#folder = parts.folder;
    this.#roster = parts.roster;
    this.tokens = new Tokens(parts.settings.AUTH_SECRET as string);
  }

  /** The gateways' own addresses. */
  get baseUrls(): string[] {
    return this.nodes("api").map((node) => node.baseUrl);
  }

  /** The nodes, of one kind or of all. */
  nodes(kind?: Kind): ClusterNode[] {
    return this.#nodes.filter((node) => kind === undefined || node.kind === kind);
  }

  /** Adds nodes, with settings of their own where given, and waits until they are ready. */
  async add(kinds: readonly Kind[], env: Record<string, string> = {}): Promise<ClusterNode[]> {
    const added: ClusterNode[] = [];
    for (const kind of kinds) {
      const node = new ClusterNode({
        kind,
        name: `${kind}-${this.nodes(kind).length + 1}`,
        settings: { ...this.settings, ...env },
        ...(kind === "api" && { port: await freePort() }),
        roster: this.#roster,
        heard: (name, line) => this.#options.heard?.(name, line),
        launched: (pid) => this.#folder.remember(pid),
      });
      this.#nodes.push(node);
      added.push(node);
    }
    const launches = added.map((node) => node.launch());
    await Promise.allSettled(launches);
    await Promise.all(launches);
    await Promise.all(added.map((node) => node.ready()));
    for (const node of added) if (node.kind === "api") this.front.add(node.baseUrl);
    return added;
  }

  hostToken(name: string): string {
    return this.tokens.host(name);
  }

  /** Ends everything, in the order in which nobody misses anybody: front, gateways, the other nodes, servers. */
  async stop(): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #stopNodes(): Promise<void> {
    await this.front.close();
    const stop = (nodes: ClusterNode[]) => Promise.all(nodes.map((node) => node.stop(STOP_MS)));
    await stop(this.nodes("api"));
    await stop(this.nodes());
  }
}

function settingsOf(
  { pgbouncer, redis, nats }: Servers,
  folder: OwnFolder,
  env: Record<string, string> = {},
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
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

if (import.meta.main) await runCommand(Cluster);
