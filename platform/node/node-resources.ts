import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { ServiceBroker } from "moleculer";
import { PlayerPins } from "../auth/pins.ts";
import { Receipts } from "../auth/receipts.ts";
import { StatsTickets } from "../auth/stats-tickets.ts";
import { Tokens, tokenSecret } from "../auth/tokens.ts";
import type { HitCounter } from "../cache/hit-counter.ts";
import { RedisCache } from "../cache/redis-cache.ts";
import { InstrumentedCache, MemoryCache } from "../cache/shared-cache.ts";
import type { Database, MonitoredDatabase, PoolStats } from "../database/database.ts";
import { EmbeddedDatabase } from "../database/embedded-database.ts";
import { migrate, missingMigrations } from "../database/migrations.ts";
import { PooledDatabase } from "../database/pooled-database.ts";
import type { Environment } from "../environment.ts";
import { SessionIds } from "../ids.ts";

/** Delay between two attempts to connect to the database at startup, in ms. */
const RETRY_DELAY_MS = 1000;
/** How long the readiness check waits for the database, in ms. */
const PROBE_TIMEOUT_MS = 1500;

/**
 * What all services of a node share: its settings, the database, the shared cache, and what signs tokens and receipts.
 * The database is opened on first use.
 */
export class NodeResources {
  readonly environment: Environment;
  readonly cache: InstrumentedCache;
  /**
   * The connection of the shared cache; undefined without REDIS_URL. A command without a reply fails after 40 ms; on a
   * lost connection it fails at once.
   */
  readonly redis: Redis | undefined;
  /** The hits and misses of this node's caches, by name. */
  readonly hitCounters: Map<string, HitCounter>;
  /** Whether an operator is draining this node: it still serves requests, but reports that it is not ready. */
  isDraining = false;
  /** The readiness checks of this node's services. Each returns what is missing; if nothing is, an empty array. */
  readonly readinessChecks: (() => string[])[] = [];
  readonly #warn: (message: string) => void;
  readonly #onUnusable: (error: Error) => void;
  #database: Promise<MonitoredDatabase> | undefined;
  #openedDatabase: MonitoredDatabase | undefined;
  #tokens: Tokens | undefined;
  #receipts: Receipts | undefined;
  #statsTickets: StatsTickets | undefined;
  #playerPins: PlayerPins | undefined;
  #sessionIds: SessionIds | undefined;
  #isClosed = false;
  #runningStopHooks: Promise<unknown> | undefined;
  readonly #stopHooks: (() => Promise<void>)[] = [];

  /**
   * @param warn logs a warning about a server that cannot be reached, or a disk that fails
   * @param onUnusable called if the database cannot be opened and waiting does not help
   */
  constructor(
    environment: Environment,
    warn: (message: string) => void = () => {},
    onUnusable: (error: Error) => void = () => {},
  ) {
    this.environment = environment;
    this.#warn = warn;
    this.#onUnusable = onUnusable;
    const { REDIS_URL } = environment;
    const redisCache = REDIS_URL ? new RedisCache(REDIS_URL, warn) : undefined;
    this.redis = redisCache?.connection;
    this.cache = new InstrumentedCache(redisCache ?? new MemoryCache());
    this.hitCounters = new Map([["shared", this.cache.reads]]);
  }

  /** The database with an up-to-date schema. Waits for a server that cannot be reached yet. */
  database(): Promise<Database> {
    this.#database ??= this.#open().then(
      (database) => {
        this.#openedDatabase = database;
        return database;
      },
      (error) => {
        this.#onUnusable(error);
        throw error;
      },
    );
    return this.#database;
  }

  /** Undefined if the database is not open. */
  get poolStats(): PoolStats | undefined {
    return this.#openedDatabase?.poolStats;
  }

  /** Whether the database is embedded: it is in this process, on this node's own disk. */
  get hasOwnDatabase(): boolean {
    return !this.environment.DATABASE_URL;
  }

  /** Why the database cannot be used now; empty if no more is known, undefined if it can be used or is not needed. */
  async databaseProblem(): Promise<string | undefined> {
    const opened = this.#openedDatabase;
    // An embedded database opens while the node starts, or the node ends.
    if (!this.#database || (this.hasOwnDatabase && !opened)) return undefined;
    const problem = opened?.problem() ?? this.#database.then((database) => database.problem());
    return Promise.race([problem.catch(() => ""), sleep(PROBE_TIMEOUT_MS, "", { ref: false })]);
  }

  get receipts(): Receipts {
    this.#receipts ??= new Receipts(tokenSecret(this.environment));
    return this.#receipts;
  }

  get statsTickets(): StatsTickets {
    this.#statsTickets ??= new StatsTickets(tokenSecret(this.environment));
    return this.#statsTickets;
  }

  get playerPins(): PlayerPins {
    this.#playerPins ??= new PlayerPins(tokenSecret(this.environment));
    return this.#playerPins;
  }

  get tokens(): Tokens {
    this.#tokens ??= new Tokens(tokenSecret(this.environment));
    return this.#tokens;
  }

  get sessionIds(): SessionIds {
    this.#sessionIds ??= new SessionIds(tokenSecret(this.environment));
    return this.#sessionIds;
  }

  /** Adds a hook that runs when the node stops, before any of its services stops. */
  addStopHook(hook: () => Promise<void>): void {
    this.#stopHooks.push(hook);
  }

  /** Runs the stop hooks once. A second call (after a second Ctrl-C, for example) waits for the same run. */
  runStopHooks(): Promise<unknown> {
    this.#runningStopHooks ??= Promise.all(this.#stopHooks.map((hook) => hook()));
    return this.#runningStopHooks;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.cache.close();
    await (await this.#database?.catch(() => undefined))?.close();
  }

  async #open(): Promise<MonitoredDatabase> {
    const { DATABASE_URL, DATA_DIR, STAMPEDE_POOL_SIZE } = this.environment;
    if (!DATABASE_URL) {
      const embedded = await EmbeddedDatabase.open(join(DATA_DIR, "database"), this.#warn);
      await migrate(embedded);
      return embedded;
    }
    const pooled = new PooledDatabase({
      url: DATABASE_URL,
      size: STAMPEDE_POOL_SIZE,
      onConnectionLost: (error) => this.#warn(`A connection to the database was lost (${error.message}).`),
    });
    while (!this.#isClosed) {
      try {
        await this.#prepareSchema(pooled);
        return pooled;
      } catch (error) {
        this.#warn(`The database is not usable yet (${(error as Error).message}). Retrying.`);
        await sleep(RETRY_DELAY_MS);
      }
    }
    await pooled.close();
    throw new Error("The node is stopping.");
  }

  async #prepareSchema(database: Database): Promise<void> {
    if (this.environment.STAMPEDE_MIGRATIONS === "run") {
      await migrate(database);
      return;
    }
    const missing = await missingMigrations(database);
    if (missing.length > 0) throw new Error(`migrations are missing: ${missing.join(", ")}`);
  }
}

const resourcesByBroker = new WeakMap<ServiceBroker, NodeResources>();

export function attachResources(broker: ServiceBroker, resources: NodeResources): void {
  resourcesByBroker.set(broker, resources);
}

export function resourcesOf(broker: ServiceBroker): NodeResources {
  const resources = resourcesByBroker.get(broker);
  if (!resources) throw new Error("This broker was created without moleculer.config.ts.");
  return resources;
}
