import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range from which systems take the near ends of outgoing connections (Linux: from 32768). A client
 * that tries again and again to reach a dead server's port would otherwise one day connect to itself, and a
 * server could find its port taken when it comes back.
 */
const LOWEST = 12_000;
const HIGHEST = 32_000;
const given = new Set<number>();

/** A port of 127.0.0.1 on which nobody listens now and which this process was not given before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (given.has(port) || !(await canListen(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error("No free port to be had on 127.0.0.1.");
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
