import { type Chunk, chunkOf } from "../http/response-stream.ts";

/** How many streams of one gateway come back per ms, after its death or its planned stop: what the others take easily. */
const RETURNS_PER_MS = 2;
/** Nobody comes back earlier: the load balancer must see first that a gateway is gone; in ms. */
const FIRST_MS = 500;
/** The longest time over which the returns are spread, in ms. */
const MAX_WINDOW_MS = 20_000;
/** Delays are multiples of this, so that many streams share the bytes of one; in ms. */
const STEP_MS = 20;

const chunks = new Map<number, Chunk>();

/** @returns the time over which so many streams come back if their gateway dies, in ms */
export function returnWindowMs(streams: number): number {
  return Math.min(MAX_WINDOW_MS, streams / RETURNS_PER_MS);
}

/** @returns how long a gateway of a cluster takes to end so many streams before a planned stop, in ms: they come back so */
export function closingTimeMs(streams: number): number {
  return Math.round(returnWindowMs(streams));
}

/** @returns a random time after which a client comes back to the other gateways, if this one dies; in ms */
export function randomRetryMs(streams: number, random = Math.random): number {
  const delayMs = FIRST_MS + random() * returnWindowMs(streams);
  return Math.round(delayMs / STEP_MS) * STEP_MS;
}

/**
 * A random `retry:`, then a comment. A client keeps the delay in case that the connection breaks; the comment shows that
 * this is no farewell, which has a `retry:` as its last words.
 *
 * @param streams how many streams the gateway has
 */
export function retryChunk(streams: number, random = Math.random): Chunk {
  const ms = randomRetryMs(streams, random);
  return chunks.getOrInsertComputed(ms, () => chunkOf(`retry: ${ms}\n\n:\n\n`));
}
