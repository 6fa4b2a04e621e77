import { type PackedRows, type Rows, unpack } from "../../services/stats/reading/packed-rows.ts";
import { columnsOf } from "../baselines/copied-rows.ts";

/** What either way of reading leaves to a thread: numbers in columns, ready to be folded. */

export interface Columns {
  count: number;
  points: number;
}

export function unpackAggregate(rows: PackedRows): Columns {
  return summed(unpack(rows));
}

export function unpackCopy(chunks: Uint8Array[]): Columns {
  return summed(columnsOf(chunks));
}

/** Enough to see that both ways have read the same. */
function summed({ count, points }: Pick<Rows, "count" | "points">): Columns {
  return { count, points: points.reduce((sum, one) => sum + one, 0) };
}
