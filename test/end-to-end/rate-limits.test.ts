import { expectError, must, type Reply } from "../harness/client.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import { join } from "../harness/player.ts";
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

  const joinAs = (code: string, nickname: string) => join(fixture.client, { code, nickname });

  test("wrong codes are limited before they are looked up, and the right one still gets in", async () => {
    const guesses = await Promise.all(playerNames(100).map((name) => joinAs("ZZZZZZ", name)));
    const unknown = guesses.filter(({ status }) => status === 404);
    expect(unknown).toHaveLength(5);
    for (const reply of unknown) expectError(reply, 404, "UNKNOWN_CODE");
    const limited = guesses.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(95);
    expect(Number(at(limited, 0).headers["retry-after"])).toBeGreaterThan(50);
    must(await joinAs(fixture.session.code, "Late"), 201);
    expectError(await joinAs("000000", "Typo"), 404, "UNKNOWN_CODE");
  });

  test("a crowd that is larger than the limit is told times that come true", async () => {
    const names = playerNames(80, "Crowd");
    const replies = await Promise.all(names.map((name) => joinAs(fixture.session.code, name)));
    const waiting = names.filter((_, index) => at(replies, index).status === 429);
    expect(replies.filter(({ status }) => status === 201).length + waiting.length).toBe(80);
    expect(waiting.length).toBeGreaterThan(0);
    const returns = replies.flatMap((reply, index) => {
      if (reply.status !== 429) return [];
      const seconds = Number(reply.headers["retry-after"]);
      return [{ name: at(names, index), at: reply.doneAt + seconds * 1000 }];
    });
    const [first] = returns.toSorted((a, b) => a.at - b.at);
    await until("the first told time has come", () => Date.now() >= first!.at);
    must(await joinAs(fixture.session.code, first!.name), 201);
  });

  test("a full session says so, and has room again when a player is removed", async () => {
    const draft = { quizId: fixture.quiz.id, pace: "host", maxPlayers: 2 } as const;
    const session = must(await fixture.host.createSession(draft), 201);
    expect(session).toMatchObject({ maxPlayers: 2 });
    const replies = await Promise.all(playerNames(6).map((name) => joinAs(session.code, name)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(2);
    const refused = replies.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(4);
    expect(expectError(at(refused, 0), 409, "WRONG_STATE").data).toEqual({ reason: "full" });
    must(await fixture.host.removePlayer(session.id, 1), 204);
    must(await joinAs(session.code, "Next"), 201);
  });

  test("a host's calls are limited", async () => {
    await untilLimited(() => fixture.host.listQuizzes(), [200]);
  });
});
