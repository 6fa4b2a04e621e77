import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { join, Player } from "../harness/player.ts";
import { sideBySide } from "../harness/side-by-side.ts";
import { until, untilEqual, waitUntilTime } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { single } from "./questions.ts";
import { comparableStats } from "./verify.ts";

const LATE_MARGIN_MS = 200;

describeOnDeployments("the window of a question", (deployment) => {
  const testBeside = sideBySide();

  async function finalStats(fixture: SessionFixture) {
    await untilEqual(
      "the stats are final",
      async () => must(await fixture.spectator.stats(1), 200).final,
      true,
    );
    return comparableStats(must(await fixture.spectator.stats(1), 200));
  }

  testBeside(
    "in pace self the host moves the close of an open session; what its state forbids is refused",
    async () => {
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
      const soon = Date.now() + 5000;
      must(await change({ closesAt: new Date(soon).toISOString() }), 200);
      must(await at(fixture.players, 0).answer(2, { choice: 1 }), 201);
      must(await change({ closesAt }), 200);
      await waitUntilTime(soon + LATE_MARGIN_MS);
      must(await at(fixture.players, 1).answer(1, { choice: 1 }), 201);
      must(await change({ closesAt: new Date(Date.now() + 3000).toISOString() }), 200);
      await untilEqual("it has ended", async () => must(await spectator.state(), 200).state, "ended");
      expectError(await change({ closesAt: null }), 409, "WRONG_STATE");
      expect(must(await change({ title: "Tuesday" }), 200).title).toBe("Tuesday");
      expectError(await at(fixture.players, 1).answer(2, { choice: 1 }), 410);
    },
  );

  testBeside("an answer after the reveal is refused and changes nothing", async () => {
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

  testBeside("an answer before the opening is refused and may be sent again after it", async () => {
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

  testBeside(
    "an answer within the grace counts with the time limit as its time; after the grace it is refused",
    async () => {
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
    },
  );

  testBeside(
    "in its time for reading a question is shown and takes no answer; if it closes then, none counts",
    async () => {
      const fixture = await setUpSession(deployment, {
        questions: [single(0), single(0)],
        players: playerNames(1),
        session: { readMs: 60_000, graceMs: 10_000 },
      });
      const { host, session } = fixture;
      const player = at(fixture.players, 0);
      must(await host.step(session.id, "open"), 200);
      const shown = await untilQuestionOpen(fixture, 1);
      expect(shown).toMatchObject({ text: single(0).text, timeLimitMs: expect.any(Number) });
      expect(Date.parse(shown.openedAt) - Date.now()).toBeGreaterThan(30_000);
      const early = expectError(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
      expect(early.data).toMatchObject({ reason: "not-open" });
      const extended = must(await host.step(session.id, "extend", { byMs: 1000, question: 1 }), 200);
      expect(Date.parse(extended.question?.closesAt ?? "") - Date.parse(shown.closesAt ?? "")).toBe(1000);
      expect(must(await host.step(session.id, "next", { after: 1 }), 200).question?.no).toBe(2);
      // Within the grace of question 1.
      const late = expectError(await player.answer(1, { choice: 0 }), 410, "QUESTION_CLOSED");
      expect(late.data).toMatchObject({ reason: "closed" });
      must(await host.step(session.id, "end"), 200);
      expectError(await player.answer(2, { choice: 0 }), 410, "SESSION_ENDED");
    },
  );

  testBeside("an answer in added time is accepted, and earns what one at the limit earns", async () => {
    const limit = 3000;
    const fixture = await setUpSession(deployment, {
      questions: [single(0, { timeLimitMs: limit })],
      players: playerNames(2),
    });
    const { host, session } = fixture;
    expectError(await host.step(session.id, "extend", { byMs: 1000 }), 409, "WRONG_STATE");
    must(await host.step(session.id, "open"), 200);
    const { question } = must(await host.step(session.id, "extend", { byMs: 4000, question: 1 }), 200);
    const openedAt = Date.parse(question?.openedAt ?? "");
    expect(Date.parse(question?.closesAt ?? "")).toBe(openedAt + limit + 4000);
    const other = expectError(
      await host.step(session.id, "extend", { byMs: 1, question: 2 }),
      409,
      "WRONG_STATE",
    );
    expect(other.data).toEqual({ state: "open", question: 1 });
    expectError(await host.step(session.id, "extend", { byMs: 600_001 }), 422, "VALIDATION_ERROR");
    expectError(await host.step(session.id, "pause"), 409, "WRONG_STATE");
    await waitUntilTime(openedAt + limit + 50);
    const { elapsedMs } = must(await at(fixture.players, 0).answer(1, { choice: 0 }), 201);
    expect(elapsedMs).toBeGreaterThan(limit);
    must(await host.step(session.id, "close", { question: 1 }), 200);
    const stats = await finalStats(fixture);
    expect(stats).toMatchObject({ attempts: 1, elapsedMs: { mean: elapsedMs } });
    expectError(await host.step(session.id, "extend", { byMs: 1000 }), 409, "WRONG_STATE");
    await untilEqual(
      "an answer in added time gets half the points",
      async () => must(await host.leaderboard(session.id), 200).places[0]?.points,
      500,
    );
  });

  testBeside(
    "without closeWhenAllAnswered a question does not close when all players have answered",
    async () => {
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
    },
  );

  /** Waits until a question has closed; its time limit is far longer. */
  const untilClosed = ({ spectator }: SessionFixture, no: number) =>
    until(`question ${no} is closed`, async () => {
      const { question, now } = must(await spectator.state(), 200);
      return question?.no === no && Date.parse(question.closesAt ?? "") <= Date.parse(now);
    });

  testBeside(
    "with closeWhenAllAnswered it closes once those who stream, or answered the one before, have answered",
    async () => {
      const fixture = await setUpSession(deployment, {
        questions: [single(0, { timeLimitMs: 600_000 }), single(0, { timeLimitMs: 600_000 })],
        players: playerNames(3),
        session: { closeWhenAllAnswered: true },
      });
      const { host, session, players } = fixture;
      await using stack = new AsyncDisposableStack();
      const streams = await Promise.all(
        players.map(async (player) => stack.adopt(await player.events(), (stream) => stream.close())),
      );
      for (const stream of streams) await stream.next("state");
      const untilAnswered = (no: number, attempts: number) =>
        untilEqual(
          `question ${no} has ${attempts} answers`,
          async () => must(await host.stats(session.id, no), 200).attempts,
          attempts,
        );
      must(await host.step(session.id, "open"), 200);
      const { closesAt } = await untilQuestionOpen(fixture, 1);
      for (const player of players.slice(0, 2)) must(await player.answer(1, { choice: 0 }), 201);
      await untilAnswered(1, 2);
      expect((await untilQuestionOpen(fixture, 1)).closesAt).toBe(closesAt);
      must(await at(players, 2).answer(1, { choice: 0 }), 201);
      await untilClosed(fixture, 1);
      must(await host.step(session.id, "next", { after: 1 }), 200);
      at(streams, 2).close();
      for (const player of players.slice(0, 2)) must(await player.answer(2, { choice: 0 }), 201);
      await untilAnswered(2, 2);
      const open = await untilQuestionOpen(fixture, 2);
      expect(Date.parse(open.closesAt ?? "") - Date.now()).toBeGreaterThan(60_000);
      expect((await host.removePlayer(session.id, at(players, 2).no)).status).toBe(204);
      await untilClosed(fixture, 2);
    },
  );

  testBeside("with closeWhenAllAnswered all that follows in pace auto comes earlier", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(0, { timeLimitMs: 600_000 }), single(0, { timeLimitMs: 600_000 })],
      players: playerNames(2),
      session: { pace: "auto", gapMs: 0, closeWhenAllAnswered: true },
    });
    await using stack = new AsyncDisposableStack();
    for (const player of fixture.players) {
      const stream = stack.adopt(await player.events(), (opened) => opened.close());
      await stream.next("state");
    }
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    for (const no of [1, 2]) {
      await untilQuestionOpen(fixture, no);
      for (const player of fixture.players) must(await player.answer(no, { choice: 0 }), 201);
    }
    const state = async () => must(await fixture.spectator.state(), 200).state;
    await untilEqual("the session has ended", state, "ended");
  });

  testBeside("without lateJoin nobody joins once the session is open", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single()],
      players: playerNames(1),
      session: { lateJoin: false },
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const late = { code: fixture.session.code, nickname: "Late" };
    expectError(await join(fixture.client, late), 409, "WRONG_STATE");
  });

  testBeside("a question without answers also closes, and its stats are empty", async () => {
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
