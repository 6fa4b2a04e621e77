import { Client, expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { EventStream } from "../harness/event-stream.ts";
import { until, untilEqual } from "../harness/until.ts";
import { answeredGame, endAndVerify, verifyHostLeaderboard } from "./answered-game.ts";
import { at, hostOf, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

describeOnDeployments("removing a player, and deleting a session", (deployment) => {
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

  test("a deleted session is gone for its host, its players and everybody else, and its streams end", async () => {
    const { host, session, spectator, clients } = fixture;
    const player = at(fixture.players, 0);
    const streams = await Promise.all(
      clients.map(({ baseUrl }) => EventStream.open(baseUrl, session.id, { token: player.token })),
    );
    await until("the streams have begun", async () => streams.every(({ events }) => events.length > 0));
    must(await host.deleteSession(session.id), 204);
    await until("the streams have ended", async () => streams.every((stream) => stream.ended));
    for (const { baseUrl } of clients) {
      const replies = () =>
        Promise.all([
          new Client(baseUrl).send("GET", `/api/sessions/${session.id}`),
          new Client(baseUrl).send("GET", `/api/sessions/${session.id}/report`, { token: host.token }),
          new Client(baseUrl).send("GET", `/api/sessions/${session.id}/questions/1/stats`),
          new Client(baseUrl).send("GET", `/api/sessions/${session.id}/me`, { token: player.token }),
          new Client(baseUrl).send("POST", `/api/sessions/${session.id}/answers`, {
            token: player.token,
            json: { question: 1, choice: 1 },
          }),
          new Client(baseUrl).send("GET", `/api/sessions/${session.id}/events`),
        ]);
      for (const reply of await replies()) expectError(reply, 404, "NOT_FOUND");
    }
    expectError(await host.deleteSession(session.id), 404, "NOT_FOUND");
    expectError(await host.changeSession(session.id, { title: "Again" }), 404, "NOT_FOUND");
    expectError(await host.step(session.id, "end"), 404, "NOT_FOUND");
    expectError(await spectator.state(), 404, "NOT_FOUND");
    const listed = must(await host.listSessions(), 200).items.map(({ id }) => id);
    expect(listed).not.toContain(session.id);
  });

  test("only its host can delete a session, not while it is open, and its code then lets nobody in", async () => {
    const { host, quiz, client } = fixture;
    const session = must(await host.createSession({ quizId: quiz.id, pace: "host" }), 201);
    expectError(await hostOf(deployment, "Another").deleteSession(session.id), 403, "FORBIDDEN");
    must(await host.step(session.id, "open"), 200);
    expect(expectError(await host.deleteSession(session.id), 409, "WRONG_STATE").data).toEqual({
      state: "open",
    });
    const joining = () => client.send("POST", "/api/join", { json: { code: session.code, nickname: "Ann" } });
    must(await joining(), 201);
    must(await host.step(session.id, "end"), 200);
    must(await host.deleteSession(session.id), 204);
    expectError(await joining(), 404, "UNKNOWN_CODE");
  });
});
