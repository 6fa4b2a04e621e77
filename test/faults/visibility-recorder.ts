import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import type { Joined } from "../harness/contract.ts";
import { EventStream } from "../harness/event-stream.ts";

const LOOK_EVERY_MS = 100;

/** Bytes that a player got, and when by the wall clock. */
interface Sight {
  at: number;
  where: string;
  text: string;
}

/** Looks at all that a player and a stranger may see of a session, through every gateway, until told to stop. */
export class Spy {
  readonly sights: Sight[] = [];
  /** Where it looks, below the session's address. */
  readonly paths: readonly string[];
  readonly #gateways: readonly Client[];
  readonly #player: Joined;
  readonly #streams: EventStream[];
  #looking: Promise<void>;
  #isOver = false;

  /** @param question whose key the spy is after */
  static async send(gateways: readonly Client[], player: Joined, question: number): Promise<Spy> {
    const streams = await Promise.all(
      gateways.flatMap(({ baseUrl }) =>
        [undefined, player.token].map((token) => EventStream.open(baseUrl, player.sessionId, { token })),
      ),
    );
    return new Spy(gateways, player, question, streams);
  }

  private constructor(gateways: readonly Client[], player: Joined, question: number, streams: EventStream[]) {
    this.#gateways = gateways;
    this.#player = player;
    this.#streams = streams;
    this.paths = ["", `/questions/${question}/stats`, "/leaderboard", "/me"];
    this.#looking = this.#look();
  }

  /** All that was seen: replies, and events as they came. */
  async report(): Promise<Sight[]> {
    this.#isOver = true;
    await this.#looking;
    for (const stream of this.#streams) stream.close();
    const events = this.#streams.flatMap((stream) =>
      stream.events.map(({ at, event, text }) => ({ at, where: `event ${event}`, text })),
    );
    return [...this.sights, ...events];
  }

  async #look(): Promise<void> {
    const { sessionId, token } = this.#player;
    while (!this.#isOver) {
      const looks = this.#gateways.flatMap((gateway) =>
        this.paths.map(async (path) => {
          const reply = await gateway.send("GET", `/api/sessions/${sessionId}${path}`, { token });
          this.sights.push({ at: reply.doneAt, where: path, text: reply.raw.toString("utf8") });
        }),
      );
      await Promise.allSettled(looks);
      await pause(LOOK_EVERY_MS);
    }
  }
}

/** What of some sights tells how question `no` was answered or should have been. */
export function leaks(sights: readonly Sight[], no: number, marks: readonly string[]): string[] {
  const told = ({ where, text }: Sight) =>
    marks.some((mark) => text.includes(mark)) ||
    (/stats/.test(where) && JSON.parse(text).question === no && JSON.parse(text).options !== undefined) ||
    (/leaderboard/.test(where) && /"points":[1-9]/.test(text)) ||
    (where === "/me" && /"points":[1-9]/.test(text));
  return sights.filter(told).map(({ where, text }) => `${where}: ${text.slice(0, 300)}`);
}
