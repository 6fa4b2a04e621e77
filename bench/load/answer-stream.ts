import { setTimeout as pause } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { natsUrlOf } from "../../dev-cluster/servers/nats.ts";
import { stopForGood, transportOptions } from "../../platform/broker/transport.ts";
import { FORM, SENDING } from "../../platform/contracts/contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { readEnvironment } from "../../platform/environment.ts";

/** A gateway's coalescer sends so often, in ms. */
const BATCH_EVERY_MS = 10;
const OPTIONS = 4;

/**
 * Answers as gateways hand them on: batches that call `answers.record` over NATS. What HTTP costs is left out, so
 * that a rate can be held on a small machine.
 */
export class AnswerStream {
  readonly #broker: ServiceBroker;
  #refused = 0;
  #why: unknown;

  /** @param settings of a node of the cluster */
  static async join(settings: Readonly<Record<string, string>>): Promise<AnswerStream> {
    const broker = new ServiceBroker({
      ...transportOptions(
        readEnvironment({ ...settings, NATS_URL: natsUrlOf("api", settings.NATS_URL ?? "") }),
      ),
      // A kind of node may do only what its kind has to: this one does what gateways do.
      nodeID: `api-stream-${process.pid}`,
      logger: false,
      skipProcessEventRegistration: true,
    });
    await broker.start();
    await broker.waitForServices(["answers"], 15_000);
    return new AnswerStream(broker);
  }

  private constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /**
   * Players `from` to `from + count − 1` answer one question of a session, so many a second.
   *
   * @returns how long the sending took, in s
   * @throws Error where an answer was not accepted
   */
  async send(
    session: number,
    question: number,
    from: number,
    count: number,
    perSecond: number,
  ): Promise<number> {
    const startedAt = performance.now();
    const verdicts: Promise<void>[] = [];
    for (let sent = 0; sent < count; ) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      const batch = Math.min(count, due) - sent;
      if (batch > 0) verdicts.push(this.#record(session, question, from + sent, batch));
      sent += Math.max(0, batch);
      await pause(BATCH_EVERY_MS);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    await Promise.all(verdicts);
    if (this.#refused > 0) {
      throw new Error(`${this.#refused} answers were not accepted.`, { cause: this.#why });
    }
    return seconds;
  }

  async #record(session: number, question: number, from: number, count: number): Promise<void> {
    const column = (value: (index: number) => number) => Array.from({ length: count }, (_, i) => value(i));
    try {
      const { others } = await call(this.#broker, "answers.record", {
        answers: [
          {
            session,
            question,
            form: FORM.choice,
            sending: SENDING.first,
            since: Date.now(),
            player: column((index) => from + index),
            laterMs: column(() => 0),
            bits: column((index) => (from + index) % OPTIONS),
            response: [],
          },
        ],
      });
      this.#refused += others.length;
      this.#why ??= others[0];
    } catch (error) {
      this.#refused += count;
      this.#why ??= error;
    }
  }

  async leave(): Promise<void> {
    await stopForGood(this.#broker);
  }
}
