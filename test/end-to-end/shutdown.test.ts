import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { NodeProcess } from "../harness/node-process.ts";
import { until } from "../harness/until.ts";
import { at, hostOf, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { single } from "./questions.ts";

const MAX_SHUTDOWN_MS = 2000;
/** A pause of the machine can delay one attempt, so the fastest of several counts. */
const MAX_ATTEMPTS = 3;

/** Sends the beginning of a request and never the rest. */
function sendPartialRequest(baseUrl: string, head: string): Socket {
  const { hostname, port } = new URL(baseUrl);
  const socket = connect(Number(port), hostname).on("error", () => {});
  socket.resume().write(head);
  return socket;
}

describe("the shutdown of a node", () => {
  let deployment: StandaloneNode;
  let startMs: number;

  beforeEach(async () => {
    const startedAt = Date.now();
    deployment = await startStandalone();
    startMs = Date.now() - startedAt;
  }, 120_000);
  afterEach(() => deployment?.stop());

  /** Opens a stream for every player, starts requests, and then ends the node. Returns how long the end took, in ms. */
  async function shutDownWhileBusy(
    { players, spectator }: SessionFixture,
    signal: NodeJS.Signals,
  ): Promise<number> {
    const streams = await Promise.all(players.map((player) => player.events()));
    await Promise.all(streams.map((stream) => stream.next("state")));
    const sockets = [
      "GET /api/ses",
      "PUT /api/ses",
      "POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
    ].map((head) => sendPartialRequest(deployment.node.baseUrl, head));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    // A later request gets its reply after the node has accepted these connections.
    must(await spectator.state(), 200);

    const signalledAt = Date.now();
    const exit = await deployment.node.kill(signal);
    const tookMs = Date.now() - signalledAt;
    expect({ exit, output: deployment.node.output }).toMatchObject({ exit: { code: 0, signal: null } });
    await until("the streams have ended", () => streams.every((stream) => stream.ended));
    for (const stream of streams) expect(stream.retryMs).toBeGreaterThan(0);
    return tookMs;
  }

  test.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("%s ends it cleanly within 2 seconds with open streams and requests, and the next start has all data", async (signal) => {
    const fixture = await setUpSession(deployment, { questions: [single(1)], players: playerNames(10) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { closesAt } = await untilQuestionOpen(fixture, 1);
    for (const player of fixture.players) must(await player.answer(1, { choice: 1 }), 201);

    const tookMs = [await shutDownWhileBusy(fixture, signal)];
    await deployment.node.launch();
    // On a machine where a start takes many seconds, the end may take longer too.
    const maxShutdownMs = Math.max(MAX_SHUTDOWN_MS, startMs / 2);
    while (tookMs.at(-1)! >= maxShutdownMs && tookMs.length < MAX_ATTEMPTS) {
      tookMs.push(await shutDownWhileBusy(fixture, signal));
      await deployment.node.launch();
    }
    expect(Math.min(...tookMs)).toBeLessThan(maxShutdownMs);
    expect(must(await fixture.host.readQuiz(fixture.quiz.id), 200)).toEqual(fixture.quiz);
    expect(must(await hostOf(deployment, "Ada").listQuizzes(), 200).items).toHaveLength(1);
    expect((await untilQuestionOpen(fixture, 1)).closesAt).toBe(closesAt);
    must(await at(fixture.players, 0).answer(1, { choice: 1 }), 200);
    await until("all answers are still counted", async () => {
      return must(await fixture.host.stats(fixture.session.id, 1), 200).attempts === fixture.players.length;
    });
  }, 240_000);
});

test("a node that is still creating its database ends at once, and the next start succeeds", async () => {
  let node: NodeProcess | undefined;
  let wasInterrupted = false;
  try {
    for (let attempts = 0; attempts < MAX_ATTEMPTS && !wasInterrupted; attempts++) {
      await node?.stop();
      node = await NodeProcess.spawn();
      const unfinished = join(node.folder, "database.unfinished");
      await until("the node creates its database", () => existsSync(unfinished));
      expect(await node.kill("SIGINT")).toEqual({ code: 0, signal: null });
      wasInterrupted = existsSync(unfinished);
    }
    expect(wasInterrupted).toBe(true);
    await node!.launch();
  } finally {
    await node?.stop();
  }
}, 240_000);
