import { hash, randomUUID } from "node:crypto";

/**
 * What identifies a join in the database, as a UUID: a hash of the client's own secret, so that nobody who reads the
 * table can join as that player; without one, a random id, with which the gateway itself can send the join again.
 */
export function joinKey(secret: string | undefined): string {
  if (secret === undefined) return randomUUID();
  const digest = hash("sha256", `stampede join ${secret}`, "hex");
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ].join("-");
}
