import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { natsUrlOf } from "../../dev-cluster/servers/nats.ts";
import { stopAndDisconnect, transportOptions } from "../../platform/broker/transport.ts";
import { ANSWER_TYPE, DELIVERY } from "../../platform/contracts/contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { readEnvironment } from "../../platform/environment.ts";

/** How often a gateway sends a batch, in ms. */
const BATCH_INTERVAL_MS = 10;
const OPTIONS = 4;

/**
 * Sends answers as a gateway does: in batches that call `answers.record` over NATS. Without the cost of HTTP a small
 * machine can keep up a high rate.
 */
export class AnswerStream {
  readonly #broker: ServiceBroker;
  #rejected = 0;
  #firstRejection: unknown;

  /** @param settings the environment of a node of the cluster */
  static async connect(settings: Readonly<Record<string, string>>): Promise<AnswerStream> {
    const broker = new ServiceBroker({
      ...transportOptions(
        readEnvironment({ ...settings, NATS_URL: natsUrlOf("api", settings.NATS_URL ?? "") }),
      ),
      // NATS permissions depend on the kind of node. This one needs those of a gateway.
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
   * Players `from` to `from + count − 1` answer one question of a session, at a rate of `perSecond`.
   *
   * @returns how long sending took, in s
   * @throws Error if an answer was not accepted
   */
  async send(
    session: number,
    question: number,
    from: number,
    count: number,
    perSecond: number,
  ): Promise<number> {
    const startedAt = performance.now();
    const calls: Promise<void>[] = [];
    for (let sent = 0; sent < count; ) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      const batch = Math.min(count, due) - sent;
      if (batch > 0) calls.push(this.#record(session, question, from + sent, batch));
      sent += Math.max(0, batch);
      await sleep(BATCH_INTERVAL_MS);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    await Promise.all(calls);
    if (this.#rejected > 0) {
      throw new Error(`${this.#rejected} answers were not accepted.`, { cause: this.#firstRejection });
    }
    return seconds;
  }

  async #record(session: number, question: number, from: number, count: number): Promise<void> {
    const column = (value: (index: number) => number) => Array.from({ length: count }, (_, i) => value(i));
    try {
      const { notAccepted: others } = await call(this.#broker, "answers.record", {
        answers: [
          {
            session,
            question,
            type: ANSWER_TYPE.choice,
            delivery: DELIVERY.first,
            baseTime: Date.now(),
            player: column((index) => from + index),
            offsetMs: column(() => 0),
            bits: column((index) => (from + index) % OPTIONS),
            response: [],
          },
        ],
      });
      this.#rejected += others.length;
      this.#firstRejection ??= others[0];
    } catch (error) {
      this.#rejected += count;
      this.#firstRejection ??= error;
    }
  }

  async disconnect(): Promise<void> {
    await stopAndDisconnect(this.#broker);
  }
}
