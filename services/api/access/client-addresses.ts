import { detachString } from "../../../platform/cache/detach-string.ts";
import type { Environment } from "../../../platform/environment.ts";
import { addressKey } from "../../../platform/network/address.ts";
import { Venues } from "../../../platform/network/venues.ts";
import type { RequestHead } from "../http/request-context.ts";

/** An address that is not a venue may have this share of what a gateway can hold. */
const SHARE = 0.5;

/** A socket that has closed already has no address. */
const NO_ADDRESS = "unknown";

/** Who a request comes from, and how much one address may take. */
export class ClientAddresses {
  readonly #trustedProxies: number;
  readonly #venues: Venues;

  constructor({
    STAMPEDE_TRUSTED_PROXIES,
    STAMPEDE_VENUES,
  }: Pick<Environment, "STAMPEDE_TRUSTED_PROXIES" | "STAMPEDE_VENUES">) {
    this.#trustedProxies = STAMPEDE_TRUSTED_PROXIES;
    this.#venues = new Venues(STAMPEDE_VENUES);
  }

  /**
   * The client's address as `addressKey` writes it: the connection's own, or behind N trusted proxies the Nth from the
   * right in `X-Forwarded-For`, which is the last one that a trusted proxy wrote.
   */
  of(req: RequestHead): string {
    return this.#forwarded(req) ?? addressKey(req.socket.remoteAddress ?? "") ?? NO_ADDRESS;
  }

  #forwarded(req: RequestHead): string | undefined {
    if (this.#trustedProxies === 0) return undefined;
    const hops = String(req.headers["x-forwarded-for"] ?? "").split(",");
    const address = addressKey(hops.at(-this.#trustedProxies)?.trim() ?? "");
    // Counts and open streams keep it: as a part of the header it would keep the request's whole head in memory.
    return address && detachString(address);
  }

  /** How many times the usual limits a client has; Infinity if it has none. */
  factorOf(client: string): number {
    return this.#venues.factorOf(client);
  }

  /** How many of `max` a client may have, for example of a gateway's streams: half, and a venue more. */
  shareOf(client: string, max: number): number {
    return Math.min(max, Math.ceil(max * SHARE) * this.factorOf(client));
  }

  /** The same for connections. Behind a proxy all connections come from its address. */
  connectionShareOf(address: string, max: number): number {
    return this.#trustedProxies > 0 ? max : this.shareOf(address, max);
  }
}
