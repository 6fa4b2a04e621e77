import { must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

describeOnDeployments("HTTP caches", (deployment) => {
  let fixture: SessionFixture;

  beforeAll(async () => {
    fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(3) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    must(await at(fixture.players, 0).answer(1, { choice: 0 }), 201);
  });

  test("may share the stats of a question for one second and revalidate them by ETag", async () => {
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    const stats = await until("the stats are final", async () => {
      const reply = await fixture.spectator.stats(1);
      return must(reply, 200).final && reply;
    });
    expect(stats.headers["cache-control"]).toBe("public, max-age=1");
    const etag = String(stats.headers.etag);
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    const revalidated = await fixture.spectator.read("/questions/1/stats", { "if-none-match": etag });
    must(revalidated, 304);
    expect(revalidated.raw).toHaveLength(0);
    must(await fixture.spectator.read("/questions/1/stats", { "if-none-match": '"other"' }), 200);
  });

  test("must never share what only the host or one player may see", async () => {
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
