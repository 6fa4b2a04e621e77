import { must, refusal } from "../harness/client.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import { Player } from "../harness/player.ts";
import { instant, untilEqual } from "../harness/until.ts";
import { at, crowd, opened, type Scene, setScene } from "./fixture.ts";
import { single } from "./questions.ts";
import { figuresOf } from "./verify.ts";

const WELL_AFTER_MS = 200;

describe.each(footings)("when a question takes answers on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  async function finalStats(scene: Scene) {
    await untilEqual(
      "the figures are final",
      async () => must(await scene.onlooker.stats(1), 200).final,
      true,
    );
    return figuresOf(must(await scene.onlooker.stats(1), 200));
  }

  test("an answer after the reveal is refused, and nothing changes", async () => {
    const scene = await setScene(stage, { questions: [single(1), single(2)], players: crowd(3) });
    const [first, second] = [at(scene.players, 0), at(scene.players, 1)];
    must(await scene.host.step(scene.session.id, "open"), 200);
    const verdict = must(await first.answer(1, { choice: 1 }), 201);
    must(await scene.host.step(scene.session.id, "close"), 200);
    const before = await finalStats(scene);
    expect(before.attempts).toBe(1);
    const late = refusal(await second.answer(1, { choice: 1 }), 410, "QUESTION_CLOSED");
    expect(late.data).toMatchObject({ reason: "closed" });
    expect(must(await first.answer(1, { choice: 1 }), 200)).toMatchObject({
      status: "repeated",
      elapsedMs: verdict.elapsedMs,
    });
    refusal(await first.answer(1, { choice: 0 }), 409, "ALREADY_ANSWERED");
    must(await scene.host.step(scene.session.id, "next"), 200);
    refusal(await second.answer(1, { choice: 1 }), 410, "QUESTION_CLOSED");
    must(await scene.host.step(scene.session.id, "end"), 200);
    refusal(await second.answer(1, { choice: 1 }), 410, "SESSION_ENDED");
    expect(await finalStats(scene)).toEqual(before);
    const report = must(await scene.host.report(scene.session.id), 200);
    expect(report.places.map((place) => place.points)).toEqual([1000, 0, 0]);
  });

  test("an answer before the opening is refused, and may be sent again once it is open", async () => {
    const scene = await setScene(stage, { questions: [single(), single()], players: crowd(1) });
    const player = at(scene.players, 0);
    const early = refusal(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    expect(early.data).toMatchObject({ reason: "not-open" });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const next = refusal(await player.answer(2, { choice: 0 }), 410, "QUESTION_CLOSED");
    expect(next.data).toMatchObject({ reason: "not-open" });
    must(await player.answer(1, { choice: 0 }), 201);
  });

  test("an answer within the grace counts, with its time held at the limit; past the grace it does not", async () => {
    const limit = 1000;
    const graceMs = 4000;
    const scene = await setScene(stage, {
      questions: [single(0, { timeLimitMs: limit })],
      players: crowd(2),
      session: { graceMs },
    });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const closesAt = Date.parse((await opened(scene, 1)).closesAt ?? "");
    await instant(closesAt + 50);
    const shown = must(await scene.onlooker.stats(1), 200);
    expect({ ...shown, asOf: "" }).toEqual({ question: 1, attempts: 0, asOf: "", final: false });
    const verdict = must(await at(scene.players, 0).answer(1, { choice: 0 }), 201);
    expect(verdict.elapsedMs).toBe(limit);
    await instant(closesAt + graceMs + WELL_AFTER_MS);
    refusal(await at(scene.players, 1).answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    const stats = await finalStats(scene);
    expect(stats).toMatchObject({
      attempts: 1,
      elapsedMs: { mean: limit, p50: limit, p90: limit, p99: limit },
    });
    await untilEqual(
      "a right answer at the limit earns half the points",
      async () => must(await scene.host.leaderboard(scene.session.id), 200).places[0]?.points,
      500,
    );
  });

  test("a count of joined players does not close a question early", async () => {
    const scene = await setScene(stage, { questions: [single()], players: crowd(5) });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const { closesAt } = await opened(scene, 1);
    for (const player of scene.players) must(await player.answer(1, { choice: 0 }), 201);
    await untilEqual(
      "the host sees that all have answered",
      async () => must(await scene.host.stats(scene.session.id, 1), 200).attempts,
      scene.players.length,
    );
    expect((await opened(scene, 1)).closesAt).toBe(closesAt);
    const late = await Player.join(scene.client, scene.session.code, "Latecomer");
    must(await late.answer(1, { choice: 1 }), 201);
    expect((await opened(scene, 1)).closesAt).toBe(closesAt);
  });

  test("without lateJoin nobody joins once the session is open", async () => {
    const scene = await setScene(stage, {
      questions: [single()],
      players: crowd(1),
      session: { lateJoin: false },
    });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const join = { json: { code: scene.session.code, nickname: "Late" } };
    refusal(await scene.client.send("POST", "/api/join", join), 409, "WRONG_STATE");
  });

  test("a question that nobody answers closes all the same, with figures of nothing", async () => {
    const scene = await setScene(stage, {
      questions: [single(0, { timeLimitMs: 1000 })],
      players: crowd(2),
    });
    must(await scene.host.step(scene.session.id, "open"), 200);
    const stats = await finalStats(scene);
    expect(stats.attempts).toBe(0);
    expect(stats.options?.map((option) => option.count)).toEqual([0, 0, 0, 0]);
    must(await scene.host.step(scene.session.id, "end"), 200);
    const report = must(await scene.host.report(scene.session.id), 200);
    expect(report).toMatchObject({
      reliability: null,
      questions: [{ facility: null, discrimination: null }],
    });
    expect(report.places.map((place) => place.rank)).toEqual([1, 1]);
  });
});
