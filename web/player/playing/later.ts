import { signal } from "@preact/signals";
import { texts } from "../text.ts";
import { laterTexts } from "./later-text.ts";

type LaterViews = typeof import("./later-views.tsx");

/** The views after the first question, once they and their words are loaded: nobody waits for them to join and answer. */
export const later = signal<LaterViews | undefined>(undefined);
let isLoading = false;

/** Loads them: while the first question is shown. It tries again until they are there. */
export async function loadLater(): Promise<void> {
  if (isLoading) return;
  isLoading = true;
  while (!later.peek()) {
    try {
      const [views] = await Promise.all([import("./later-views.tsx"), laterTexts.load([texts.language])]);
      later.value = views;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
