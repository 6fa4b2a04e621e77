import { CIRCUIT_DEFAULTS, NodeCircuit } from "../../platform/broker/node-circuit.ts";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import { seeded } from "../../rehearsal/people/random.ts";
import { MAX_ATTEMPTS } from "../../services/api/answers/answer-batcher.ts";
import { AnswersNode } from "./answers-node.ts";
import { BATCH_ROWS, CALL_TIMEOUT_MS, HOP_MS, QUEUE_ROWS, RETRY_MS, WINDOW_MS } from "./behaviour.ts";
import { Cores, type Cpu, SharingProcess } from "./cores.ts";
import { EventQueue } from "./event-queue.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { Station } from "./station.ts";

/** An answer on its way, with the time of its first request. */
interface PendingAnswer {
  sentAt: number;
  gateway: Gateway;
}

interface Gateway {
  cpu: Cpu;
  batch: PendingAnswer[];
  /** The number of answers in the batch and in calls that have no reply yet. */
  pending: number;
  /** One per answers node. */
  circuits: NodeCircuit[];
}

/**
 * Simulates the path of all answers through gateway, batch, answers node and Postgres. The same seed gives the same
 * outcome.
 */
export function simulate(scenario: Scenario): Outcome {
  return new Simulation(scenario).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #events = new EventQueue();
  readonly #random: () => number;
  readonly #gateways: Gateway[];
  readonly #answersNodes: AnswersNode[];
  readonly #postgres: Station;
  readonly #latencies: number[] = [];
  readonly #acceptedPer100Ms: number[] = [];
  #natsIsUp = true;
  #putOff = 0;
  #disconnected = 0;
  #lastAcceptedMs = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = seeded(scenario.seed);
    const cores = new Cores(scenario.nodeCores);
    const newCpu = () => new SharingProcess(this.#events, cores);
    this.#gateways = Array.from({ length: scenario.gateways }, () => ({
      cpu: newCpu(),
      batch: [],
      pending: 0,
      circuits: Array.from({ length: scenario.answersNodes }, () => new NodeCircuit()),
    }));
    this.#postgres = new Station(this.#events, scenario.postgresCores);
    this.#answersNodes = Array.from(
      { length: scenario.answersNodes },
      () => new AnswersNode(this.#events, newCpu(), this.#postgres, scenario),
    );
  }

  run(): Outcome {
    const { name, players, withinMs } = this.#scenario;
    for (let player = 0; player < players; player++) {
      this.#events.schedule(this.#random() * withinMs, () => this.#send(this.#events.now, false));
    }
    this.#scheduleOutage();
    this.#events.run();
    const sorted = this.#latencies.sort((one, other) => one - other);
    const round = (value: number) => Math.round(value * 10) / 10;
    return {
      name,
      accepted: sorted.length,
      lost: players - sorted.length,
      putOff: this.#putOff,
      disconnected: this.#disconnected,
      latencyMs: {
        p50: round(percentile(sorted, 0.5)),
        p99: round(percentile(sorted, 0.99)),
        max: round(percentile(sorted, 1)),
      },
      lastMs: Math.round(this.#lastAcceptedMs),
      acknowledged: Array.from(this.#acceptedPer100Ms, (count = 0, index) => [index / 10, count * 10]),
    };
  }

  /** Sends an answer to a random gateway that is up, as a load balancer would choose it. */
  #send(sentAt: number, isRetry: boolean): void {
    const up = this.#gateways.filter(({ cpu }) => cpu.isUp);
    const gateway = up[Math.floor(this.#random() * up.length)]!;
    const { gatewayMs, retryMs } = this.#scenario;
    const answer = { sentAt, gateway };
    gateway.cpu.add(
      isRetry ? retryMs : gatewayMs,
      () => this.#addToBatch(answer),
      () => this.#disconnect(answer),
    );
  }

  #addToBatch(answer: PendingAnswer): void {
    const { gateway } = answer;
    if (gateway.pending >= QUEUE_ROWS || !this.#natsIsUp) {
      this.#putOffAnswer(answer);
      return;
    }
    gateway.pending++;
    gateway.batch.push(answer);
    if (gateway.batch.length >= BATCH_ROWS) this.#flush(gateway);
    else if (gateway.batch.length === 1) {
      const { batch } = gateway;
      this.#events.schedule(WINDOW_MS, () => gateway.batch === batch && this.#flush(gateway));
    }
  }

  #flush(gateway: Gateway): void {
    const { batch } = gateway;
    gateway.batch = [];
    if (batch.length > 0) this.#events.schedule(HOP_MS, () => this.#sendBatch(gateway, batch));
  }

  /**
   * Sends a batch to an answers node whose circuit breaker at this gateway allows calls. If there is no reply, the
   * batch is sent once more; if there is none again, its answers are put off.
   */
  #sendBatch(gateway: Gateway, batch: PendingAnswer[], attempt = 1): void {
    if (!this.#natsIsUp) {
      this.#putOffAll(batch);
      return;
    }
    const available = [...gateway.circuits.keys()].filter((node) => gateway.circuits[node]!.allowsCalls);
    const chosen = available[Math.floor(this.#random() * available.length)]!;
    const circuit = gateway.circuits[chosen]!;
    const isProbe = circuit.onCall();
    const timedOut = () =>
      this.#events.schedule(CALL_TIMEOUT_MS, () => {
        this.#onTimeout(gateway, circuit, isProbe);
        if (attempt < MAX_ATTEMPTS) this.#sendBatch(gateway, batch, attempt + 1);
        else this.#putOffAll(batch);
      });
    const call = {
      rows: batch.length,
      acknowledged: () => this.#acknowledge(batch),
      putOff: () => this.#putOffAll(batch),
      timedOut,
    };
    this.#answersNodes[chosen]!.record(call, () => circuit.onReply());
  }

  /** Opens the circuit only if at least half of the nodes can still be called. */
  #onTimeout({ circuits }: Gateway, circuit: NodeCircuit, wasProbe: boolean): void {
    const others = circuits.filter((one) => one !== circuit && one.allowsCalls).length;
    if (circuit.onTimeout(wasProbe, others * 2 >= circuits.length))
      this.#events.schedule(CIRCUIT_DEFAULTS.openMs, () => circuit.toHalfOpen());
  }

  #acknowledge(batch: PendingAnswer[]): void {
    for (const answer of batch) {
      answer.gateway.pending--;
      // The answer is stored, but the gateway has crashed, so the player has to retry.
      if (!answer.gateway.cpu.isUp) this.#disconnect(answer);
      else {
        const { now } = this.#events;
        this.#latencies.push(now - answer.sentAt);
        this.#lastAcceptedMs = now;
        const bucket = Math.floor(now / 100);
        this.#acceptedPer100Ms[bucket] = (this.#acceptedPer100Ms[bucket] ?? 0) + 1;
      }
    }
  }

  #putOffAll(batch: PendingAnswer[]): void {
    for (const answer of batch) {
      answer.gateway.pending--;
      this.#putOffAnswer(answer);
    }
  }

  #putOffAnswer(answer: PendingAnswer): void {
    this.#putOff++;
    this.#retryLater(answer);
  }

  #disconnect(answer: PendingAnswer): void {
    this.#disconnected++;
    this.#retryLater(answer);
  }

  #retryLater({ sentAt }: PendingAnswer): void {
    const [from, to] = RETRY_MS;
    this.#events.schedule(from + this.#random() * (to - from), () => this.#send(sentAt, true));
  }

  #scheduleOutage(): void {
    const { outage } = this.#scenario;
    if (!outage) return;
    const { part, atMs, backAfterMs } = outage;
    const target = {
      gateway: this.#gateways[0]!.cpu,
      answers: this.#answersNodes[0]!,
      postgres: this.#postgres,
      nats: null,
    }[part];
    this.#events.schedule(atMs, () => {
      if (target) target.crash();
      else this.#natsIsUp = false;
      if (part === "gateway")
        for (const answer of this.#gateways[0]!.batch.splice(0)) this.#disconnect(answer);
    });
    this.#events.schedule(atMs + backAfterMs, () => {
      if (target) target.restart();
      else this.#natsIsUp = true;
    });
  }
}
