import { expectError, must, type Reply } from "../harness/client.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

/** Repeats a call in bursts until it is refused for its rate; that refusal must say when to come again. */
async function untilLimited(call: () => Promise<Reply<unknown>>, others: readonly number[]): Promise<void> {
  const refused = await until("the limit is met", async () => {
    const burst = await Promise.all(Array.from({ length: 20 }, call));
    for (const reply of burst) expect([429, ...others]).toContain(reply.status);
    return burst.find((reply) => reply.status === 429);
  });
  expectError(refused, 429, "RATE_LIMITED");
  expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
}

describe("limits of rate", () => {
  let deployment: Deployment;
  let fixture: SessionFixture;

  beforeAll(async () => {
    deployment = await startStandalone({
      STAMPEDE_ANSWERS_PER_SECOND: "5",
      STAMPEDE_JOINS_PER_SECOND: "10",
      STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "5",
      STAMPEDE_HOST_CALLS_PER_SECOND: "20",
    });
    fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(4) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
  }, 120_000);
  afterAll(() => deployment?.stop());

  test("answers are limited by the player, and no other player pays for it", async () => {
    const [greedy, modest] = [at(fixture.players, 0), at(fixture.players, 1)];
    await untilLimited(() => greedy.answer(1, { choice: 0 }), [200, 201]);
    must(await modest.answer(1, { choice: 1 }), 201);
    await until("the greedy one may come again", async () => {
      return (await greedy.answer(1, { choice: 0 })).status === 200;
    });
  });

  test("guessing codes is limited; a host's calls are", async () => {
    await untilLimited(
      () => fixture.client.send("POST", "/api/join", { json: { code: "000000", nickname: "Guess" } }),
      [404],
    );
    await untilLimited(() => fixture.host.listQuizzes(), [200]);
  });
});
