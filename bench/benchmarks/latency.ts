import { LoadProcess } from "../load/load-process.ts";
import type { OpenOutcome } from "../load/open-loop.ts";
import type { Figure, Findings, Tell } from "../measuring/benchmark.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { allCounted, answerRequests, beginGame, type Game } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";

/** Each answers one question after the other. */
const PLAYERS = 12_000;
/** Of what the closed loop came to. */
const SHARE = 0.7;
/** Questions that all answer in a round of the closed loop, and how many rounds come before those that count. */
const CLOSED = { questions: 2, warmUps: 1, rounds: 5, connections: 512 };
/** As many as the rate needs with replies of the goal's 250 ms, and then some; each round has a seed of its own. */
const OPEN = { questions: 2, warmUps: 1, rounds: 5, connections: 2048, firstSeed: 20_261 };
const MOST_P99_MS = 250;

export const latency: Figure = {
  name: "latency",
  topic: "speed",
  title: "Answers at 70 % of the machine's capacity: latency from the moment at which each was to be sent",

  async take(tell) {
    await using load = new LoadProcess();
    await using stack = new AsyncDisposableStack();
    tell(`starts a cluster and lets ${PLAYERS.toLocaleString("en")} players join`);
    const cluster = await startSmallestCluster(stack);
    const asked = new Asked(await beginGame(load, cluster.baseUrls[0]!, PLAYERS, questionsOfAll()));
    const capacity = await capacityOf(load, asked, tell);
    const rounds = await openRounds(load, asked, capacity.median * SHARE, tell);
    tell("checks that every answer is counted");
    await asked.verify();
    return findings(capacity, rounds);
  },
};

function questionsOfAll(): number {
  return [CLOSED, OPEN].reduce(
    (sum, { questions, warmUps, rounds }) => sum + questions * (warmUps + rounds),
    0,
  );
}

/** Hands out the game's questions, each to be answered once by everyone. */
class Asked {
  readonly game: Game;
  #last = 0;

  constructor(game: Game) {
    this.game = game;
  }

  requests(questions: number): string[] {
    return Array.from({ length: questions }, () => answerRequests(this.game, ++this.#last)).flat();
  }

  /** @throws Error where the figures of a question miss an answer */
  async verify(): Promise<void> {
    for (let no = 1; no <= this.#last; no++) await allCounted(this.game.baseUrl, this.game, no);
  }
}

/** Answers a second in a closed loop, with the load generator on the same cores: more it cannot do. */
async function capacityOf(load: LoadProcess, asked: Asked, tell: Tell): Promise<Spread> {
  const { questions, warmUps, rounds, connections } = CLOSED;
  const rates: number[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    tell(`capacity: ${labelOf(round, warmUps, rounds)}`);
    const requests = asked.requests(questions);
    const most = requests.length;
    const job = { port: asked.game.port, connections, requests, most, seconds: 60 };
    const outcome = await load.drive(job);
    expectAll(outcome, most);
    if (round >= warmUps) rates.push(outcome.replies / outcome.seconds);
  }
  return spreadOf(rates);
}

async function openRounds(load: LoadProcess, asked: Asked, perSecond: number, tell: Tell) {
  const { questions, warmUps, rounds, connections, firstSeed } = OPEN;
  const outcomes: OpenOutcome[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    tell(`${Math.round(perSecond).toLocaleString("en")} a second: ${labelOf(round, warmUps, rounds)}`);
    const requests = asked.requests(questions);
    const job = { port: asked.game.port, connections, requests, perSecond, seed: firstSeed + round };
    const outcome = await load.driveOpen(job);
    expectAll(outcome, requests.length);
    if (round >= warmUps) outcomes.push(outcome);
  }
  return outcomes;
}

function labelOf(round: number, warmUps: number, rounds: number): string {
  return round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`;
}

function expectAll({ statuses }: Pick<OpenOutcome, "statuses">, count: number): void {
  if (statuses[201] !== count) {
    throw new Error(`Expected ${count} replies of 201, got ${JSON.stringify(statuses)}`);
  }
}

function findings(capacity: Spread, rounds: readonly OpenOutcome[]): Findings {
  const quantiles = { p50: "p50", p90: "p90", p99: "p99", p999: "p99.9" } as const;
  const keys = Object.keys(quantiles) as (keyof typeof quantiles)[];
  const spread = (key: keyof typeof quantiles) => spreadOf(rounds.map(({ latencyMs }) => latencyMs[key]));
  const rate = spreadOf(rounds.map(({ replies, seconds }) => replies / seconds));
  return {
    goals: [{ what: "ms to the reply, p99", spread: spread("p99"), digits: 1, atMost: MOST_P99_MS }],
    measures: [
      ...keys.map((key) => ({
        subject: quantiles[key],
        quantity: "ms to the reply",
        spread: spread(key),
        digits: 1,
      })),
      { subject: "closed loop: the capacity", quantity: "answers a second", spread: capacity, digits: 0 },
      { subject: "open loop", quantity: "answers a second", spread: rate, digits: 0 },
    ],
    details: { share: SHARE, rounds },
  };
}
