import { must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

describeOnDeployments("caches in front", (deployment) => {
  let fixture: SessionFixture;

  beforeAll(async () => {
    fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(3) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    must(await at(fixture.players, 0).answer(1, { choice: 0 }), 201);
  });

  test("may share a question's figures for a second, and ask again by ETag", async () => {
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    const stats = await until("the figures are final", async () => {
      const reply = await fixture.spectator.stats(1);
      return must(reply, 200).final && reply;
    });
    expect(stats.headers["cache-control"]).toBe("public, max-age=1");
    const etag = String(stats.headers.etag);
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    const same = await fixture.spectator.read("/questions/1/stats", { "if-none-match": etag });
    must(same, 304);
    expect(same.raw).toHaveLength(0);
    must(await fixture.spectator.read("/questions/1/stats", { "if-none-match": '"else"' }), 200);
  });

  test("must never share what only the host may see", async () => {
    const replies = [
      await fixture.host.stats(fixture.session.id, 1),
      await fixture.host.leaderboard(fixture.session.id),
      await fixture.host.report(fixture.session.id),
      await fixture.host.readQuiz(fixture.quiz.id),
      await at(fixture.players, 0).me(),
    ];
    for (const { call, headers } of replies) {
      expect({ call, shared: /public|s-maxage/.test(String(headers["cache-control"])) }).toEqual({
        call,
        shared: false,
      });
    }
  });
});
