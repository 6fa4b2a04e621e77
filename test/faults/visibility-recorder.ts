import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import type { Joined } from "../harness/contract.ts";
import { EventStream } from "../harness/event-stream.ts";

const POLL_MS = 100;

/** Bytes that a player received, and when (epoch ms). */
interface Observation {
  at: number;
  where: string;
  text: string;
}

/** Records everything that a player and a stranger can see of a session, through every gateway, until it is stopped. */
export class VisibilityRecorder {
  readonly observations: Observation[] = [];
  /** The paths that it reads, below the session's address. */
  readonly paths: readonly string[];
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
    this.paths = ["", `/questions/${question}/stats`, "/leaderboard", "/me"];
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
    while (!this.#isStopped) {
      const reads = this.#gateways.flatMap((gateway) =>
        this.paths.map(async (path) => {
          const reply = await gateway.send("GET", `/api/sessions/${sessionId}${path}`, { token });
          this.observations.push({ at: reply.doneAt, where: path, text: reply.raw.toString("utf8") });
        }),
      );
      await Promise.allSettled(reads);
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
    (where === "/me" && /"points":[1-9]/.test(text));
  return observations.filter(reveals).map(({ where, text }) => `${where}: ${text.slice(0, 300)}`);
}
