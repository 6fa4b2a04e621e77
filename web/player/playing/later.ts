import { signal } from "@preact/signals";

type LaterViews = typeof import("./later-views.tsx");

/** The views after the first question, once they are loaded: nobody waits for their bytes in order to join and answer. */
export const later = signal<LaterViews | undefined>(undefined);
let isLoading = false;

/** Loads them: while the first question is shown. It tries again until they are there. */
export async function loadLater(): Promise<void> {
  if (isLoading) return;
  isLoading = true;
  while (!later.peek()) {
    try {
      later.value = await import("./later-views.tsx");
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
