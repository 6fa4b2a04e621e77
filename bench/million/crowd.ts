import type { Socket } from "node:net";
import { openConnection } from "../load/load.ts";
import { listen, ReplyReader } from "../load/reply-reader.ts";

/** One stage of the game: everyone does one thing, each once. */
export interface Stage {
  /** The gateway's ports; connections are spread over them. */
  ports: readonly number[];
  connections: number;
  players: number;
  /** What player `index` (from 0) sends. */
  request(index: number): Buffer;
  /** The statuses that say that it is done; 429 and 503 are tried again. */
  good: readonly number[];
  took?(index: number, body: string): void;
  /** Told after every reply that was good. */
  done?(count: number): void;
}

export interface StageOutcome {
  seconds: number;
  perSecond: number;
  /** Requests that were turned away and sent again. */
  again: number;
}

const RETRY_MS = 250;
/** Without a reply on any connection for so long the stage is given up, in ms. */
const PATIENCE_MS = 30_000;

/**
 * Has a crowd of any size do one thing each, a request under way on each connection, kept alive. Nothing is held for
 * a player but what the caller holds.
 *
 * @throws Error where a connection breaks, a reply is of another status, or none comes for 30 s
 */
export async function perform(stage: Stage): Promise<StageOutcome> {
  const startedAt = performance.now();
  const ports = Array.from(
    { length: stage.connections },
    (_, index) => stage.ports[index % stage.ports.length]!,
  );
  const sockets = await Promise.all(ports.map(openConnection));
  const run = new Run(stage);
  try {
    await run.over(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, perSecond: stage.players / seconds, again: run.again };
}

class Run {
  again = 0;
  readonly #stage: Stage;
  #next = 0;
  #done = 0;
  #lastDone = -1;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async over(sockets: readonly Socket[]): Promise<void> {
    const stuck = Promise.withResolvers<never>();
    const watch = setInterval(() => {
      if (this.#done === this.#lastDone) stuck.reject(new Error(`No reply for ${PATIENCE_MS} ms`));
      this.#lastDone = this.#done;
    }, PATIENCE_MS);
    try {
      await Promise.race([Promise.all(sockets.map((socket) => this.#converse(socket))), stuck.promise]);
    } finally {
      clearInterval(watch);
    }
  }

  #converse(socket: Socket): Promise<void> {
    const { players, request, good, took, done } = this.#stage;
    return new Promise((resolve, reject) => {
      let index = -1;
      const next = () => {
        if (this.#next >= players) return resolve();
        index = this.#next++;
        socket.write(request(index));
      };
      const reader = new ReplyReader((status, body) => {
        if (good.includes(status)) {
          took?.(index, body());
          done?.(++this.#done);
          next();
        } else if (status === 429 || status === 503) {
          this.again++;
          setTimeout(() => socket.write(request(index)), RETRY_MS);
        } else reject(new Error(`Player ${index + 1} got ${status}: ${body()}`));
      });
      listen(socket, reader, reject);
      next();
    });
  }
}
