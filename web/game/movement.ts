import type { Leaderboard } from "../../client/src/types.ts";

export type Places = Leaderboard["places"];

/** How a place has changed. */
export interface Movement {
  /** Where the row was, from 0; a new row comes from below the last. */
  fromIndex: number;
  /** What it had before; 0 for a new one. */
  fromPoints: number;
  /** How many ranks it has risen (positive) or fallen; undefined for a new one. */
  ranks: number | undefined;
}

/**
 * How each place of a leaderboard has changed, in its order.
 *
 * @param previous undefined if there was none: then nothing has moved
 */
export function movements(places: Places, previous: Places | undefined): Movement[] {
  const before = new Map(previous?.map((place, index) => [place.playerNo, { ...place, index }]));
  return places.map((place, index) => {
    if (!previous) return { fromIndex: index, fromPoints: place.points, ranks: 0 };
    const was = before.get(place.playerNo);
    if (!was) return { fromIndex: places.length, fromPoints: 0, ranks: undefined };
    return { fromIndex: was.index, fromPoints: was.points, ranks: was.rank - place.rank };
  });
}
