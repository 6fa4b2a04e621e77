import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { answeredGame, endAndVerify, verifyHostLeaderboard } from "./answered-game.ts";
import { at, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

describeOnDeployments("removing a player", (deployment) => {
  let fixture: SessionFixture;
  let oracle: Oracle;

  beforeAll(async () => {
    [fixture, oracle] = await answeredGame(deployment);
  });

  test("a removed player's token stops working, and their answers no longer count", async () => {
    const removed = at(fixture.players, 11);
    must(await removed.me(), 200);
    const reply = await fixture.host.removePlayer(fixture.session.id, removed.no);
    expect([200, 204]).toContain(reply.status);
    oracle.removePlayer(removed.no);
    expectError(await removed.answer(6, { choice: 1 }), 401, "INVALID_TOKEN");
    expectError(await removed.answer(1, { choice: 1 }), 401, "INVALID_TOKEN");
    expectError(await removed.me(), 401, "INVALID_TOKEN");
    await untilEqual(
      "39 players are left",
      async () => must(await fixture.spectator.state(), 200).players,
      39,
    );
    await verifyHostLeaderboard(fixture, oracle);
    await endAndVerify(fixture, oracle);
    const report = JSON.stringify(must(await fixture.host.report(fixture.session.id), 200));
    expect(report).not.toContain(removed.joined.nickname);
  }, 60_000);

  test("removing a player who does not exist is refused", async () => {
    expectError(await fixture.host.removePlayer(fixture.session.id, 4000), 404, "NOT_FOUND");
  });
});
