import { must } from "../harness/client.ts";
import { type EmbeddedStage, embeddedStage } from "../harness/stage.ts";
import { until } from "../harness/until.ts";
import { single } from "./questions.ts";
import { at, crowd, hostOn, opened, setScene } from "./scene.ts";

const PROMPTLY_MS = 2000;

describe("the end of a node", () => {
  let stage: EmbeddedStage;

  beforeEach(async () => {
    stage = await embeddedStage();
  }, 120_000);
  afterEach(() => stage?.stop());

  test.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("%s ends it cleanly within 2 seconds, open streams or not; the next start finds everything", async (signal) => {
    const scene = await setScene(stage, { questions: [single(1)], players: crowd(10) });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const { closesAt } = await opened(scene, 1);
    const streams = await Promise.all(scene.players.map((player) => player.events()));
    await Promise.all(streams.map((stream) => stream.next("state")));
    for (const player of scene.players) must(await player.answer(1, { choice: 1 }), 201);

    const askedAt = Date.now();
    const exit = await stage.node.kill(signal);
    expect({ exit, output: stage.node.output }).toMatchObject({ exit: { code: 0, signal: null } });
    expect(Date.now() - askedAt).toBeLessThan(PROMPTLY_MS);
    await until("the streams have ended", () => streams.every((stream) => stream.ended));
    for (const stream of streams) expect(stream.retryMs).toBeGreaterThan(0);

    await stage.node.launch();
    expect(must(await scene.host.readQuiz(scene.quiz.id), 200)).toEqual(scene.quiz);
    expect(must(await hostOn(stage, "Ada").listQuizzes(), 200).items).toHaveLength(1);
    expect((await opened(scene, 1)).closesAt).toBe(closesAt);
    must(await at(scene.players, 0).answer(1, { choice: 1 }), 200);
    await until("all answers are still counted", async () => {
      return must(await scene.host.stats(scene.session.id, 1), 200).attempts === scene.players.length;
    });
  }, 120_000);
});
