import type { Queryable } from "../../platform/database/database.ts";

/** How long a row stays after its code's end: clocks of nodes may differ. */
const KEPT = "interval '1 day'";

/**
 * Uses a sign-in code. Of several uses at the same time one wins.
 *
 * @param useKey of the request: the same one again has used the code, too
 * @param expiresAt of the code, in epoch ms
 * @returns whether it is this request that has used the code
 */
export async function use(db: Queryable, id: string, useKey: string, expiresAt: number): Promise<boolean> {
  const rows = await db.query(
    `insert into used_sign_in_codes as c (id, use_key, expires_at) values ($1, $2, to_timestamp($3::float8 / 1000))
     on conflict (id) do update set use_key = excluded.use_key where c.use_key = excluded.use_key
     returning id`,
    [id, useKey, expiresAt],
  );
  return rows.length > 0;
}

/** Deletes up to `limit` rows of codes that have expired. @returns how many they were */
export async function deleteExpired(db: Queryable, limit: number): Promise<number> {
  const rows = await db.query(
    `delete from used_sign_in_codes where id in (
       select id from used_sign_in_codes where expires_at < now() - ${KEPT}
       order by expires_at limit $1 for update skip locked)
     returning id`,
    [limit],
  );
  return rows.length;
}
