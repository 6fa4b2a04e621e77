import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/**
 * Below the range from which systems take the near ends of outgoing connections (Linux: from 32768). A client
 * that tries again and again to reach a dead server's port would otherwise one day connect to itself, and a
 * server could find its port taken when it comes back.
 */
const LOWEST = 12_000;
const HIGHEST = 32_000;

/**
 * A port of 127.0.0.1 on which nobody listens now, and which no process is given here again while this one lives:
 * between the look at it and the server that listens there, seconds later or after its restart, others look too.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await claim(port)) && (await canListen(port))) return port;
  }
  throw new Error("No free port to be had on 127.0.0.1.");
}

/**
 * Whether a port was nobody's yet; from then on it is this process's, which holds the UDP port of the same number
 * to show it. However the process ends, the system lets go of that.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const held = createSocket("udp4").unref();
    held.once("error", () => {
      held.close();
      resolve(false);
    });
    held.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
