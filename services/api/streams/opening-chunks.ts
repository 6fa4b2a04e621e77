import { currentTime } from "../../../platform/clock.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import type { Chunk } from "../http/response-stream.ts";

/** How long bytes are shared, in ms. They tell the time, by which phones set their clocks: no more than a network delays. */
const SHARED_FOR_MS = 25;

/** What the bytes are made from. */
interface Basis {
  session: CachedSession;
  snapshot: CachedSnapshot | undefined;
}

/** The first bytes of streams. Streams that open at almost the same time and miss the same share them. */
export class OpeningChunks {
  readonly #chunks = new Map<string, Basis & { at: number; chunk: Chunk }>();

  /** @param wants what a stream gets, in few different words */
  get(wants: string, { session, snapshot }: Basis, make: () => Chunk): Chunk {
    const at = currentTime();
    const shared = this.#chunks.get(wants);
    const isFresh = shared !== undefined && at >= shared.at && at - shared.at <= SHARED_FOR_MS;
    if (isFresh && shared.session === session && shared.snapshot === snapshot) return shared.chunk;
    const chunk = make();
    this.#chunks.set(wants, { session, snapshot, at, chunk });
    return chunk;
  }
}
