import { expectError, must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Player, receiptOf } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { at, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";

const QUESTION = {
  kind: "single" as const,
  text: "Which?",
  timeLimitMs: null,
  options: [{ text: "This", correct: true as const }, { text: "That" }],
};
const ANSWER = { choice: 0 };

describe("receipts", () => {
  let deployment: StandaloneNode;
  let fixture: SessionFixture;

  /** The queue of this node holds two answers, so most answers of a crowd are put off. */
  beforeAll(async () => {
    deployment = await startStandalone({ STAMPEDE_QUEUE_ROWS: "2", STAMPEDE_BATCH_WINDOW_MS: "200" });
    fixture = await setUpSession(deployment, {
      questions: [QUESTION, QUESTION],
      session: { scoring: "flat" },
    });
    for (let count = 1; count <= 12; count++) {
      fixture.players.push(await Player.join(fixture.client, fixture.session.code, `Player ${count}`));
    }
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    await untilQuestionOpen(fixture, 1);
  }, 120_000);
  afterAll(() => deployment?.stop());

  /** Lets all players answer at once and returns a player whose answer was put off, with the receipt. */
  async function answerUntilPutOff(question: number): Promise<{ player: Player; receipt: string }> {
    const replies = await Promise.all(fixture.players.map((player) => player.answerOnce(question, ANSWER)));
    const index = replies.findIndex((reply) => reply.status === 503);
    const reply = at(replies, index);
    expectError(reply, 503, "TRY_AGAIN");
    expect(Number(reply.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    return { player: at(fixture.players, index), receipt: receiptOf(reply)! };
  }

  test("an answer that was put off counts with the time of its first arrival, even after the close", async () => {
    const { player, receipt } = await answerUntilPutOff(1);
    const other = at(
      fixture.players.filter((one) => one.no !== player.no),
      0,
    );
    expectError(await other.answerOnce(1, ANSWER, receipt), 422, "VALIDATION_ERROR");
    expectError(await player.answerOnce(1, { choice: 1 }, receipt), 422, "VALIDATION_ERROR");
    expectError(await player.answerOnce(2, ANSWER, receipt), 422, "VALIDATION_ERROR");
    expectError(await player.answerOnce(1, ANSWER, `${receipt}x`), 422, "VALIDATION_ERROR");
    const closed = must(await fixture.host.step(fixture.session.id, "close"), 200).question;
    const openMs = Date.parse(String(closed?.closesAt)) - Date.parse(String(closed?.openedAt));
    await until(
      "the question has closed",
      async () => Date.now() > Date.parse(String(closed?.closesAt)) + 20,
    );
    expectError(await player.answerOnce(1, ANSWER), 410, "QUESTION_CLOSED");

    const accepted = must(await player.answerOnce(1, ANSWER, receipt), 201);
    expect(accepted.status).toBe("accepted");
    expect(accepted.elapsedMs).toBeLessThan(openMs);
    const repeated = must(await player.answerOnce(1, ANSWER), 200);
    expect(repeated).toMatchObject({ status: "repeated", elapsedMs: accepted.elapsedMs });
  }, 60_000);

  test("a receipt is refused after the session has ended", async () => {
    must(await fixture.host.step(fixture.session.id, "next"), 200);
    await untilQuestionOpen(fixture, 2);
    const { player, receipt } = await answerUntilPutOff(2);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await until(
      "the session has ended",
      async () => (await fixture.spectator.state()).body.state === "ended",
    );
    const reply = await until("the receipt is refused", async () => {
      const retry = await player.answerOnce(2, ANSWER, receipt);
      return retry.status !== 503 && retry;
    });
    expectError(reply, 410, "SESSION_ENDED");
  }, 60_000);
});
