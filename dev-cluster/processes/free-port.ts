import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/**
 * Below the range of local ports for outgoing connections (Linux: from 32768). Otherwise a client that keeps retrying
 * a dead server's port could connect to itself, and a server could find its port taken after a restart.
 */
const MIN_PORT = 12_000;
const MAX_PORT = 32_000;

/**
 * A free port of 127.0.0.1. No other process gets the same port from this function while this process lives: seconds
 * may pass before the server listens on it, or listens again after a restart.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = randomInt(MIN_PORT, MAX_PORT);
    if ((await claim(port)) && (await canListen(port))) return port;
  }
  throw new Error("Found no free port on 127.0.0.1.");
}

/**
 * Claims a port for this process by binding the UDP port of the same number; false if another process has claimed it.
 * The system releases the claim when the process ends, however it ends.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claimed = createSocket("udp4").unref();
    claimed.once("error", () => {
      claimed.close();
      resolve(false);
    });
    claimed.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
