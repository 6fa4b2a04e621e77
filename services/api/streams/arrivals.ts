import { type Arrival, MAX_ARRIVALS } from "../../../platform/contracts/contracts.ts";
import type { Chunk } from "../http/response-stream.ts";
import type { EventStream } from "./event-stream.ts";
import type { SessionEvent } from "./session-events.ts";

/** Minimum time between two events `joined` of a session, in ms. */
const INTERVAL_MS = 500;

/** What the arrivals need of their channel. */
export interface ArrivalsSource {
  /** The players who joined last, in order of their numbers. */
  load(): Promise<Arrival[]>;
  /** How many players are in. */
  playerCount(): number;
  encode(events: readonly SessionEvent[]): Chunk;
  /** Writes to streams after what they are still to get: an event's id says that all before it was sent. */
  send(streams: readonly EventStream[], chunk: Chunk): void;
}

/**
 * Tells the host and the screens of one session who has joined: the newest names when a stream opens, then those who
 * arrive, at most every half second and never more than MAX_ARRIVALS names. So the bytes that a host gets do not grow with
 * the number of joins. Players' streams get nothing, and without a host or a screen nothing is kept.
 */
export class Arrivals {
  readonly #source: ArrivalsSource;
  /** The streams of the host and of screens. */
  readonly #streams = new Set<EventStream>();
  /** Those that have not got the newest names yet: they are being loaded. */
  readonly #waiting = new Set<EventStream>();
  /** The names for streams that open; undefined until they are loaded. */
  #newest: Arrival[] | undefined;
  /** Changes when the last stream has closed: then a load that is under way is for nobody. */
  #generation = {};
  #isLoading = false;
  #pending: Arrival[] = [];
  #pendingMore = 0;
  #timer: NodeJS.Timeout | undefined;
  /** By `performance.now()`. */
  #nextSendAt = 0;

  constructor(source: ArrivalsSource) {
    this.#source = source;
  }

  /** A stream has opened. */
  add(stream: EventStream): void {
    if (stream.audience === "players") return;
    this.#streams.add(stream);
    this.sendNewest(stream);
  }

  /** Sends a stream the newest names, as soon as they are loaded. */
  sendNewest(stream: EventStream): void {
    if (stream.audience === "players") return;
    if (this.#newest) {
      this.#writeNewest([stream], this.#newest);
      return;
    }
    this.#waiting.add(stream);
    if (!this.#isLoading) void this.#load();
  }

  remove(stream: EventStream): void {
    this.#waiting.delete(stream);
    if (this.#streams.delete(stream) && this.#streams.size === 0) this.stop();
  }

  /** Players have joined, and `more` others whose names are not known. Who was among the newest has been named. */
  arrived(joined: readonly Arrival[], more: number): void {
    if (this.#streams.size === 0) return;
    const named = new Set(this.#newest?.map(({ playerNo }) => playerNo));
    const players = joined.filter(({ playerNo }) => !named.has(playerNo));
    if (players.length + more === 0) return;
    if (this.#newest) this.#newest = newestOf(this.#newest.concat(players));
    const pending = newestOf(this.#pending.concat(players));
    this.#pendingMore += more + this.#pending.length + players.length - pending.length;
    this.#pending = pending;
    this.#scheduleSend();
  }

  /** Players were removed: their names are not sent any more. */
  forget(removed: ReadonlySet<number>): void {
    const stays = ({ playerNo }: Arrival) => !removed.has(playerNo);
    this.#newest = this.#newest?.filter(stays);
    this.#pending = this.#pending.filter(stays);
  }

  /** Forgets everything. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#generation = {};
    this.#isLoading = false;
    this.#waiting.clear();
    this.#newest = undefined;
    this.#pending = [];
    this.#pendingMore = 0;
  }

  /** If it fails, the streams that wait get only those who arrive from now on. */
  async #load(): Promise<void> {
    const generation = this.#generation;
    this.#isLoading = true;
    const loaded = await this.#source.load().catch(() => undefined);
    if (generation !== this.#generation) return;
    this.#isLoading = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    if (!loaded) return;
    // Who has arrived meanwhile may be in both.
    const known = new Set(loaded.map(({ playerNo }) => playerNo));
    this.#newest = newestOf(loaded.concat(this.#pending.filter(({ playerNo }) => !known.has(playerNo))));
    // What nobody but them would get is among these names, and in their count.
    if (waiting.length === this.#streams.size) {
      this.#pending = [];
      this.#pendingMore = 0;
    }
    this.#writeNewest(waiting, this.#newest);
  }

  #writeNewest(streams: readonly EventStream[], players: Arrival[]): void {
    const more = Math.max(0, this.#source.playerCount() - players.length);
    if (players.length > 0) this.#write(streams, players, more);
  }

  #scheduleSend(): void {
    const delayMs = this.#nextSendAt - performance.now();
    if (delayMs <= 0) this.#sendPending();
    else this.#timer ??= setTimeout(() => this.#sendPending(), delayMs);
  }

  #sendPending(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#nextSendAt = performance.now() + INTERVAL_MS;
    const [players, more] = [this.#pending, this.#pendingMore];
    this.#pending = [];
    this.#pendingMore = 0;
    if (players.length + more > 0) this.#write([...this.#streams], players, more);
  }

  #write(streams: readonly EventStream[], players: Arrival[], more: number): void {
    this.#source.send(streams, this.#source.encode([{ event: "joined", data: { players, more } }]));
  }
}

/** The newest of some arrivals, in order of their numbers: numbers are given in the order of joining. */
function newestOf(arrivals: Arrival[]): Arrival[] {
  return arrivals.sort((a, b) => a.playerNo - b.playerNo).slice(-MAX_ARRIVALS);
}
