import { join } from "node:path";
import type { ServiceBroker } from "moleculer";
import type { Database } from "./database.ts";
import { EmbeddedDatabase } from "./embedded-database.ts";
import type { Environment } from "./environment.ts";
import { migrate } from "./migrations.ts";
import { EmbeddedCache, type SharedCache } from "./shared-cache.ts";
import { Tokens, tokenSecret } from "./tokens.ts";

/**
 * What a node stands on: its settings, the database and the shared cache. Services of one process share one
 * footing; each part opens when first asked for.
 */
export class Footing {
  readonly environment: Environment;
  readonly cache: SharedCache = new EmbeddedCache();
  #database: Promise<Database> | undefined;
  #tokens: Tokens | undefined;
  readonly #beforeStop: (() => Promise<void>)[] = [];

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** The database, its schema up to date. */
  database(): Promise<Database> {
    this.#database ??= this.#open();
    return this.#database;
  }

  get tokens(): Tokens {
    this.#tokens ??= new Tokens(tokenSecret(this.environment));
    return this.#tokens;
  }

  /** Has something done when the node stops, before any of its services does. */
  onStopping(work: () => Promise<void>): void {
    this.#beforeStop.push(work);
  }

  async stopping(): Promise<void> {
    await Promise.all(this.#beforeStop.map((work) => work()));
  }

  async close(): Promise<void> {
    await this.cache.close();
    await (await this.#database?.catch(() => undefined))?.close();
  }

  async #open(): Promise<Database> {
    const database = await EmbeddedDatabase.open(join(this.environment.DATA_DIR, "database"));
    await migrate(database);
    return database;
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
