import type { KnownSession } from "../caches/session-cache.ts";
import type { KnownSnapshot } from "../caches/snapshot-cache.ts";
import type { Chunk } from "../http/response-stream.ts";
import type { Audience } from "../views/stats-view.ts";
import { chunkOfEvents, type EventStream, type Seen } from "./event-stream.ts";
import { ToldFigures } from "./sent-stats.ts";
import {
  type Announced,
  type Announcement,
  comeTo,
  news,
  placesNews,
  present,
  stateNews,
  statsNews,
} from "./session-events.ts";

const AUDIENCES: readonly Audience[] = ["players", "host"];

/** A broadcast that takes no longer than this, in ms, holds nothing up. */
const BRIEF_MS = 5;

/**
 * The streams of one session on this node. An event is made once for each audience, however many read it. What
 * happens in the session is told at once. Figures, and how many have joined, give way: after a broadcast they wait for
 * as long as it took, and then the newest go out, so that of many thousand streams none waits for its next question
 * behind old figures, and a crowd that joins does not keep a gateway busy with telling of it.
 */
export class Channel {
  readonly #streams = new Set<EventStream>();
  #known: KnownSession;
  #snapshot: KnownSnapshot | undefined;
  #announced: Announced;
  #leaderboards: Partial<Record<Audience, string>> = {};
  /** Questions whose newest figures are not told yet, and whether the number of players is. */
  readonly #due = new Set<number>();
  #isStateDue = false;
  #timer: NodeJS.Timeout | undefined;
  /** Till when all that is due waits, by `performance.now()`. */
  #freeAt = 0;
  /** The number of the last snapshot whose figures were told to all. */
  #toldSeq = 0;
  readonly #told: Record<Audience, ToldFigures> = { players: new ToldFigures(), host: new ToldFigures() };

  constructor(known: KnownSession, snapshot: KnownSnapshot | undefined) {
    this.#known = known;
    this.#snapshot = snapshot;
    this.#announced = comeTo(known, Date.now());
    this.#toldSeq = snapshot?.seq ?? 0;
    if (snapshot) this.#noteShown(snapshot);
  }

  get size(): number {
    return this.#streams.size;
  }

  get sessionId(): string {
    return this.#known.record.id;
  }

  get sessionNo(): number {
    return this.#known.record.no;
  }

  add(stream: EventStream, seen: Seen): void {
    this.#streams.add(stream);
    this.greet(stream, seen);
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) clearTimeout(this.#timer);
  }

