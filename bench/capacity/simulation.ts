import { Hearing, SILENCE } from "../../platform/broker/node-circuit.ts";
import { MOST_SENDINGS } from "../../services/api/answers/answer-batcher.ts";
import { percentile } from "../measuring/spread.ts";
import { AnswersNode } from "./answers-node.ts";
import { BATCH_ROWS, CALL_TIMEOUT_MS, HOP_MS, QUEUE_ROWS, RETRY_MS, WINDOW_MS } from "./behaviour.ts";
import { EventQueue } from "./event-queue.ts";
import { seeded } from "./random.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { Station } from "./station.ts";

interface Sent {
  at: number;
  gateway: Gateway;
}

interface Gateway {
  cpu: Station;
  batch: Sent[];
  held: number;
  /** How it sees each answers node. */
  hearings: Hearing[];
}

/** Plays everyone's answer through gateway, batch, answers node and Postgres; the same seed gives the same. */
export function simulate(scenario: Scenario): Outcome {
  return new Simulation(scenario).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #events = new EventQueue();
  readonly #random: () => number;
  readonly #gateways: Gateway[];
  readonly #answers: AnswersNode[];
  readonly #postgres: Station;
  readonly #latencies: number[] = [];
  readonly #buckets: number[] = [];
  #natsIsUp = true;
  #putOff = 0;
  #cutOff = 0;
  #lastMs = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = seeded(scenario.seed);
    this.#gateways = Array.from({ length: scenario.gateways }, () => ({
      cpu: new Station(this.#events),
      batch: [],
      held: 0,
      hearings: Array.from({ length: scenario.answersNodes }, () => new Hearing()),
    }));
    this.#postgres = new Station(this.#events, scenario.postgresCores);
    this.#answers = Array.from(
      { length: scenario.answersNodes },
      () => new AnswersNode(this.#events, this.#postgres, scenario),
    );
  }

  run(): Outcome {
    const { name, players, withinMs } = this.#scenario;
    for (let player = 0; player < players; player++) {
      this.#events.in(this.#random() * withinMs, () => this.#send(this.#events.now));
    }
    this.#scheduleDeath();
    this.#events.run();
    const sorted = this.#latencies.sort((one, other) => one - other);
    const round = (value: number) => Math.round(value * 10) / 10;
    return {
      name,
      accepted: sorted.length,
      lost: players - sorted.length,
      putOff: this.#putOff,
      cutOff: this.#cutOff,
      latencyMs: {
        p50: round(percentile(sorted, 0.5)),
        p99: round(percentile(sorted, 0.99)),
        max: round(percentile(sorted, 1)),
      },
      lastMs: Math.round(this.#lastMs),
      acknowledged: Array.from(this.#buckets, (count = 0, index) => [index / 10, count * 10]),
    };
  }

  /** The front gives each connection to a gateway that is up. */
  #send(at: number): void {
    const up = this.#gateways.filter(({ cpu }) => cpu.isUp);
    const gateway = up[Math.floor(this.#random() * up.length)]!;
    const { gatewayMs } = this.#scenario;
    const sent = { at, gateway };
    gateway.cpu.add(
      gatewayMs,
      () => this.#gather(sent),
      () => this.#cut(sent),
    );
  }

  #gather(sent: Sent): void {
    const { gateway } = sent;
    if (gateway.held >= QUEUE_ROWS || !this.#natsIsUp) {
      this.#putOffAnswer(sent);
      return;
    }
    gateway.held++;
    gateway.batch.push(sent);
    if (gateway.batch.length >= BATCH_ROWS) this.#flush(gateway);
    else if (gateway.batch.length === 1) {
      const { batch } = gateway;
      this.#events.in(WINDOW_MS, () => gateway.batch === batch && this.#flush(gateway));
    }
  }

  #flush(gateway: Gateway): void {
    const { batch } = gateway;
    gateway.batch = [];
    if (batch.length > 0) this.#events.in(HOP_MS, () => this.#record(gateway, batch));
  }

  /**
   * Sends a batch to one of the answers nodes that its gateway does not leave out. Where no reply comes it is sent once
   * more, and then put off.
   */
  #record(gateway: Gateway, batch: Sent[], sending = 1): void {
    if (!this.#natsIsUp) {
      this.#putOffAll(batch);
      return;
    }
    const callable = [...gateway.hearings.keys()].filter((node) => gateway.hearings[node]!.mayCall);
    const chosen = callable[Math.floor(this.#random() * callable.length)]!;
    const hearing = gateway.hearings[chosen]!;
    const isTrial = hearing.called();
    const timedOut = () =>
      this.#events.in(CALL_TIMEOUT_MS, () => {
        this.#silence(gateway, hearing, isTrial);
        if (sending < MOST_SENDINGS) this.#record(gateway, batch, sending + 1);
        else this.#putOffAll(batch);
      });
    const fate = {
      rows: batch.length,
      acknowledged: () => this.#acknowledge(batch),
      putOff: () => this.#putOffAll(batch),
      timedOut,
    };
    this.#answers[chosen]!.record(fate, () => hearing.heard());
  }

  /** At least half of the nodes go on being called. */
  #silence({ hearings }: Gateway, hearing: Hearing, wasTrial: boolean): void {
    const others = hearings.filter((one) => one !== hearing && one.mayCall).length;
    if (hearing.timedOut(wasTrial, others * 2 >= hearings.length))
      this.#events.in(SILENCE.forMs, () => hearing.timeIsUp());
  }

  #acknowledge(batch: Sent[]): void {
    for (const sent of batch) {
      sent.gateway.held--;
      // The answer is stored, but whom its gateway has died on has to ask again.
      if (!sent.gateway.cpu.isUp) this.#cut(sent);
      else {
        const { now } = this.#events;
        this.#latencies.push(now - sent.at);
        this.#lastMs = now;
        const bucket = Math.floor(now / 100);
        this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
      }
    }
  }

  #putOffAll(batch: Sent[]): void {
    for (const sent of batch) {
      sent.gateway.held--;
      this.#putOffAnswer(sent);
    }
  }

  #putOffAnswer(sent: Sent): void {
    this.#putOff++;
    this.#sendAgain(sent);
  }

  #cut(sent: Sent): void {
    this.#cutOff++;
    this.#sendAgain(sent);
  }

  #sendAgain({ at }: Sent): void {
    const [from, to] = RETRY_MS;
    this.#events.in(from + this.#random() * (to - from), () => this.#send(at));
  }

  #scheduleDeath(): void {
    const { dies } = this.#scenario;
    if (!dies) return;
    const { what, atMs, backAfterMs } = dies;
    const mortal = {
      gateway: this.#gateways[0]!.cpu,
      answers: this.#answers[0]!,
      postgres: this.#postgres,
      nats: null,
    }[what];
    this.#events.in(atMs, () => {
      if (mortal) mortal.die();
      else this.#natsIsUp = false;
      if (what === "gateway") for (const sent of this.#gateways[0]!.batch.splice(0)) this.#cut(sent);
    });
    this.#events.in(atMs + backAfterMs, () => {
      if (mortal) mortal.comeBack();
      else this.#natsIsUp = true;
    });
  }
}
