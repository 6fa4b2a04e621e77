import { LoadProcess } from "../load/load-process.ts";
import type { OpenLoopOutcome } from "../load/open-loop.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { answerRequests, type Game, startGame, waitUntilCounted } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

const PLAYERS = 12_000;
/** The rate of the open loop, as a share of the capacity. */
const CAPACITY_SHARE = 0.7;
/** `questions` is how many questions every player answers per round. */
const CLOSED = { questions: 2, warmUps: 1, rounds: 5, connections: 512 };
/** More connections than the rate needs if a reply takes 250 ms. Each round has its own seed. */
const OPEN = { questions: 2, warmUps: 1, rounds: 5, connections: 2048, firstSeed: 20_261 };
const MAX_P99_MS = 250;

export const latency: Benchmark = {
  name: "latency",
  topic: "speed",
  title: "Answers at 70 % of the capacity of the machine: latency from the planned send time",

  async run(onProgress) {
    await using load = new LoadProcess();
    await using stack = new AsyncDisposableStack();
    onProgress(`starts a cluster; ${PLAYERS.toLocaleString("en")} players join`);
    const cluster = await startMinimalCluster(stack);
    const questionSource = new QuestionSource(
      await startGame(load, cluster.baseUrls[0]!, PLAYERS, questionCount()),
    );
    const capacity = await measureCapacity(load, questionSource, onProgress);
    const rounds = await runOpenLoop(load, questionSource, capacity.median * CAPACITY_SHARE, onProgress);
    onProgress("verifies that every answer is counted");
    await questionSource.verify();
    return measurementsOf(capacity, rounds);
  },
};

function questionCount(): number {
  return [CLOSED, OPEN].reduce(
    (sum, { questions, warmUps, rounds }) => sum + questions * (warmUps + rounds),
    0,
  );
}

/** Each call takes the next questions of the game. Every player answers each of them once. */
class QuestionSource {
  readonly game: Game;
  #last = 0;

  constructor(game: Game) {
    this.game = game;
  }

  requests(questions: number): string[] {
    return Array.from({ length: questions }, () => answerRequests(this.game, ++this.#last)).flat();
  }

  /** @throws Error if the stats of a question miss an answer */
  async verify(): Promise<void> {
    for (let no = 1; no <= this.#last; no++) await waitUntilCounted(this.game.baseUrl, this.game, no);
  }
}

/** Answers per second in a closed loop, with the load generator on the same cores. */
async function measureCapacity(
  load: LoadProcess,
  questionSource: QuestionSource,
  onProgress: OnProgress,
): Promise<Spread> {
  const { questions, warmUps, rounds, connections } = CLOSED;
  const rates: number[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    onProgress(`capacity: ${roundLabel(round, warmUps, rounds)}`);
    const requests = questionSource.requests(questions);
    const maxRequests = requests.length;
    const job = { port: questionSource.game.port, connections, requests, maxRequests, seconds: 60 };
    const outcome = await load.drive(job);
    assertAllAccepted(outcome, maxRequests);
    if (round >= warmUps) rates.push(outcome.replies / outcome.seconds);
  }
  return spreadOf(rates);
}

async function runOpenLoop(
  load: LoadProcess,
  questionSource: QuestionSource,
  perSecond: number,
  onProgress: OnProgress,
) {
  const { questions, warmUps, rounds, connections, firstSeed } = OPEN;
  const outcomes: OpenLoopOutcome[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    onProgress(
      `${Math.round(perSecond).toLocaleString("en")} per second: ${roundLabel(round, warmUps, rounds)}`,
    );
    const requests = questionSource.requests(questions);
    const job = { port: questionSource.game.port, connections, requests, perSecond, seed: firstSeed + round };
    const outcome = await load.driveOpenLoop(job);
    assertAllAccepted(outcome, requests.length);
    if (round >= warmUps) outcomes.push(outcome);
  }
  return outcomes;
}

function roundLabel(round: number, warmUps: number, rounds: number): string {
  return round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`;
}

function assertAllAccepted({ statuses }: Pick<OpenLoopOutcome, "statuses">, count: number): void {
  if (statuses[201] !== count) {
    throw new Error(`Expected ${count} replies of 201, got ${JSON.stringify(statuses)}`);
  }
}

function measurementsOf(capacity: Spread, rounds: readonly OpenLoopOutcome[]): Measurements {
  const quantiles = { p50: "p50", p90: "p90", p99: "p99", p999: "p99.9" } as const;
  const keys = Object.keys(quantiles) as (keyof typeof quantiles)[];
  const spread = (key: keyof typeof quantiles) => spreadOf(rounds.map(({ latencyMs }) => latencyMs[key]));
  const rate = spreadOf(rounds.map(({ replies, seconds }) => replies / seconds));
  return {
    goals: [{ name: "ms to the reply, p99", spread: spread("p99"), digits: 1, atMost: MAX_P99_MS }],
    measures: [
      ...keys.map((key) => ({
        subject: quantiles[key],
        quantity: "ms to the reply",
        spread: spread(key),
        digits: 1,
      })),
      { subject: "closed loop (capacity)", quantity: "answers per second", spread: capacity, digits: 0 },
      { subject: "open loop", quantity: "answers per second", spread: rate, digits: 0 },
    ],
    details: { share: CAPACITY_SHARE, rounds },
  };
}
