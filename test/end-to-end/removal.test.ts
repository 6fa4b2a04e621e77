import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { answeredGame, verifyEnded, verifyTable } from "./answered-game.ts";
import { at, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

describeOnDeployments("removing a player", (deployment) => {
  let fixture: SessionFixture;
  let oracle: Oracle;

  beforeAll(async () => {
    [fixture, oracle] = await answeredGame(deployment);
  });

  test("a removed player's token stops working and the answers count nowhere", async () => {
    const gone = at(fixture.players, 11);
    must(await gone.me(), 200);
    const reply = await fixture.host.removePlayer(fixture.session.id, gone.no);
    expect([200, 204]).toContain(reply.status);
    oracle.removed(gone.no);
    expectError(await gone.answer(6, { choice: 1 }), 401, "INVALID_TOKEN");
    expectError(await gone.answer(1, { choice: 1 }), 401, "INVALID_TOKEN");
    expectError(await gone.me(), 401, "INVALID_TOKEN");
    await untilEqual("39 are left", async () => must(await fixture.spectator.state(), 200).players, 39);
    await verifyTable(fixture, oracle);
    await verifyEnded(fixture, oracle);
    const everything = JSON.stringify(must(await fixture.host.report(fixture.session.id), 200));
    expect(everything).not.toContain(gone.joined.nickname);
  }, 60_000);

  test("removing a player that never was is refused", async () => {
    expectError(await fixture.host.removePlayer(fixture.session.id, 4000), 404, "NOT_FOUND");
  });
});
