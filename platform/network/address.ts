import { isIPv4, isIPv6 } from "node:net";

/** Longer than any address with a zone and a port. */
const MAX_LENGTH = 100;

/**
 * The key under which an address is limited: an IPv4 address itself, and of an IPv6 address the first 64 bits, because
 * every home and every phone has that many addresses of its own ("2001:db8:0:1::/64"). An IPv4 address that is written
 * as IPv6 ("::ffff:192.0.2.1") is the IPv4 address. A zone ("%eth0"), brackets and a port are left out: some proxies
 * write them into `X-Forwarded-For`.
 *
 * @returns undefined if the text is not an address
 */
export function addressKey(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (text.length > MAX_LENGTH) return undefined;
  const [, ipv4] = /^([\d.]+):\d+$/.exec(text) ?? [];
  if (ipv4 !== undefined) return isIPv4(ipv4) ? ipv4 : undefined;
  const address = text.replace(/^\[([^\]]*)\](:\d+)?$/, "$1").replace(/%.*$/s, "");
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  if (isIPv4Mapped(groups)) return ipv4Of(groups);
  return `${groups.slice(0, 4).map(toHex).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, as numbers. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const left = parseGroups(head);
  if (tail === undefined) return left;
  const right = parseGroups(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** ::ffff:0:0/96 (RFC 4291, 2.5.5.2). */
function isIPv4Mapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

function ipv4Of(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

const toHex = (group: number): string => group.toString(16);
