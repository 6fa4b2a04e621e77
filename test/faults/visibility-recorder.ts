import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Reply } from "../harness/client.ts";
import type { Joined } from "../harness/contract.ts";
import { EventStream } from "../harness/event-stream.ts";
import { Spectator } from "../harness/player.ts";
import { Undescribed } from "../harness/undescribed.ts";

const POLL_MS = 100;

/** Bytes that a player received, and when (epoch ms). */
interface Observation {
  at: number;
  where: string;
  text: string;
}

type Read = [where: string, read: (reader: Spectator) => Promise<Reply<unknown>>];

/** Records everything that a player and a stranger can see of a session, through every gateway, until it is stopped. */
export class VisibilityRecorder {
  readonly observations: Observation[] = [];
  /** What it reads of the session. */
  readonly reads: readonly Read[];
  readonly #gateways: readonly Client[];
  readonly #player: Joined;
  readonly #streams: EventStream[];
  #loop: Promise<void>;
  #isStopped = false;

  /** @param question whose key must not leak */
  static async start(
    gateways: readonly Client[],
    player: Joined,
    question: number,
  ): Promise<VisibilityRecorder> {
    const streams = await Promise.all(
      gateways.flatMap(({ baseUrl }) =>
        [undefined, player.token].map((token) => EventStream.open(baseUrl, player.sessionId, { token })),
      ),
    );
    return new VisibilityRecorder(gateways, player, question, streams);
  }

  private constructor(gateways: readonly Client[], player: Joined, question: number, streams: EventStream[]) {
    this.#gateways = gateways;
    this.#player = player;
    this.#streams = streams;
    this.reads = [
      ["state", (reader) => reader.state()],
      ["stats", (reader) => reader.stats(question)],
      ["leaderboard", (reader) => reader.leaderboard()],
      ["me", (reader) => reader.me()],
    ];
    this.#loop = this.#poll();
  }

  /** Stops, and returns everything that was seen: replies and events. */
  async stop(): Promise<Observation[]> {
    this.#isStopped = true;
    await this.#loop;
    for (const stream of this.#streams) stream.close();
    const events = this.#streams.flatMap((stream) =>
      stream.events.map(({ at, event, text }) => ({ at, where: `event ${event}`, text })),
    );
    return [...this.observations, ...events];
  }

  async #poll(): Promise<void> {
    const { sessionId, token } = this.#player;
    const readers = this.#gateways.map((gateway) => new Spectator(gateway, sessionId, token));
    while (!this.#isStopped) {
      const reads = readers.flatMap((reader) =>
        this.reads.map(async ([where, read]) => {
          const reply = await read(reader);
          this.observations.push({ at: reply.doneAt, where, text: reply.raw.toString("utf8") });
        }),
      );
      // A gateway may be away.
      for (const { reason } of (await Promise.allSettled(reads)) as { reason?: unknown }[])
        if (reason instanceof Undescribed) throw reason;
      await sleep(POLL_MS);
    }
  }
}

/** The observations that reveal how question `no` was answered, or its key; one line each. */
export function leaks(observations: readonly Observation[], no: number, marks: readonly string[]): string[] {
  const reveals = ({ where, text }: Observation) =>
    marks.some((mark) => text.includes(mark)) ||
    (/stats/.test(where) && JSON.parse(text).question === no && JSON.parse(text).options !== undefined) ||
    (/leaderboard/.test(where) && /"points":[1-9]/.test(text)) ||
    (where === "me" && /"points":[1-9]/.test(text));
  return observations.filter(reveals).map(({ where, text }) => `${where}: ${text.slice(0, 300)}`);
}
