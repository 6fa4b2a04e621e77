import { must, type Reply, refusal } from "../harness/client.ts";
import { embeddedStage, type Stage } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, crowd, type Scene, setScene } from "./fixture.ts";
import { single } from "./questions.ts";

/** Repeats a call in bursts until it is refused for its rate; that refusal must say when to come again. */
async function untilLimited(call: () => Promise<Reply<unknown>>, others: readonly number[]): Promise<void> {
  const refused = await until("the limit is met", async () => {
    const burst = await Promise.all(Array.from({ length: 20 }, call));
    for (const reply of burst) expect([429, ...others]).toContain(reply.status);
    return burst.find((reply) => reply.status === 429);
  });
  refusal(refused, 429, "RATE_LIMITED");
  expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
}

describe("limits of rate", () => {
  let stage: Stage;
  let scene: Scene;

  beforeAll(async () => {
    stage = await embeddedStage({
      STAMPEDE_ANSWERS_PER_SECOND: "5",
      STAMPEDE_JOINS_PER_SECOND: "10",
      STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "5",
      STAMPEDE_HOST_CALLS_PER_SECOND: "20",
    });
    scene = await setScene(stage, { questions: [single()], players: crowd(4) });
    must(await scene.host.step(scene.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => stage?.stop());

  test("answers are limited by the player, and no other player pays for it", async () => {
    const [greedy, modest] = [at(scene.players, 0), at(scene.players, 1)];
    await untilLimited(() => greedy.answer(1, { choice: 0 }), [200, 201]);
    must(await modest.answer(1, { choice: 1 }), 201);
    await until("the greedy one may come again", async () => {
      return (await greedy.answer(1, { choice: 0 })).status === 200;
    });
  });

  test("guessing codes is limited; a host's calls are", async () => {
    await untilLimited(
      () => scene.client.send("POST", "/api/join", { json: { code: "000000", nickname: "Guess" } }),
      [404],
    );
    await untilLimited(() => scene.host.listQuizzes(), [200]);
  });
});
