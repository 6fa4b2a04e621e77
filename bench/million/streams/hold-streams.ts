import { setTimeout as sleep } from "node:timers/promises";
import type { HostSession } from "../../../client/src/host.ts";
import type { Cluster } from "../../../dev-cluster/cluster.ts";
import { apiRequest } from "../../load/api-request.ts";
import { monotonicMs } from "../../load/stream-crowd/monotonic.ts";
import { allowOpenSockets, openFilesLimit } from "../../load/stream-crowd/open-files.ts";
import { targetAt } from "../../load/stream-crowd/plan.ts";
import { StreamCrowd } from "../../load/stream-crowd/stream-crowd.ts";
import { machineInfo } from "../../measuring/machine.ts";
import { benchHost, QUESTION } from "../../servers/game.ts";
import { startMinimalCluster } from "../../servers/minimal-cluster.ts";
import { runPhase } from "../crowd.ts";
import { formatDuration } from "../duration.ts";
import type { Progress } from "../progress.ts";
import { TokenStore } from "../token-store.ts";
import { gatewaysFor } from "./gateways.ts";
import { MemoryGuard, RESERVED_MIB } from "./machine-memory.ts";
import { type MemoryPoint, Meters } from "./meters.ts";
import type { StreamsResult, StreamsStep } from "./result.ts";

/** At so many open streams, and at the last, memory is measured. */
const MARKS = [50_000, 100_000, 200_000, 400_000, 600_000, 800_000];
/** The steps in which small crowds open. */
const SMALL_MARKS = 4;
/** Opening ends after this time, with as many streams as there are then. */
const OPENING_MS = 1_200_000;
/** How long an event may take to reach every stream, in ms. */
const DELIVERY_TIMEOUT_MS = 240_000;
const IDLE_MS = 20_000;
/** Gateways that start at the same time. */
const STARTS = 8;
/**
 * Each process of the crowd has a gateway of its own, and so many pairs open streams at the same time. If all did, they
 * would take turns on the few cores, and each would have to read its code and data from memory again for every stream.
 */
const PAIRS_AT_ONCE = 2;
/** Players who join, and stream with their own tokens. The other streams have none, as those of an audience. */
const MAX_PLAYERS = 100_000;
const MAX_ANSWERS = 2000;
/** Joins and answers go through so many gateways, so that their batches are full. */
const PHASE_GATEWAYS = 4;
const CONNECTIONS = 1024;
const TOKEN_BYTES = 384;
/** Of the question: longer than its delivery to a million streams and the answers take on two cores. */
const TIME_LIMIT_MS = 600_000;

/**
 * Of every gateway. The streams come from one machine. A process of Node keeps up to 48 MiB for young objects; where
 * many share a machine this is what decides how many fit. Heartbeats grow with the square of the number of nodes, and the
 * comments of a million streams every 15 s would need more than two cores.
 */
const SETTINGS = {
  STAMPEDE_STREAMS_MAX: "1000000",
  STAMPEDE_CONNECTIONS_MAX: "1000000",
  STAMPEDE_STREAM_COMMENT_S: "30",
  STAMPEDE_HEARTBEAT_S: "15",
  NODE_OPTIONS: "--max-semi-space-size=4",
};

/**
 * Opens a stream for each of so many players of one session, asks a question, takes answers, shows the figures and ends
 * the session. Where memory or time does not allow as many streams, it goes on with those that are open.
 *
 * @param idleMs for how long nothing happens while all are open
 * @throws Error if a step fails, or nothing goes on any more
 */
