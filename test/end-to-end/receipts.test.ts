import { must, refusal } from "../harness/client.ts";
import { type EmbeddedStage, embeddedStage } from "../harness/deployment.ts";
import { Player } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { at, opened, type Scene, setScene } from "./fixture.ts";

const QUESTION = {
  kind: "single" as const,
  text: "Which?",
  timeLimitMs: null,
  options: [{ text: "This", correct: true as const }, { text: "That" }],
};
const ANSWER = { choice: 0 };

describe("receipts", () => {
  let stage: EmbeddedStage;
  let scene: Scene;

  /** A node that takes two answers at a time: of a crowd at one moment most are put off. */
  beforeAll(async () => {
    stage = await embeddedStage({ STAMPEDE_QUEUE_ROWS: "2", STAMPEDE_BATCH_WINDOW_MS: "200" });
    scene = await setScene(stage, { questions: [QUESTION, QUESTION], session: { scoring: "flat" } });
    for (let count = 1; count <= 12; count++) {
      scene.players.push(await Player.join(scene.client, scene.session.code, `Player ${count}`));
    }
    must(await scene.host.step(scene.session.id, "open"), 200);
    await opened(scene, 1);
  }, 120_000);
  afterAll(() => stage?.stop());

  /** Has everyone answer at once until somebody is put off; answers who, and the receipt. */
  async function putOff(question: number): Promise<{ player: Player; receipt: string }> {
    const replies = await Promise.all(scene.players.map((player) => player.answer(question, ANSWER)));
    const index = replies.findIndex((reply) => reply.status === 503);
    const reply = at(replies, index);
    refusal(reply, 503, "TRY_AGAIN");
    expect(Number(reply.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    const { receipt } = (reply.body as unknown as { data: { receipt: string } }).data;
    return { player: at(scene.players, index), receipt };
  }

  test("an answer that was put off counts as of its first arrival, after the close as well", async () => {
    const { player, receipt } = await putOff(1);
    const other = at(
      scene.players.filter((one) => one.no !== player.no),
      0,
    );
    refusal(await other.post({ question: 1, ...ANSWER, receipt }), 422, "VALIDATION_ERROR");
    refusal(await player.post({ question: 1, choice: 1, receipt }), 422, "VALIDATION_ERROR");
    refusal(await player.post({ question: 2, ...ANSWER, receipt }), 422, "VALIDATION_ERROR");
    refusal(await player.post({ question: 1, ...ANSWER, receipt: `${receipt}x` }), 422, "VALIDATION_ERROR");
    const closed = must(await scene.host.step(scene.session.id, "close"), 200).question;
    const lastedMs = Date.parse(String(closed?.closesAt)) - Date.parse(String(closed?.openedAt));
    await until("the close has passed", async () => Date.now() > Date.parse(String(closed?.closesAt)) + 20);
    refusal(await player.answer(1, ANSWER), 410, "QUESTION_CLOSED");

    const accepted = must(await player.post({ question: 1, ...ANSWER, receipt }), 201);
    expect(accepted.status).toBe("accepted");
    expect(accepted.elapsedMs).toBeLessThan(lastedMs);
    const again = must(await player.answer(1, ANSWER), 200);
    expect(again).toMatchObject({ status: "repeated", elapsedMs: accepted.elapsedMs });
  }, 60_000);

  test("a receipt is worth nothing once the session has ended", async () => {
    must(await scene.host.step(scene.session.id, "next"), 200);
    await opened(scene, 2);
    const { player, receipt } = await putOff(2);
    must(await scene.host.step(scene.session.id, "end"), 200);
    await until("the end has passed", async () => (await scene.onlooker.state()).body.state === "ended");
    const reply = await until("the receipt is refused", async () => {
      const tried = await player.post({ question: 2, ...ANSWER, receipt });
      return tried.status !== 503 && tried;
    });
    refusal(reply, 410, "SESSION_ENDED");
  }, 60_000);
});
