import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { must } from "../harness/client.ts";
import { type EmbeddedStage, embeddedStage } from "../harness/deployment.ts";
import { NodeProcess } from "../harness/node-process.ts";
import { until } from "../harness/until.ts";
import { at, crowd, hostOn, opened, type Scene, setScene } from "./fixture.ts";
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
  let stage: EmbeddedStage;
  let startMs: number;

  beforeEach(async () => {
    const startedAt = Date.now();
    stage = await embeddedStage();
    startMs = Date.now() - startedAt;
  }, 120_000);
  afterEach(() => stage?.stop());

  /** Opens a stream for every player, begins requests, and ends the node under them; how long that took, in ms. */
  async function endUnder({ players, onlooker }: Scene, signal: NodeJS.Signals): Promise<number> {
    const streams = await Promise.all(players.map((player) => player.events()));
    await Promise.all(streams.map((stream) => stream.next("state")));
    const halves = [
      "GET /api/ses",
      "PUT /api/ses",
      "POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
    ].map((head) => begin(stage.node.baseUrl, head));
    await Promise.all(halves.map((half) => once(half, "connect")));
    // Whoever connected later is served after them.
    must(await onlooker.state(), 200);

    const askedAt = Date.now();
    const exit = await stage.node.kill(signal);
    const tookMs = Date.now() - askedAt;
    expect({ exit, output: stage.node.output }).toMatchObject({ exit: { code: 0, signal: null } });
    await until("the streams have ended", () => streams.every((stream) => stream.ended));
    for (const stream of streams) expect(stream.retryMs).toBeGreaterThan(0);
    return tookMs;
  }

  test.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("%s ends it cleanly within 2 seconds, whatever is open; the next start finds everything", async (signal) => {
    const scene = await setScene(stage, { questions: [single(1)], players: crowd(10) });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const { closesAt } = await opened(scene, 1);
    for (const player of scene.players) must(await player.answer(1, { choice: 1 }), 201);

    const tookMs = [await endUnder(scene, signal)];
    await stage.node.launch();
    // It takes a second where something hangs: a machine on which a start takes many seconds has its time.
    const promptlyMs = Math.max(PROMPTLY_MS, startMs / 2);
    while (tookMs.at(-1)! >= promptlyMs && tookMs.length < MOST_TRIES) {
      tookMs.push(await endUnder(scene, signal));
      await stage.node.launch();
    }
    expect(Math.min(...tookMs)).toBeLessThan(promptlyMs);
    expect(must(await scene.host.readQuiz(scene.quiz.id), 200)).toEqual(scene.quiz);
    expect(must(await hostOn(stage, "Ada").listQuizzes(), 200).items).toHaveLength(1);
    expect((await opened(scene, 1)).closesAt).toBe(closesAt);
    must(await at(scene.players, 0).answer(1, { choice: 1 }), 200);
    await until("all answers are still counted", async () => {
      return must(await scene.host.stats(scene.session.id, 1), 200).attempts === scene.players.length;
    });
  }, 240_000);
});

test("a node that is still starting ends at once, in the midst of making its database; the next start is as any", async () => {
  let node: NodeProcess | undefined;
  let wasInTheMidst = false;
  try {
    for (let tries = 0; tries < MOST_TRIES && !wasInTheMidst; tries++) {
      await node?.stop();
      node = await NodeProcess.begin();
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
