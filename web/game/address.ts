/** Addresses that more than one page knows. */

/** Where a player joins with a code. */
export const joinPath = (code: string): string => `/join/${encodeURIComponent(code)}`;

/** A part of an address as a person would write it; as it stands there if it is malformed. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
