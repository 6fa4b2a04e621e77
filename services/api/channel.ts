import { type Announced, type Announcement, comeTo, news, present } from "./announcements.ts";
import { type EventStream, eventId, eventText, type Seen } from "./event-stream.ts";
import { type Audience, figuresView, leaderboardView } from "./figures-view.ts";
import { type Chunk, chunkOf } from "./outlet.ts";
import type { KnownSession } from "./session-book.ts";
import { publicView } from "./session-view.ts";
import type { KnownSnapshot } from "./snapshot-book.ts";

/** Places of a leaderboard in a stream. */
const STREAMED_PLACES = 10;
const AUDIENCES: readonly Audience[] = ["players", "host"];

/** A broadcast that takes no longer than this, in ms, holds nothing up. */
const BRIEF_MS = 5;

/**
 * The streams of one session on this node. An event is made once for each audience, however many read it. What
 * happens in the session is told at once. Figures give way: after a broadcast they wait for as long as it took, and
 * then the newest go out, so that of many thousand streams none waits for its next question behind old figures.
 */
export class Channel {
  readonly #streams = new Set<EventStream>();
  #known: KnownSession;
  #snapshot: KnownSnapshot | undefined;
  #announced: Announced;
  #leaderboards: Partial<Record<Audience, string>> = {};
  /** Questions whose newest figures are not told yet. */
  readonly #due = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  /** Till when figures wait, by `performance.now()`. */
  #freeAt = 0;
  /** The number of the last snapshot whose figures were told to all. */
  #toldSeq = 0;
  readonly #shown: Record<Audience, Map<number, string>> = { players: new Map(), host: new Map() };

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

  /** Sends the current state: what is played first, then the figures, unless the reader has seen these. */
  greet(stream: EventStream, seen: Seen = { revision: -1, seq: -1 }): void {
    const id = this.#id(this.#snapshot?.seq ?? 0);
    const state = present(this.#known, stream.audience, Date.now());
    const figures = this.#snapshot && seen.seq < this.#snapshot.seq ? this.#figures(stream.audience) : [];
    const all = [...(seen.revision < this.#known.record.revision ? state : state.slice(0, 1)), ...figures];
    stream.write(chunkOf(all.map((one) => eventText(one, id)).join("")));
  }

  /** The session has moved. */
  moved(known: KnownSession): void {
    const now = Date.now();
    const before = this.#announced;
    this.#known = known;
    this.#letGo(new Set(known.record.removed));
    for (const audience of AUDIENCES) this.#tell(audience, news(known, before, audience, now));
    this.#announced = comeTo(known, now);
    // What was held back until the end is shown at the end.
    const isNowOver = this.#announced.over && !before.over;
    const shown = [...this.#announced.closed].filter((no) => isNowOver || !before.closed.has(no));
    if (this.#snapshot) this.updated(this.#snapshot, shown);
  }

  /** More players have joined. */
  joined(known: KnownSession): void {
    this.#known = known;
    for (const audience of AUDIENCES) {
      this.#tell(audience, [{ event: "state", data: publicView(known, Date.now()) }]);
    }
  }

  /** There are newer figures, of the questions given; only what shows a change to an audience is sent to it. */
  updated(snapshot: KnownSnapshot, questions: readonly number[]): void {
    this.#snapshot = snapshot;
    for (const no of questions) this.#due.add(no);
    const waitMs = this.#freeAt - performance.now();
    if (waitMs <= 0) this.#tellFigures();
    else this.#timer ??= setTimeout(() => this.#tellFigures(), waitMs);
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

  #tellFigures(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due];
    this.#due.clear();
    this.#toldSeq = this.#snapshot!.seq;
    for (const audience of AUDIENCES) {
      const stats = due.flatMap((no) => this.#statsNews(audience, no));
      this.#tell(audience, [...stats, ...this.#leaderboardNews(audience)]);
    }
  }

  #id(seq: number): string {
    return eventId({ revision: this.#known.record.revision, seq });
  }

  #tell(audience: Audience, announcements: readonly Announcement[]): void {
    if (announcements.length === 0) return;
    const id = this.#id(this.#toldSeq);
    const chunk = chunkOf(announcements.map((one) => eventText(one, id)).join(""));
    const startedAt = performance.now();
    for (const stream of this.#streams) if (stream.audience === audience) stream.write(chunk);
    const endedAt = performance.now();
    const tookMs = endedAt - startedAt;
    if (tookMs > BRIEF_MS) this.#freeAt = endedAt + tookMs;
  }

  #statsNews(audience: Audience, no: number): Announcement[] {
    const data = figuresView(this.#known, this.#snapshot!, no, audience, Date.now());
    const { asOf: _asOf, ...shown } = data;
    const text = JSON.stringify(shown);
    if (this.#shown[audience].get(no) === text) return [];
    this.#shown[audience].set(no, text);
    return [{ event: "stats", data }];
  }

  #leaderboardNews(audience: Audience): Announcement[] {
    const { leaderboards } = this.#snapshot!;
    const { asOf, ...shown } = audience === "host" ? leaderboards.full : leaderboards.open;
    const text = leaderboardView({ ...shown, asOf: "" }, STREAMED_PLACES);
    if (this.#leaderboards[audience] === text) return [];
    this.#leaderboards[audience] = text;
    return [
      { event: "leaderboard", data: { ...shown, places: shown.places.slice(0, STREAMED_PLACES), asOf } },
    ];
  }

  /** The figures that matter to one who has just come: of the question played now, and who leads. */
  #figures(audience: Audience): Announcement[] {
    const snapshot = this.#snapshot!;
    const current = [...this.#announced.opened].at(-1);
    const isSelf = this.#known.record.settings.pace === "self";
    const stats =
      current === undefined || isSelf
        ? []
        : [
            {
              event: "stats" as const,
              data: figuresView(this.#known, snapshot, current, audience, Date.now()),
            },
          ];
    const { places, ...rest } = audience === "host" ? snapshot.leaderboards.full : snapshot.leaderboards.open;
    return [...stats, { event: "leaderboard", data: { places: places.slice(0, STREAMED_PLACES), ...rest } }];
  }
}
