import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { NodeProcess } from "../harness/node-process.ts";
import { until } from "../harness/until.ts";
import { at, hostOf, playerNames, questionOpen, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const PROMPTLY_MS = 2000;
/** The machine itself may pause: then once more. */
const MOST_TRIES = 3;

/** Sends as much of a request as there is, and never the rest. */
function begin(baseUrl: string, head: string): Socket {
  const { hostname, port } = new URL(baseUrl);
  const socket = connect(Number(port), hostname).on("error", () => {});
  socket.resume().write(head);
  return socket;
}

describe("the end of a node", () => {
  let deployment: StandaloneNode;
  let startMs: number;

  beforeEach(async () => {
    const startedAt = Date.now();
    deployment = await startStandalone();
    startMs = Date.now() - startedAt;
  }, 120_000);
  afterEach(() => deployment?.stop());

  /** Opens a stream for every player, begins requests, and ends the node under them; how long that took, in ms. */
  async function endUnder({ players, spectator }: SessionFixture, signal: NodeJS.Signals): Promise<number> {
    const streams = await Promise.all(players.map((player) => player.events()));
    await Promise.all(streams.map((stream) => stream.next("state")));
    const halves = [
      "GET /api/ses",
      "PUT /api/ses",
      "POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
    ].map((head) => begin(deployment.node.baseUrl, head));
    await Promise.all(halves.map((half) => once(half, "connect")));
    // Whoever connected later is served after them.
    must(await spectator.state(), 200);

    const askedAt = Date.now();
    const exit = await deployment.node.kill(signal);
    const tookMs = Date.now() - askedAt;
    expect({ exit, output: deployment.node.output }).toMatchObject({ exit: { code: 0, signal: null } });
    await until("the streams have ended", () => streams.every((stream) => stream.ended));
    for (const stream of streams) expect(stream.retryMs).toBeGreaterThan(0);
    return tookMs;
  }

  test.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("%s ends it cleanly within 2 seconds, whatever is open; the next start finds everything", async (signal) => {
    const fixture = await setUpSession(deployment, { questions: [single(1)], players: playerNames(10) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { closesAt } = await questionOpen(fixture, 1);
    for (const player of fixture.players) must(await player.answer(1, { choice: 1 }), 201);

    const tookMs = [await endUnder(fixture, signal)];
    await deployment.node.launch();
    // It takes a second where something hangs: a machine on which a start takes many seconds has its time.
    const promptlyMs = Math.max(PROMPTLY_MS, startMs / 2);
    while (tookMs.at(-1)! >= promptlyMs && tookMs.length < MOST_TRIES) {
      tookMs.push(await endUnder(fixture, signal));
      await deployment.node.launch();
    }
    expect(Math.min(...tookMs)).toBeLessThan(promptlyMs);
    expect(must(await fixture.host.readQuiz(fixture.quiz.id), 200)).toEqual(fixture.quiz);
    expect(must(await hostOf(deployment, "Ada").listQuizzes(), 200).items).toHaveLength(1);
    expect((await questionOpen(fixture, 1)).closesAt).toBe(closesAt);
    must(await at(fixture.players, 0).answer(1, { choice: 1 }), 200);
    await until("all answers are still counted", async () => {
      return must(await fixture.host.stats(fixture.session.id, 1), 200).attempts === fixture.players.length;
    });
  }, 240_000);
});

test("a node that is still starting ends at once, in the midst of making its database; the next start is as any", async () => {
  let node: NodeProcess | undefined;
  let wasInTheMidst = false;
  try {
    for (let tries = 0; tries < MOST_TRIES && !wasInTheMidst; tries++) {
      await node?.stop();
      node = await NodeProcess.spawn();
      const unfinished = join(node.folder, "database.unfinished");
      await until("it makes its database", () => existsSync(unfinished));
      expect(await node.kill("SIGINT")).toEqual({ code: 0, signal: null });
      wasInTheMidst = existsSync(unfinished);
    }
    expect(wasInTheMidst).toBe(true);
    await node!.launch();
  } finally {
    await node?.stop();
  }
}, 240_000);
