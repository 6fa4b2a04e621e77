import { expectError, must } from "../harness/client.ts";
import type { Leaderboard } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { type Player, Spectator } from "../harness/player.ts";
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
    const revalidated = await fixture.spectator.stats(1, undefined, { "if-none-match": etag });
    must(revalidated, 304);
    expect(revalidated.raw).toHaveLength(0);
    must(await fixture.spectator.stats(1, undefined, { "if-none-match": '"other"' }), 200);
  });

  test("may share the stats with a ticket among all who have answered the open question, and nobody else sees them", async () => {
    const game = await setUpSession(deployment, {
      questions: [single(), single()],
      players: playerNames(3),
      session: { stats: "afterAnswer", leaderboard: "end" },
    });
    const [first, second, silent] = game.players as [Player, Player, Player];
    must(await game.host.step(game.session.id, "open"), 200);
    const { statsTicket } = must(await first.answer(1, { choice: 0 }), 201);
    expect(statsTicket).toMatch(/^[\w-]{22}$/);
    expect(must(await first.answer(1, { choice: 0 }), 200).statsTicket).toBe(statsTicket);
    expect(must(await second.answer(1, { choice: 1 }), 201).statsTicket).toBe(statsTicket);
    for (const reader of [first, second, new Spectator(game.clients.at(-1)!, game.session.id)]) {
      const stats = await until("the stats with a ticket count both answers", async () => {
        const reply = await reader.stats(1, statsTicket);
        return must(reply, 200).attempts === 2 && reply;
      });
      expect(stats.body).toMatchObject({ options: [{ count: 1 }, { count: 1 }, {}, {}], final: false });
      expect(stats.body).not.toHaveProperty("correct");
      expect(stats.headers["cache-control"]).toBe("public, max-age=1");
    }
    await until("everyone sees the attempts", async () => {
      return must(await silent.stats(1), 200).attempts === 2;
    });
    const hidden = { question: 1, attempts: 2, asOf: expect.any(String), final: false };
    for (const reader of [game.spectator, silent, first]) {
      expect(must(await reader.stats(1), 200)).toEqual(hidden);
    }
    const wrong = [statsTicket!.replace(/^./, (one) => (one === "A" ? "B" : "A")), "short", ""];
    for (const [no, ticket] of [...wrong.map((one) => [1, one]), [2, statsTicket]] as [number, string][]) {
      const { data } = expectError(await silent.stats(no, ticket), 422, "VALIDATION_ERROR");
      expect(data).toEqual([{ path: "ticket", reason: expect.any(String) }]);
    }
    // Nobody sees a leaderboard or a rank before the end; points are shown as always.
    must(await game.host.step(game.session.id, "close"), 200);
    const stats = await until("the stats are final", async () => {
      const reply = await silent.stats(1);
      return must(reply, 200).final && reply;
    });
    const sameForAll = { ...stats.body, asOf: expect.any(String) };
    expect(must(await silent.stats(1, statsTicket), 200)).toEqual(sameForAll);
    const stream = await silent.events();
    await until("points are known", async () => {
      const both = await Promise.all([first, second].map(async (player) => must(await player.me(), 200)));
      return both.some(({ points }) => points > 0);
    });
    expect(must(await first.me(), 200).rank).toBeNull();
    expect(must(await first.leaderboard({ from: 2, limit: 1 }), 200)).toMatchObject({
      places: [],
      final: false,
    });
    must(await game.host.step(game.session.id, "end"), 200);
    const { data } = await stream.next("leaderboard");
    expect(stream.events.findIndex(({ event }) => event === "leaderboard")).toBeGreaterThan(
      stream.events.findIndex(({ event }) => event === "ended"),
    );
    expect((data as Leaderboard).places).toHaveLength(3);
    stream.close();
    await until("the rank is known", async () => must(await first.me(), 200).rank !== null);
    expect(must(await first.leaderboard(), 200).places).toHaveLength(3);
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
