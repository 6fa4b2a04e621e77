import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { Player } from "../harness/player.ts";
import { untilEqual, waitUntilTime } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { single } from "./questions.ts";
import { comparableStats } from "./verify.ts";

const LATE_MARGIN_MS = 200;

describeOnDeployments("the window of a question", (deployment) => {
  async function finalStats(fixture: SessionFixture) {
    await untilEqual(
      "the stats are final",
      async () => must(await fixture.spectator.stats(1), 200).final,
      true,
    );
    return comparableStats(must(await fixture.spectator.stats(1), 200));
  }

  test("in pace self the host moves the close of an open session; what its state forbids is refused", async () => {
    const closesAt = new Date(Date.now() + 3_600_000).toISOString();
    const fixture = await setUpSession(deployment, {
      questions: [single(1), single(2)],
      players: playerNames(2),
      session: { pace: "self", closesAt, graceMs: 0 },
    });
    const { host, session, spectator } = fixture;
    const change = (changes: object) => host.changeSession(session.id, changes);
    const opensAt = new Date(Date.now() + 1_800_000).toISOString();
    const changed = {
      title: "Monday",
      opensAt,
      lateJoin: false,
      locked: true,
      expectedPlayers: 30,
      maxPlayers: 40,
    };
    const { lateJoin, ...shown } = changed;
    expect(must(await change(changed), 200)).toMatchObject({ ...shown, settings: { lateJoin } });
    expectError(await change({}), 422, "VALIDATION_ERROR");
    expectError(await change({ pace: "host" }), 422, "VALIDATION_ERROR");
    expectError(await change({ closesAt: opensAt }), 422, "VALIDATION_ERROR");
    expect(must(await change({ opensAt: null }), 200)).not.toHaveProperty("opensAt");
    must(await host.step(session.id, "open"), 200);
    expectError(await change({ opensAt: null }), 409, "WRONG_STATE");
    must(await at(fixture.players, 0).answer(1, { choice: 1 }), 201);
    expect(must(await change({ closesAt: null }), 200)).not.toHaveProperty("closesAt");
    // Soon, and then later again: an answers node that knows the earlier close must not refuse an answer after it.
    const soon = Date.now() + 1500;
    must(await change({ closesAt: new Date(soon).toISOString() }), 200);
    must(await at(fixture.players, 0).answer(2, { choice: 1 }), 201);
    must(await change({ closesAt }), 200);
    await waitUntilTime(soon + LATE_MARGIN_MS);
    must(await at(fixture.players, 1).answer(1, { choice: 1 }), 201);
    must(await change({ closesAt: new Date(Date.now() + 300).toISOString() }), 200);
    await untilEqual("it has ended", async () => must(await spectator.state(), 200).state, "ended");
    expectError(await change({ closesAt: null }), 409, "WRONG_STATE");
    expect(must(await change({ title: "Tuesday" }), 200).title).toBe("Tuesday");
    expectError(await at(fixture.players, 1).answer(2, { choice: 1 }), 410);
  });

  test("an answer after the reveal is refused and changes nothing", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(1), single(2)],
      players: playerNames(3),
    });
    const [first, second] = [at(fixture.players, 0), at(fixture.players, 1)];
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const verdict = must(await first.answer(1, { choice: 1 }), 201);
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    const before = await finalStats(fixture);
    expect(before.attempts).toBe(1);
    const late = expectError(await second.answer(1, { choice: 1 }), 410, "QUESTION_CLOSED");
    expect(late.data).toMatchObject({ reason: "closed" });
    expect(must(await first.answer(1, { choice: 1 }), 200)).toMatchObject({
      status: "repeated",
      elapsedMs: verdict.elapsedMs,
    });
    expectError(await first.answer(1, { choice: 0 }), 409, "ALREADY_ANSWERED");
    must(await fixture.host.step(fixture.session.id, "next"), 200);
    expectError(await second.answer(1, { choice: 1 }), 410, "QUESTION_CLOSED");
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    expectError(await second.answer(1, { choice: 1 }), 410, "SESSION_ENDED");
    expect(await finalStats(fixture)).toEqual(before);
    const report = must(await fixture.host.report(fixture.session.id), 200);
    expect(report.places.map((place) => place.points)).toEqual([1000, 0, 0]);
  });

  test("an answer before the opening is refused and may be sent again after it", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(), single()],
      players: playerNames(1),
    });
    const player = at(fixture.players, 0);
    const early = expectError(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    expect(early.data).toMatchObject({ reason: "not-open" });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const next = expectError(await player.answer(2, { choice: 0 }), 410, "QUESTION_CLOSED");
    expect(next.data).toMatchObject({ reason: "not-open" });
    must(await player.answer(1, { choice: 0 }), 201);
  });

  test("an answer within the grace counts with the time limit as its time; after the grace it is refused", async () => {
    const limit = 1000;
    const graceMs = 4000;
    const fixture = await setUpSession(deployment, {
      questions: [single(0, { timeLimitMs: limit })],
      players: playerNames(2),
      session: { graceMs },
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const closesAt = Date.parse((await untilQuestionOpen(fixture, 1)).closesAt ?? "");
    await waitUntilTime(closesAt + 50);
    const withheld = must(await fixture.spectator.stats(1), 200);
    expect({ ...withheld, asOf: "" }).toEqual({ question: 1, attempts: 0, asOf: "", final: false });
    const verdict = must(await at(fixture.players, 0).answer(1, { choice: 0 }), 201);
    expect(verdict.elapsedMs).toBe(limit);
    await waitUntilTime(closesAt + graceMs + LATE_MARGIN_MS);
    expectError(await at(fixture.players, 1).answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
    const stats = await finalStats(fixture);
    expect(stats).toMatchObject({
      attempts: 1,
      elapsedMs: { mean: limit, p50: limit, p90: limit, p99: limit },
    });
    await untilEqual(
      "a correct answer at the limit gets half the points",
      async () => must(await fixture.host.leaderboard(fixture.session.id), 200).places[0]?.points,
      500,
    );
  });

  test("a question does not close early when all players have answered", async () => {
    const fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(5) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { closesAt } = await untilQuestionOpen(fixture, 1);
    for (const player of fixture.players) must(await player.answer(1, { choice: 0 }), 201);
    await untilEqual(
      "the host sees that all have answered",
      async () => must(await fixture.host.stats(fixture.session.id, 1), 200).attempts,
      fixture.players.length,
    );
    expect((await untilQuestionOpen(fixture, 1)).closesAt).toBe(closesAt);
    const late = await Player.join(fixture.client, fixture.session.code, "Latecomer");
    must(await late.answer(1, { choice: 1 }), 201);
    expect((await untilQuestionOpen(fixture, 1)).closesAt).toBe(closesAt);
  });

  test("without lateJoin nobody joins once the session is open", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single()],
      players: playerNames(1),
      session: { lateJoin: false },
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const join = { json: { code: fixture.session.code, nickname: "Late" } };
    expectError(await fixture.client.send("POST", "/api/join", join), 409, "WRONG_STATE");
  });

  test("a question without answers also closes, and its stats are empty", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(0, { timeLimitMs: 1000 })],
      players: playerNames(2),
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const stats = await finalStats(fixture);
    expect(stats.attempts).toBe(0);
    expect(stats.options?.map((option) => option.count)).toEqual([0, 0, 0, 0]);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    const report = must(await fixture.host.report(fixture.session.id), 200);
    expect(report).toMatchObject({
      reliability: null,
      questions: [{ facility: null, discrimination: null }],
    });
    expect(report.places.map((place) => place.rank)).toEqual([1, 1]);
  });
});
