import { must, refusal } from "../harness/client.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { answeredGame, verifyEnded, verifyTable } from "./answered-game.ts";
import { at, type Scene } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

describe.each(footings)("removing a player on %s", (_, openStage) => {
  let stage: Stage;
  let scene: Scene;
  let oracle: Oracle;

  beforeAll(async () => {
    stage = await openStage();
    [scene, oracle] = await answeredGame(stage);
  }, 120_000);
  afterAll(() => stage?.stop());

  test("a removed player's token stops working and the answers count nowhere", async () => {
    const gone = at(scene.players, 11);
    must(await gone.me(), 200);
    const reply = await scene.host.removePlayer(scene.session.id, gone.no);
    expect([200, 204]).toContain(reply.status);
    oracle.removed(gone.no);
    refusal(await gone.answer(6, { choice: 1 }), 401, "INVALID_TOKEN");
    refusal(await gone.answer(1, { choice: 1 }), 401, "INVALID_TOKEN");
    refusal(await gone.me(), 401, "INVALID_TOKEN");
    await untilEqual("39 are left", async () => must(await scene.onlooker.state(), 200).players, 39);
    await verifyTable(scene, oracle);
    await verifyEnded(scene, oracle);
    const everything = JSON.stringify(must(await scene.host.report(scene.session.id), 200));
    expect(everything).not.toContain(gone.joined.nickname);
  }, 60_000);

  test("removing a player that never was is refused", async () => {
    refusal(await scene.host.removePlayer(scene.session.id, 4000), 404, "NOT_FOUND");
  });
});
