import type { Queryable } from "../database/database.ts";

/** For how long a key stands for its first request. Older rows count as absent. */
const LIFETIME = "interval '24 hours'";

/** What the first request with a key created. */
export interface CreatedBefore {
  /** Whether it was the same request. */
  isSame: boolean;
  resourceId: string;
  /** What the service has stored for the reply. */
  reply: unknown;
}

/**
 * Takes a key for what this transaction creates. Another transaction that holds the key is waited for.
 *
 * @returns false if the key is taken
 */
export async function take(
  transaction: Queryable,
  host: string,
  key: string,
  hash: string,
  resourceId: string,
): Promise<boolean> {
  const rows = await transaction.query(
    `insert into idempotency_keys as k (host, key, request_hash, resource_id)
     values ($1, $2, decode($3, 'hex'), $4)
     on conflict (host, key) do update set request_hash = excluded.request_hash, resource_id = excluded.resource_id,
       reply = null, created_at = excluded.created_at
     where k.created_at < now() - ${LIFETIME}
     returning host`,
    [host, key, hash, resourceId],
  );
  return rows.length > 0;
}

/** Stores what the reply to a repeated request needs, as JSON. */
export async function setReply(
  transaction: Queryable,
  host: string,
  key: string,
  reply: object,
): Promise<void> {
  await transaction.query("update idempotency_keys set reply = $3::jsonb where host = $1 and key = $2", [
    host,
    key,
    JSON.stringify(reply),
  ]);
}

/** What was created with a key; null if it was not used. */
export async function find(
  db: Queryable,
  host: string,
  key: string,
  hash: string,
): Promise<CreatedBefore | null> {
  const [row] = await db.query<CreatedBefore>(
    `select request_hash = decode($3, 'hex') as "isSame", resource_id as "resourceId", reply
     from idempotency_keys where host = $1 and key = $2 and created_at >= now() - ${LIFETIME}`,
    [host, key, hash],
  );
  return row ?? null;
}

/** Deletes up to `limit` rows that count as absent. @returns how many they were */
export async function deleteOld(db: Queryable, limit: number): Promise<number> {
  const rows = await db.query(
    `delete from idempotency_keys where (host, key) in (
       select host, key from idempotency_keys where created_at < now() - ${LIFETIME}
       order by created_at limit $1 for update skip locked)
     returning host`,
    [limit],
  );
  return rows.length;
}
