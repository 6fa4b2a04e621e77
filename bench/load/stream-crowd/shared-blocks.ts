import type { CrowdEvent } from "./stream-reader.ts";

/** More kinds of bytes than a broadcast has. */
const MAX_ENTRIES = 64;

interface Entry {
  bytes: Buffer;
  events: readonly CrowdEvent[];
}

/** What the newest bytes meant, by their length: a broadcast is the same bytes on every stream. */
export class SharedBlocks {
  readonly #entries = new Map<number, Entry>();

  find(bytes: Buffer): readonly CrowdEvent[] | undefined {
    const entry = this.#entries.get(bytes.length);
    return entry?.bytes.equals(bytes) ? entry.events : undefined;
  }

  /** @param bytes are copied */
  add(bytes: Buffer, events: readonly CrowdEvent[]): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(bytes.length, { bytes: Buffer.from(bytes), events });
  }
}
