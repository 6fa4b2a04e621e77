import { readEnvironment } from "../../platform/environment.ts";
import { percentile } from "../measuring/spread.ts";
import { EventQueue } from "./event-queue.ts";
import { seeded } from "./random.ts";
import { Station } from "./station.ts";

/** Times in ms. */
export interface Scenario {
  name: string;
  players: number;
  /** Their answers come evenly at random over so long. */
  withinMs: number;
  gateways: number;
  answersNodes: number;
  postgresCores: number;
  /** CPU time of one answer. */
  gatewayMs: number;
  answersMs: number;
  postgresMs: number;
  dies?: { what: "gateway" | "answers" | "postgres" | "nats"; atMs: number; backAfterMs: number };
  seed: number;
}

export interface Outcome {
  name: string;
  /** Answers that were accepted in the end, and acknowledged ones that were lost. */
  accepted: number;
  lost: number;
  /** Refusals with a receipt (503), and connections that broke; each was sent again by its player. */
  putOff: number;
  cutOff: number;
  /** From a player's first sending to the acknowledgement. */
  latencyMs: { p50: number; p99: number; max: number };
  /** When the last was acknowledged. */
  lastMs: number;
  /** Acknowledgements in each 100 ms, as [s, answers a second]. */
  acknowledged: [number, number][];
}

/** As a node does where nothing else is set. */
const {
  STAMPEDE_BATCH_WINDOW_MS: WINDOW_MS,
  STAMPEDE_BATCH_ROWS: BATCH_ROWS,
  STAMPEDE_QUEUE_ROWS: QUEUE_ROWS,
  STAMPEDE_QUEUE_AGE_MS: QUEUE_AGE_MS,
} = readEnvironment({});
/** An answers node has one write under way, of so many rows at the most; meanwhile the next one grows. */
const WRITE_ROWS = 2000;
/** Between nodes, one way; a commit's wait for the disk; how long a call waits for a dead node (assumed). */
const HOP_MS = 0.5;
const COMMIT_MS = 2;
const CALL_TIMEOUT_MS = 10_000;
/** A player's pause before sending again, from and to. */
const RETRY_MS = [1000, 3000] as const;
/** What Postgres does between two tries of a batch. */
const BATCH_RETRY_MS = 100;

interface Sent {
  at: number;
  gateway: Gateway;
}

/** While a write is under way the next one grows. */
interface AnswersNode {
  cpu: Station;
  waiting: { batch: Sent[]; since: number }[];
  isWriting: boolean;
}

interface Gateway {
  cpu: Station;
  batch: Sent[];
  held: number;
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
    }));
    this.#answers = Array.from({ length: scenario.answersNodes }, () => ({
      cpu: new Station(this.#events),
      waiting: [],
      isWriting: false,
    }));
    this.#postgres = new Station(this.#events, scenario.postgresCores);
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
    if (batch.length > 0) this.#events.in(HOP_MS, () => this.#record(batch));
  }

  /** Round robin cannot know that a node has died: until it is out of the rotation its calls run into the time-out. */
  #record(batch: Sent[]): void {
    if (!this.#natsIsUp) {
      this.#putOffAll(batch);
      return;
    }
    const node = this.#answers[Math.floor(this.#random() * this.#answers.length)]!;
    const again = () => this.#events.in(CALL_TIMEOUT_MS, () => this.#record(batch));
    node.cpu.add(
      this.#scenario.answersMs * batch.length,
      () => {
        node.waiting.push({ batch, since: this.#events.now });
        this.#write(node);
      },
      again,
    );
  }

  #write(node: AnswersNode): void {
    if (node.isWriting) return;
    const rows: Sent[] = [];
    while (node.waiting.length > 0 && rows.length + node.waiting[0]!.batch.length <= WRITE_ROWS) {
      const { batch, since } = node.waiting.shift()!;
      if (this.#events.now - since > QUEUE_AGE_MS) this.#putOffAll(batch);
      else rows.push(...batch);
    }
    if (rows.length === 0) return;
    node.isWriting = true;
    this.#store(node, rows, this.#events.now);
  }

  /** A write that failed is tried again until it is too old; then its answers are put off. */
  #store(node: AnswersNode, rows: Sent[], since: number): void {
    const ended = (settle: () => void) => {
      node.isWriting = false;
      settle();
      this.#write(node);
    };
    const committed = () =>
      this.#events.in(COMMIT_MS, () =>
        ended(() => {
          this.#events.in(HOP_MS, () => this.#acknowledge(rows));
        }),
      );
    const failed = () =>
      this.#events.in(BATCH_RETRY_MS, () => {
        if (this.#events.now - since > QUEUE_AGE_MS) ended(() => this.#putOffAll(rows));
        else this.#store(node, rows, since);
      });
    this.#postgres.add(this.#scenario.postgresMs * rows.length, committed, failed);
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
    const station = {
      gateway: this.#gateways[0]!.cpu,
      answers: this.#answers[0]!.cpu,
      postgres: this.#postgres,
      nats: null,
    }[what];
    this.#events.in(atMs, () => {
      if (station) station.die();
      else this.#natsIsUp = false;
      if (what === "answers") {
        for (const { batch } of this.#answers[0]!.waiting.splice(0)) {
          this.#events.in(CALL_TIMEOUT_MS, () => this.#record(batch));
        }
      }
      if (what === "gateway") for (const sent of this.#gateways[0]!.batch.splice(0)) this.#cut(sent);
    });
    this.#events.in(atMs + backAfterMs, () => {
      if (station) station.comeBack();
      else this.#natsIsUp = true;
    });
  }
}
