import { monotonicMs } from "./monotonic.ts";
import type { Arrivals } from "./plan.ts";
import type { CrowdEvent } from "./stream-reader.ts";

/** Notes when each stream gets an event: four bytes per stream. */
export class Watch {
  /** How many streams have it. */
  arrived = 0;
  readonly #event: string;
  readonly #text: string;
  readonly #from = monotonicMs();
  readonly #offsets: Float32Array;
  #last: CrowdEvent | undefined;
  #lastMatches = false;

  /** @param text what the event's text contains */
  constructor(capacity: number, event: string, text: string) {
    this.#event = event;
    this.#text = text;
    this.#offsets = new Float32Array(capacity).fill(Number.NaN);
  }

  see(stream: number, event: CrowdEvent): void {
    // Streams that got the same bytes have the same object.
    if (event !== this.#last) {
      this.#last = event;
      this.#lastMatches = event.name === this.#event && event.text.includes(this.#text);
    }
    if (!this.#lastMatches || !Number.isNaN(this.#offsets[stream]!)) return;
    this.#offsets[stream] = monotonicMs() - this.#from;
    this.arrived++;
  }

  /** @param streams how many streams there are */
  arrivals(streams: number): Arrivals {
    return { from: this.#from, offsets: this.#offsets.slice(0, streams) };
  }
}