export async function holdStreams(
  wanted: number,
  progress: Progress,
  idleMs = IDLE_MS,
): Promise<StreamsResult> {
  const startedAt = performance.now();
  const gateways = gatewaysFor(wanted, filesThatMayBeOpened(wanted));
  progress.log(`Starting a cluster with ${gateways} gateways…`);
  await using stack = new AsyncDisposableStack();
  const cluster = await startMinimalCluster(stack, SETTINGS);
  while (cluster.nodes("api").length < gateways)
    await cluster.add(Array(Math.min(STARTS, gateways - cluster.nodes("api").length)).fill("api"));
  const session = await createSession(cluster);
  const game = new Game(cluster, session, wanted, progress);
  await game.join();
  const crowd = stack.use(await game.startCrowd(gateways));
  const outcome = await game.play(crowd, idleMs);
  return {
    wanted,
    gateways,
    ...outcome,
    seconds: (performance.now() - startedAt) / 1000,
    settings: SETTINGS,
    machine: machineInfo(),
  };
}

/** Raises the limit of open files as far as it may, and returns it. */
function filesThatMayBeOpened(wanted: number): number {
  try {
    allowOpenSockets(Math.min(wanted, 250_000));
  } catch {
    // More processes are started instead.
  }
  return openFilesLimit();
}

async function createSession(cluster: Cluster): Promise<HostSession> {
  const host = benchHost(cluster.baseUrls[0]!);
  const quiz = await host.createQuiz({
    title: "Bench",
    questions: [{ ...QUESTION, timeLimitMs: TIME_LIMIT_MS }],
  });
  return host.createSession({ quizId: quiz.id, pace: "host", maxPlayers: 10_000_000 });
}

/** The game of one run, and what was measured. */
class Game {
  readonly #cluster: Cluster;
  readonly #session: HostSession;
  readonly #wanted: number;
  readonly #progress: Progress;
  readonly #players: number;
  readonly #tokens: TokenStore;
  readonly #steps: StreamsStep[] = [];
  readonly #memory: MemoryPoint[] = [];
  #crowdPids: readonly number[] = [];
  readonly #meters: Meters;

