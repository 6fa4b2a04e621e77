import { BlockList, isIP } from "node:net";
import { addressKey } from "./address.ts";

/** A range of addresses behind which many people are known to be. */
export interface Venue {
  address: string;
  family: "ipv4" | "ipv6";
  /** How many bits the addresses of the range have in common; at most 64 of an IPv6 address. */
  prefix: number;
  /** How many times the usual limits an address of the range has; Infinity if it has none. */
  factor: number;
}

const MAX_FACTOR = 10_000;

/**
 * Reads one venue: an address or a range (CIDR), and a factor if the limits are to be raised and not lifted:
 * "203.0.113.7", "203.0.113.0/24=10", "2001:db8::/32".
 *
 * @returns what is wrong with the text, if it is not a venue
 */
export function parseVenue(text: string): Venue | string {
  const [, address = "", prefixText, factorText] =
    /^([\da-fA-F:.]+)(?:\/(\d{1,3}))?(?:=(\d{1,5}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return "needs an address or a range, like 203.0.113.0/24 or 203.0.113.0/24=10";
  const bits = version === 4 ? 32 : 128;
  const prefix = Number(prefixText ?? bits);
  if (prefix > bits) return `has more than ${bits} bits after the slash`;
  if (prefix < bits - 32 && isIP(addressKey(address)!) === 4) return "mixes IPv4 and IPv6";
  const factor = Number(factorText ?? Number.POSITIVE_INFINITY);
  if (factorText !== undefined && (factor < 1 || factor > MAX_FACTOR))
    return `has a factor that is not from 1 to ${MAX_FACTOR}`;
  const key = addressKey(address)!;
  if (isIP(key) === 4) return { address: key, family: "ipv4", prefix: prefix - (bits - 32), factor };
  return { address, family: "ipv6", prefix: Math.min(prefix, 64), factor };
}

/** The declared venues of a node. */
export class Venues {
  readonly #ranges: { list: BlockList; factor: number }[];

  constructor(venues: readonly Venue[]) {
    this.#ranges = venues.map(({ address, prefix, family, factor }) => {
      const list = new BlockList();
      list.addSubnet(address, prefix, family);
      return { list, factor };
    });
  }

  /**
   * How many times the usual limits a client has: 1 unless it is in a venue; of several venues the highest factor counts.
   *
   * @param key an address as `addressKey` writes it
   */
  factorOf(key: string): number {
    if (this.#ranges.length === 0) return 1;
    const address = key.replace("/64", "");
    const version = isIP(address);
    if (version === 0) return 1;
    let highest = 1;
    for (const { list, factor } of this.#ranges) {
      if (factor > highest && list.check(address, version === 6 ? "ipv6" : "ipv4")) highest = factor;
    }
    return highest;
  }
}
