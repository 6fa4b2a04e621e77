import type { Agent } from "node:http";
import type { Device } from "../../client/src/device.ts";
import { count } from "../figures/crew-figures.ts";
import type { Mishap } from "../people/behaviour.ts";
import type { Random } from "../people/random.ts";
import { type Exchange, exchange, openConnections } from "./exchange.ts";

/** What a phone counts; a part of the crew's figures. */
export interface PhoneCounts {
  replies: Record<string, number>;
  broken: Record<string, number>;
  mishaps: Record<Mishap["kind"], number>;
  answerRequests: number;
}

/** A share of phones is told when the network is back; the others find out when they try again. */
const TOLD_SHARE = 0.5;

/** A player's phone: connections of its own to the server, which break when the person's intent says so. */
export class Phone implements Device {
  readonly random: Random;
  readonly #agent: Agent;
  readonly #counts: PhoneCounts;
  readonly #open = new Set<Exchange>();
  readonly #onReturn = new Set<() => void>();
  #nextAnswer: Mishap | undefined;
  #isAway = false;
  #isOff = false;
  #cutAt = Number.NEGATIVE_INFINITY;

  /** @param isSecure whether the server's address begins with https: */
  constructor(isSecure: boolean, counts: PhoneCounts, random: Random) {
    this.#agent = openConnections(isSecure);
    this.#counts = counts;
    this.random = random;
  }

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  /** Runs nothing any more once the phone is off. */
  later(task: () => void, ms: number): () => void {
    const timer = setTimeout(() => {
      if (!this.#isOff) task();
    }, ms);
    return () => clearTimeout(timer);
  }

  onReturn(listener: () => void): () => void {
    this.#onReturn.add(listener);
    return () => this.#onReturn.delete(listener);
  }

  /** When the phone last had no network because of the tool; -Infinity if it never happened. See monotonic(). */
  get cutAt(): number {
    return this.#cutAt;
  }

  /** The next request with an answer meets this. */
  failNextAnswer(mishap: Mishap): void {
    this.#nextAnswer = mishap;
  }

  /** No network for so long: every connection breaks, and nothing can be sent. */
  loseNetwork(ms: number): void {
    if (this.#isAway || this.#isOff) return;
    this.#isAway = true;
    this.#cutAt = this.monotonic();
    this.#counts.mishaps.away++;
    for (const { cut } of [...this.#open]) cut();
    this.#agent.destroy();
    this.later(() => {
      this.#isAway = false;
      this.#cutAt = this.monotonic();
      if (this.random() < TOLD_SHARE) for (const listener of [...this.#onReturn]) listener();
    }, ms);
  }

  /** Ends all connections for good. */
  switchOff(): void {
    this.#isOff = true;
    for (const { cut } of [...this.#open]) cut();
    this.#agent.destroy();
  }

  async fetch(request: Request): Promise<Response> {
    if (this.#isAway || this.#isOff) throw new TypeError("There is no network.");
    const kind = kindOf(request);
    const mishap = kind === "answer" ? this.#takeMishap() : undefined;
    const current = exchange(request, this.#agent);
    this.#open.add(current);
    void current.closed.then(() => this.#open.delete(current));
    if (kind === "answer") this.#counts.answerRequests++;
    try {
      if (mishap) return await this.#broken(current, mishap);
      const response = await current.response;
      count(this.#counts.replies, `${kind} ${response.status}`);
      return response;
    } catch (error) {
      if (!mishap && !this.#isAway && !this.#isOff && !request.signal.aborted)
        count(this.#counts.broken, `${kind}: ${causeOf(error)}`);
      // As `fetch` does: whoever calls must not depend on the errors of this transport.
      throw request.signal.aborted || error instanceof TypeError
        ? error
        : new TypeError("fetch failed", { cause: error });
    }
  }

  #takeMishap(): Mishap | undefined {
    const mishap = this.#nextAnswer;
    this.#nextAnswer = undefined;
    if (mishap) this.#counts.mishaps[mishap.kind]++;
    return mishap;
  }

  async #broken({ response, sent, cut }: Exchange, mishap: Mishap): Promise<never> {
    const settled = response.then(
      () => {},
      () => {},
    );
    if (mishap.kind === "reset") {
      await sent;
      await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, mishap.ms))]);
    } else {
      await settled;
    }
    cut();
    throw new TypeError("The reply was lost.");
  }
}

/** What a request is for, in a word. */
function kindOf({ method, url }: Request): string {
  const path = new URL(url).pathname;
  if (path.endsWith("/join")) return "join";
  if (path.endsWith("/events")) return "stream";
  if (path.endsWith("/answers")) return method === "POST" ? "answer" : "own answers";
  return path.slice(path.lastIndexOf("/") + 1);
}

function causeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
