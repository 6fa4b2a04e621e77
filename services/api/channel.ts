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

/** The streams of one session on this node. An event is made once for each audience, however many read it. */
export class Channel {
  readonly #streams = new Set<EventStream>();
  #known: KnownSession;
  #snapshot: KnownSnapshot | undefined;
  #announced: Announced;
  #leaderboards: Partial<Record<Audience, string>> = {};
  readonly #shown: Record<Audience, Map<number, string>> = { players: new Map(), host: new Map() };

  constructor(known: KnownSession, snapshot: KnownSnapshot | undefined) {
    this.#known = known;
    this.#snapshot = snapshot;
    this.#announced = comeTo(known, Date.now());
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
  }

  /** Sends the current state: what is played first, then the figures, unless the reader has seen these. */
  greet(stream: EventStream, seen: Seen = { revision: -1, seq: -1 }): void {
    const id = this.#id();
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
    for (const audience of AUDIENCES) {
      const stats = questions.flatMap((no) => this.#statsNews(audience, no));
      this.#tell(audience, [...stats, ...this.#leaderboardNews(audience)]);
    }
  }

  comment(chunk: Chunk): void {
    for (const stream of this.#streams) stream.write(chunk);
  }

  sayFarewell(): void {
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

  #id(): string {
    return eventId({ revision: this.#known.record.revision, seq: this.#snapshot?.seq ?? 0 });
  }

  #tell(audience: Audience, announcements: readonly Announcement[]): void {
    if (announcements.length === 0) return;
    const id = this.#id();
    const chunk = chunkOf(announcements.map((one) => eventText(one, id)).join(""));
    for (const stream of this.#streams) if (stream.audience === audience) stream.write(chunk);
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
