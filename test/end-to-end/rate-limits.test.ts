import { expectError, must, type Reply } from "../harness/client.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

/** Repeats a call in bursts until the rate limit refuses it. The refusal must have a Retry-After header. */
async function untilLimited(
  call: () => Promise<Reply<unknown>>,
  otherStatuses: readonly number[],
): Promise<void> {
  const refused = await until("the rate limit refuses a call", async () => {
    const burst = await Promise.all(Array.from({ length: 20 }, call));
    for (const reply of burst) expect([429, ...otherStatuses]).toContain(reply.status);
    return burst.find((reply) => reply.status === 429);
  });
  expectError(refused, 429, "RATE_LIMITED");
  expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
}

describe("rate limits", () => {
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

  test("answers are limited per player, and other players are not affected", async () => {
    const [limited, other] = [at(fixture.players, 0), at(fixture.players, 1)];
    await untilLimited(() => limited.answer(1, { choice: 0 }), [200, 201]);
    must(await other.answer(1, { choice: 1 }), 201);
    await until("the limited player may answer again", async () => {
      return (await limited.answer(1, { choice: 0 })).status === 200;
    });
  });

  test("unknown codes and a host's calls are limited", async () => {
    await untilLimited(
      () => fixture.client.send("POST", "/api/join", { json: { code: "000000", nickname: "Guess" } }),
      [404],
    );
    await untilLimited(() => fixture.host.listQuizzes(), [200]);
  });
});
