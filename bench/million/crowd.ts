import type { Socket } from "node:net";
import { openConnection } from "../load/load.ts";
import { ReplyReader, readReplies } from "../load/reply-reader.ts";

/** A phase of the game, in which every player sends one request. */
export interface Phase {
  /** Ports of the gateways. The connections are spread over them. */
  ports: readonly number[];
  connections: number;
  players: number;
  /** The request of player `index`, from 0. */
  request(index: number): Buffer;
  /** Other statuses fail the phase, except 429 and 503: such requests are sent again. */
  successStatuses: readonly number[];
  onReply?(index: number, body: string): void;
  /** Called after every reply with one of these statuses. */
  onProgress?(count: number): void;
}

export interface PhaseOutcome {
  seconds: number;
  perSecond: number;
  /** Requests that got 429 or 503 and were sent again. */
  retries: number;
}

const RETRY_MS = 250;
/** The phase fails if no reply comes for this long, in ms. */
const TIMEOUT_MS = 30_000;

/**
 * Runs a phase for any number of players, with one request in flight per keep-alive connection. It needs no memory
 * per player.
 *
 * @throws Error if a connection breaks, a reply has another status, or no reply comes for 30 s
 */
export async function runPhase(phase: Phase): Promise<PhaseOutcome> {
  const startedAt = performance.now();
  const ports = Array.from(
    { length: phase.connections },
    (_, index) => phase.ports[index % phase.ports.length]!,
  );
  const sockets = await Promise.all(ports.map(openConnection));
  const run = new PhaseRun(phase);
  try {
    await run.runOn(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, perSecond: phase.players / seconds, retries: run.retries };
}

class PhaseRun {
  retries = 0;
  readonly #phase: Phase;
  #next = 0;
  #completed = 0;
  #lastCompleted = -1;

  constructor(phase: Phase) {
    this.#phase = phase;
  }

  async runOn(sockets: readonly Socket[]): Promise<void> {
    const stuck = Promise.withResolvers<never>();
    const watchdog = setInterval(() => {
      if (this.#completed === this.#lastCompleted) stuck.reject(new Error(`No reply for ${TIMEOUT_MS} ms`));
      this.#lastCompleted = this.#completed;
    }, TIMEOUT_MS);
    try {
      await Promise.race([Promise.all(sockets.map((socket) => this.#runConnection(socket))), stuck.promise]);
    } finally {
      clearInterval(watchdog);
    }
  }

  #runConnection(socket: Socket): Promise<void> {
    const { players, request, successStatuses, onReply, onProgress } = this.#phase;
    return new Promise((resolve, reject) => {
      let index = -1;
      const next = () => {
        if (this.#next >= players) return resolve();
        index = this.#next++;
        socket.write(request(index));
      };
      const reader = new ReplyReader((status, body) => {
        if (successStatuses.includes(status)) {
          onReply?.(index, body());
          this.#completed++;
          onProgress?.(this.#completed);
          next();
        } else if (status === 429 || status === 503) {
          this.retries++;
          setTimeout(() => socket.write(request(index)), RETRY_MS);
        } else reject(new Error(`Player ${index + 1} got ${status}: ${body()}`));
      });
      readReplies(socket, reader, reject);
      next();
    });
  }
}
