/** Options are numbered from 0; several of them are a bit mask. */

export const MAX_OPTIONS = 20;
/** The longest text of an option, in UTF-16 code units. */
export const MAX_OPTION_LENGTH = 500;

export function maskOf(ids: readonly number[]): number {
  return ids.reduce((mask, id) => mask | (1 << id), 0);
}

/** The ids of a mask, in ascending order. */
export function idsOf(mask: number): number[] {
  return Array.from({ length: MAX_OPTIONS }, (_, id) => id).filter((id) => mask & (1 << id));
}
