import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { Receipts } from "../auth/receipts.ts";
import { Tokens, tokenSecret } from "../auth/tokens.ts";
import { RedisCache } from "../cache/redis-cache.ts";
import { type CacheReads, CountedCache, EmbeddedCache } from "../cache/shared-cache.ts";
import type { Database, DatabaseUse, OpenDatabase } from "../database/database.ts";
import { EmbeddedDatabase } from "../database/embedded-database.ts";
import { migrate, missingMigrations } from "../database/migrations.ts";
import { PooledDatabase } from "../database/pooled-database.ts";
import type { Environment } from "../environment.ts";

/** Between two tries to reach the database at the start, in ms. */
const RETRY_MS = 1000;
/** How long readiness waits for the database, in ms. */
const LOOK_MS = 1500;

/**
 * What a node stands on: its settings, the database and the shared cache. Services of one process share one
 * footing; each part opens when first asked for.
 */
export class Footing {
  readonly environment: Environment;
  readonly cache: CountedCache;
  /** How often this node's caches were read, by name. */
  readonly caches: Map<string, CacheReads>;
  /** Whether an operator has asked this node to go: it serves on for a while, but wants no new work. */
  isDraining = false;
  /** What the services of this node need beside it: each says what is missing now. */
  readonly needs: (() => string[])[] = [];
  readonly #warn: (message: string) => void;
  #database: Promise<Database> | undefined;
  #opened: OpenDatabase | undefined;
  #tokens: Tokens | undefined;
  #receipts: Receipts | undefined;
  #closed = false;
  #stopping: Promise<unknown> | undefined;
  readonly #beforeStop: (() => Promise<void>)[] = [];

  /** @param warn told in a line what this node cannot reach */
  constructor(environment: Environment, warn: (message: string) => void = () => {}) {
    this.environment = environment;
    this.#warn = warn;
    const { REDIS_URL } = environment;
    this.cache = new CountedCache(REDIS_URL ? new RedisCache(REDIS_URL, warn) : new EmbeddedCache());
    this.caches = new Map([["shared", this.cache.reads]]);
  }

  /** The database, its schema up to date; waits for a server that cannot be reached yet. */
  database(): Promise<Database> {
    this.#database ??= this.#open().then((database) => {
      this.#opened = database;
      return database;
    });
    return this.#database;
  }

  /** How the database is used; undefined where nobody has opened it. */
  get databaseUse(): DatabaseUse | undefined {
    return this.#opened?.use;
  }

  /** Whether the database answers; true also where this node has none to ask. */
  async databaseIsUp(): Promise<boolean> {
    if (!this.environment.DATABASE_URL || !this.#database) return true;
    const look = this.#database
      .then((database) => database.query("select 1"))
      .then(
        () => true,
        () => false,
      );
    return Promise.race([look, pause(LOOK_MS, false, { ref: false })]);
  }

  get receipts(): Receipts {
    this.#receipts ??= new Receipts(tokenSecret(this.environment));
    return this.#receipts;
  }

  get tokens(): Tokens {
    this.#tokens ??= new Tokens(tokenSecret(this.environment));
    return this.#tokens;
  }

  /** Has something done when the node stops, before any of its services does. */
  onStopping(work: () => Promise<void>): void {
    this.#beforeStop.push(work);
  }

  /** Does that; asked again, as by a second Ctrl-C, it waits for the same. */
  stopping(): Promise<unknown> {
    this.#stopping ??= Promise.all(this.#beforeStop.map((work) => work()));
    return this.#stopping;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.cache.close();
    await (await this.#database?.catch(() => undefined))?.close();
  }

  /** A node whose database has died is of no use; whoever started it may start it again. */
  #databaseDied(error: Error): void {
    this.#warn(`The embedded database has died (${error.message}); this node ends.`);
    process.exitCode = 1;
    process.kill(process.pid, "SIGTERM");
  }

  async #open(): Promise<OpenDatabase> {
    const { DATABASE_URL, DATA_DIR, STAMPEDE_POOL_SIZE } = this.environment;
    if (!DATABASE_URL) {
      const embedded = await EmbeddedDatabase.open(join(DATA_DIR, "database"), (error) =>
        this.#databaseDied(error),
      );
      await migrate(embedded);
      return embedded;
    }
    const pooled = new PooledDatabase({
      url: DATABASE_URL,
      size: STAMPEDE_POOL_SIZE,
      lost: (error) => this.#warn(`A connection to the database was lost (${error.message}).`),
    });
    while (!this.#closed) {
      try {
        await this.#prepare(pooled);
        return pooled;
      } catch (error) {
        this.#warn(`The database cannot be used yet (${(error as Error).message}); trying again.`);
        await pause(RETRY_MS);
      }
    }
    await pooled.close();
    throw new Error("The node stops.");
  }

  async #prepare(database: Database): Promise<void> {
    if (this.environment.STAMPEDE_MIGRATIONS === "run") {
      await migrate(database);
      return;
    }
    const missing = await missingMigrations(database);
    if (missing.length > 0) throw new Error(`its schema is older than this node: ${missing.join(", ")}`);
  }
}

const footings = new WeakMap<ServiceBroker, Footing>();

export function provideFooting(broker: ServiceBroker, footing: Footing): void {
  footings.set(broker, footing);
}

export function footingOf(broker: ServiceBroker): Footing {
  const footing = footings.get(broker);
  if (!footing) throw new Error("This broker was started without moleculer.config.ts.");
  return footing;
}
