import { must } from "../harness/client.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, crowd, type Scene, setScene } from "./fixture.ts";
import { single } from "./questions.ts";

describe.each(footings)("caches in front on %s", (_, openStage) => {
  let stage: Stage;
  let scene: Scene;

  beforeAll(async () => {
    stage = await openStage();
    scene = await setScene(stage, { questions: [single()], players: crowd(3) });
    must(await scene.host.step(scene.session.id, "open"), 200);
    must(await at(scene.players, 0).answer(1, { choice: 0 }), 201);
  }, 120_000);
  afterAll(() => stage?.stop());

  test("may share a question's figures for a second, and ask again by ETag", async () => {
    must(await scene.host.step(scene.session.id, "close"), 200);
    const stats = await until("the figures are final", async () => {
      const reply = await scene.onlooker.stats(1);
      return must(reply, 200).final && reply;
    });
    expect(stats.headers["cache-control"]).toBe("public, max-age=1");
    const etag = String(stats.headers.etag);
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    const same = await scene.onlooker.read("/questions/1/stats", { "if-none-match": etag });
    must(same, 304);
    expect(same.raw).toHaveLength(0);
    must(await scene.onlooker.read("/questions/1/stats", { "if-none-match": '"else"' }), 200);
  });

  test("must never share what only the host may see", async () => {
    const replies = [
      await scene.host.stats(scene.session.id, 1),
      await scene.host.leaderboard(scene.session.id),
      await scene.host.report(scene.session.id),
      await scene.host.readQuiz(scene.quiz.id),
      await at(scene.players, 0).me(),
    ];
    for (const { call, headers } of replies) {
      expect({ call, shared: /public|s-maxage/.test(String(headers["cache-control"])) }).toEqual({
        call,
        shared: false,
      });
    }
  });
});
