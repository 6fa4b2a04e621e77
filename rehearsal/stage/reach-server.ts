import { isIP } from "node:net";
import { descriptorLimit } from "../../platform/network/descriptor-limit.ts";
import { UsageError } from "../options.ts";

const TIMEOUT_MS = 10_000;
/** Each player has an event stream and a connection for the rest; the program itself needs a few more. */
const CONNECTIONS_PER_PLAYER = 2;
const OTHER_FILES = 200;

/** Whether an address is this machine's own. */
export function isLoopback(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Checks that a Stampede server replies at the address.
 *
 * @throws UsageError that says what is there instead
 */
export async function checkServer(baseUrl: string): Promise<void> {
  const reply = await fetch(`${baseUrl}/api/time`, {
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new UsageError(`${baseUrl} does not reply (${reasonOf(error)}). Is the address right?`);
  });
  const body = await reply.json().catch(() => undefined);
  const location = reply.headers.get("location");
  if (location)
    throw new UsageError(`${baseUrl} sends visitors to ${location}. Give the final address with --url.`);
  if (reply.status >= 500) throw new UsageError(`${baseUrl} is not ready (HTTP ${reply.status}).`);
  if (!reply.ok || typeof (body as { now?: unknown } | undefined)?.now !== "string")
    throw new UsageError(`${baseUrl} replies, but there is no Stampede server (HTTP ${reply.status}).`);
}

function reasonOf(error: unknown): string {
  const { name, cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return `nothing within ${TIMEOUT_MS / 1000} s`;
  return cause?.code ?? cause?.message ?? message;
}

/**
 * Checks that this machine lets one process open so many connections.
 *
 * @param limit how many files and connections it may have open
 * @throws UsageError that says how to raise the limit
 */
export function checkDescriptors(players: number, limit = descriptorLimit()): void {
  const needed = players * CONNECTIONS_PER_PLAYER + OTHER_FILES;
  if (needed <= limit) return;
  const most = Math.max(0, Math.floor((limit - OTHER_FILES) / CONNECTIONS_PER_PLAYER));
  throw new UsageError(
    `${players.toLocaleString("en")} players need ${needed.toLocaleString("en")} open connections, but this machine allows a program ${limit.toLocaleString("en")} (ulimit -n). Raise the limit with "ulimit -n ${needed}" (as root, or in /etc/security/limits.conf), or take at most ${most.toLocaleString("en")} players, or several machines with --code.`,
  );
}
