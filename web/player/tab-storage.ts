/** What lives as long as the tab, by key. It may be forbidden or full: then nothing is kept, and nothing is thrown. */

/** @returns undefined if nothing is kept */
export function readTab(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value undefined removes it */
export function keepInTab(key: string, value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Private mode, or it is full.
  }
}
