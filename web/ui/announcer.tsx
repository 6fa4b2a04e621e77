import { signal } from "@preact/signals";

const polite = signal("");
const assertive = signal("");

/**
 * Tells a screen reader something that the eye sees.
 *
 * @param urgency `assertive` interrupts what is being read
 */
export function announce(text: string, urgency: "polite" | "assertive" = "polite"): void {
  const region = urgency === "polite" ? polite : assertive;
  // The same text again is a change as well. Who tells something in an effect does not follow what is told.
  region.value = region.peek() === text ? `${text}\u00a0` : text;
}

/** The live regions: once on each page, from its first paint on. */
export function Announcer() {
  return (
    <>
      <div class="visually-hidden" aria-live="polite" role="status">
        {polite}
      </div>
      <div class="visually-hidden" aria-live="assertive" role="alert">
        {assertive}
      </div>
    </>
  );
}
