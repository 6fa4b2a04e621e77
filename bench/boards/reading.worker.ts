import { type PackedRows, type Rows, unpack } from "../../services/stats/reading/packed-rows.ts";
import { parseCopiedRows } from "../baselines/copied-rows.ts";

/** The thread of the benchmark "reading". Both variants turn their bytes into columns of numbers. */

export interface Columns {
  count: number;
  points: number;
}

export function unpackAggregate(rows: PackedRows): Columns {
  return summarize(unpack(rows));
}

export function unpackCopy(chunks: Uint8Array[]): Columns {
  return summarize(parseCopiedRows(chunks));
}

/** Enough to check that both variants have read the same rows. */
function summarize({ count, points }: Pick<Rows, "count" | "points">): Columns {
  return { count, points: points.reduce((sum, value) => sum + value, 0) };
}