  /** Sends one who comes the current state: what is played first, then the figures, unless they have been seen. */
  greet(stream: EventStream, seen: Seen): void {
    const told = this.#told[stream.audience];
    stream.told = seen.seq < 0 ? told.order : told.orderAt(seen.seq);
    const state = present(this.#known, stream.audience, Date.now());
    const unseen = seen.revision < this.#known.record.revision ? state : state.slice(0, 1);
    const snapshot = this.#snapshot && seen.seq < this.#snapshot.seq ? this.#snapshot : undefined;
    this.#bringUpToDate(stream, unseen, snapshot);
  }

  /** Sends one who was left out the newest state, and of the figures what matters now. */
  catchUp(stream: EventStream): void {
    this.#bringUpToDate(stream, present(this.#known, stream.audience, Date.now()), this.#snapshot);
  }

  /** The session has moved. */
  moved(known: KnownSession): void {
    const now = Date.now();
    const before = this.#announced;
    this.#known = known;
    this.#letGo(new Set(known.record.removed));
    for (const audience of AUDIENCES) {
      this.#told[audience].sessionMoved();
      this.#tell(audience, news(known, before, audience, now));
    }
    this.#isStateDue = false;
    this.#announced = comeTo(known, now);
    // What was held back until the end is shown at the end.
    const isNowOver = this.#announced.over && !before.over;
    const shown = [...this.#announced.closed].filter((no) => isNowOver || !before.closed.has(no));
    if (this.#snapshot) this.updated(this.#snapshot, shown);
  }

  /** More players have joined. */
  joined(known: KnownSession): void {
    this.#known = known;
    this.#isStateDue = true;
    this.#tellSoon();
  }

  /** There are newer figures, of the questions given; only what shows a change to an audience is sent to it. */
  updated(snapshot: KnownSnapshot, questions: readonly number[]): void {
    this.#snapshot = snapshot;
    for (const no of questions) this.#due.add(no);
    this.#tellSoon();
  }

  comment(chunk: Chunk): void {
    for (const stream of this.#streams) stream.write(chunk);
  }

  sayFarewell(): void {
    clearTimeout(this.#timer);
    for (const stream of this.#streams) stream.sayFarewell();
  }

  /** A removed player's token is none any more, nor are the streams that it opened. */
  #letGo(removed: ReadonlySet<number>): void {
    for (const stream of this.#streams) {
      if (stream.playerNo === null || !removed.has(stream.playerNo)) continue;
      this.#streams.delete(stream);
      stream.end();
    }
  }

  /** What is known when the channel is made is no news later on: whoever comes is shown what matters of it. */
  #noteShown(snapshot: KnownSnapshot): void {
    for (const audience of AUDIENCES) {
      for (const no of snapshot.questions.keys()) this.#statsNews(audience, no);
      this.#leaderboardNews(audience);
    }
  }

  /** At once, or when the time is over for which the last broadcast holds it up. */
  #tellSoon(): void {
    const waitMs = this.#freeAt - performance.now();
    if (waitMs <= 0) this.#tellWhatIsDue();
    else this.#timer ??= setTimeout(() => this.#tellWhatIsDue(), waitMs);
  }

  #tellWhatIsDue(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due];
    this.#due.clear();
    const isStateDue = this.#isStateDue;
    this.#isStateDue = false;
    this.#toldSeq = this.#snapshot?.seq ?? 0;
    for (const audience of AUDIENCES) {
      const state = isStateDue ? [stateNews(this.#known, audience, Date.now())] : [];
      const stats = due.flatMap((no) => this.#statsNews(audience, no));
      this.#tell(audience, [...state, ...stats, ...this.#leaderboardNews(audience)]);
    }
  }

  /**
   * The state, then the figures: those of the question that is played, or in pace self those of each question that the
   * reader was not told of. There may be a thousand, so they go out one by one, as bytes that all such readers share;
   * one who falls behind once more goes on from there.
   */
  #bringUpToDate(
    stream: EventStream,
    state: readonly Announcement[],
    snapshot: KnownSnapshot | undefined,
  ): void {
    const { audience } = stream;
    const missed = snapshot && this.#isSelf ? this.#told[audience].missedSince(stream.told) : [];
    const figures = snapshot ? [...this.#current(audience), placesNews(snapshot, audience)] : [];
    const seq = this.#snapshot?.seq ?? 0;
    if (missed.length === 0) {
      stream.write(this.#chunk([...state, ...figures], seq));
      return;
    }
    // An id tells what has been seen before it: whoever leaves in the midst of this comes back for the rest.
    stream.write(this.#chunk(state, missed[0]!.seq - 1));
    for (const told of missed) {
      told.chunk ??= this.#chunk([this.#stats(audience, told.question)], told.seq - 1);
      if (!stream.write(told.chunk)) return;
      stream.told = told.order;
    }
    stream.write(this.#chunk(figures, seq));
  }

  get #isSelf(): boolean {
    return this.#known.record.settings.pace === "self";
  }

  #chunk(announcements: readonly Announcement[], seq: number): Chunk {
    return chunkOfEvents(announcements, { revision: this.#known.record.revision, seq });
  }

  #tell(audience: Audience, announcements: readonly Announcement[]): void {
    if (announcements.length === 0) return;
    const chunk = this.#chunk(announcements, this.#toldSeq);
    const { order } = this.#told[audience];
    const startedAt = performance.now();
    for (const stream of this.#streams) {
      if (stream.audience === audience && stream.write(chunk)) stream.told = order;
    }
    const endedAt = performance.now();
    const tookMs = endedAt - startedAt;
    if (tookMs > BRIEF_MS) this.#freeAt = endedAt + tookMs;
  }

  #statsNews(audience: Audience, no: number): Announcement[] {
    const stats = this.#stats(audience, no);
    const { asOf: _asOf, ...shown } = stats.data;
    return this.#told[audience].note(no, JSON.stringify(shown), this.#snapshot!.seq) ? [stats] : [];
  }

  #leaderboardNews(audience: Audience): Announcement[] {
    if (!this.#snapshot) return [];
    const news = placesNews(this.#snapshot, audience);
    const text = JSON.stringify({ ...news.data, asOf: "" });
    if (this.#leaderboards[audience] === text) return [];
    this.#leaderboards[audience] = text;
    return [news];
  }

  #stats(audience: Audience, no: number) {
    return statsNews(this.#known, this.#snapshot!, no, audience, Date.now());
  }

  /** The figures of the question that is played; pace self has none that matters more than others. */
  #current(audience: Audience): Announcement[] {
    const current = this.#isSelf ? undefined : [...this.#announced.opened].at(-1);
    return current === undefined ? [] : [this.#stats(audience, current)];
  }
}
