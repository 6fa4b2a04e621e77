import { type ReadonlySignal, signal } from "@preact/signals";

/** A part of the page that is loaded only when it is needed. */
export interface PagePart<Part> {
  /** Undefined until it is there. */
  part: ReadonlySignal<Part | undefined>;
  /** Loads it, if nobody has asked for it yet. It tries again each second until the part is there. */
  load(): Promise<void>;
}

export function pagePart<Part>(fetchPart: () => Promise<Part>): PagePart<Part> {
  const part = signal<Part | undefined>(undefined);
  let isLoading = false;
  const load = async () => {
    if (isLoading) return;
    isLoading = true;
    while (!part.peek()) {
      try {
        part.value = await fetchPart();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  };
  return { part, load };
}