  constructor(cluster: Cluster, session: HostSession, wanted: number, progress: Progress) {
    this.#cluster = cluster;
    this.#session = session;
    this.#wanted = wanted;
    this.#progress = progress;
    this.#players = Math.min(MAX_PLAYERS, wanted);
    this.#tokens = new TokenStore(this.#players, TOKEN_BYTES);
    this.#meters = new Meters(
      () => cluster.nodes("api").map((node) => node.pid()!),
      () => this.#crowdPids,
    );
  }

  async join(): Promise<void> {
    const enter = apiRequest("POST", "/api/join", {});
    const { code } = this.#session.state!;
    await this.#step("join", () =>
      this.#phase(this.#players, {
        request: (index) => Buffer.from(enter({ body: { code, nickname: `Player ${index + 1}` } })),
        successStatuses: [201],
        onReply: (index, body) => this.#tokens.set(index, JSON.parse(body).token),
      }),
    );
  }

  async startCrowd(processes: number): Promise<StreamCrowd> {
    const events = apiRequest("GET", "/api/sessions/{id}/events", {
      path: { id: this.#session.id },
      query: { events: "brief" },
    });
    const crowd = await StreamCrowd.start(
      {
        targets: this.#cluster.baseUrls.map(targetAt),
        protocol: "sse",
        request: events({ token: "{token}" }),
        tokenOf: (stream) => (stream < this.#players ? this.#tokens.get(stream) : ""),
        reconnect: { spreadMs: 5000 },
      },
      { streams: this.#wanted, processes, pairsAtOnce: PAIRS_AT_ONCE },
    );
    this.#crowdPids = crowd.pids;
    return crowd;
  }

  async play(crowd: StreamCrowd, idleMs: number) {
    let limit: string | undefined;
    using guard = new MemoryGuard((availableMiB) => {
      limit ??= `${Math.round(availableMiB)} MiB of memory were free, and ${RESERVED_MIB} MiB must stay free`;
      void crowd.stopOpening();
    });
    this.#memory.push(this.#meters.memory(0));
    const timer = setTimeout(() => {
      limit ??= `opening took ${OPENING_MS / 1000} s`;
      void crowd.stopOpening();
    }, OPENING_MS);
    await this.#step("open the streams", () => this.#open(crowd, () => limit !== undefined));
    clearTimeout(timer);
    const { open } = await crowd.status();
    await this.#step(`nothing happens for ${idleMs / 1000} s`, () => sleep(idleMs));
    await crowd.resetCounts();
    await this.#broadcast(crowd, "question", ["question", '"no":1,"kind"'], () => this.#session.open());
    const answers = Math.min(MAX_ANSWERS, open);
    await this.#step(`${answers.toLocaleString("en")} answers`, () => this.#answer(answers));
    await this.#broadcast(crowd, "figures", ["stats", `"attempts":${answers},`], () => this.#session.close());
    await this.#broadcast(crowd, "end", ["ended", ""], () => this.#session.end());
    const [events, status] = [await crowd.counts(), await crowd.status()];
    return {
      open,
      ...(limit !== undefined && { limit }),
      players: this.#players,
      answers,
      steps: this.#steps,
      events,
      status,
      memory: this.#memory,
      leastAvailableMiB: guard.leastMiB,
    };
  }

  async #open(crowd: StreamCrowd, isOver: () => boolean): Promise<void> {
    let begun = 0;
    for (const mark of marksFor(this.#wanted)) {
      const { open } = await crowd.open(mark - begun);
      begun = mark;
      this.#memory.push(this.#meters.memory(open));
      const { available } = this.#memory.at(-1)!;
      this.#progress.log(`${open.toLocaleString("en")} streams are open, ${available} MiB are free`);
      if (isOver()) return;
    }
  }

  #answer(answers: number): Promise<void> {
    const answer = apiRequest("POST", "/api/sessions/{id}/answers", { path: { id: this.#session.id } });
    return this.#phase(answers, {
      request: (index) =>
        Buffer.from(answer({ token: this.#tokens.get(index), body: { question: 1, choice: index % 4 } })),
      successStatuses: [201, 200],
    });
  }

  async #phase(
    players: number,
    requests: Pick<Parameters<typeof runPhase>[0], "request" | "successStatuses" | "onReply">,
  ): Promise<void> {
    const ports = this.#ports.slice(0, PHASE_GATEWAYS);
    await runPhase({ ports, connections: CONNECTIONS, players, ...requests });
  }

  get #ports(): number[] {
    return this.#cluster.baseUrls.map((url) => Number(new URL(url).port));
  }

  /** @param event its name, and what its text contains @param send what the host does */
  async #broadcast(
    crowd: StreamCrowd,
    name: string,
    [event, text]: [string, string],
    send: () => Promise<unknown>,
  ): Promise<void> {
    await crowd.watch(event, text);
    const delivery = await this.#step(name, async () => {
      const sentAt = monotonicMs();
      await send();
      return crowd.delivered(sentAt, DELIVERY_TIMEOUT_MS);
    });
    this.#steps.at(-1)!.delivery = delivery;
    const { streams, p50, most, skew } = delivery;
    this.#progress.log(
      `${name}: ${streams.toLocaleString("en")} streams got it; p50 ${Math.round(p50)} ms, most ${Math.round(most)} ms, skew ${Math.round(skew)} ms`,
    );
  }

  async #step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#progress.log(`${name}…`);
    const { value, seconds, cpu } = await this.#meters.measure(work);
    this.#steps.push({ name, seconds, cpu });
    this.#progress.log(`${name}: ${formatDuration(seconds)}`);
    return value;
  }
}

function marksFor(wanted: number): number[] {
  const marks = MARKS.filter((mark) => mark < wanted);
  const small = Array.from({ length: SMALL_MARKS - 1 }, (_, index) =>
    Math.round((wanted * (index + 1)) / SMALL_MARKS),
  );
  return [...(marks.length > 0 ? marks : small), wanted];
}
