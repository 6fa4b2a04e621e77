import { Client, expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { EventStream } from "../harness/event-stream.ts";
import { Host } from "../harness/host.ts";
import { join, Spectator } from "../harness/player.ts";
import { until, untilEqual } from "../harness/until.ts";
import { answeredGame, endAndVerify, verifyHostLeaderboard } from "./answered-game.ts";
import { at, hostOf, type SessionFixture, setUpSessionOf } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

describeOnDeployments("removing a player, and deleting a session", (deployment) => {
  let fixture: SessionFixture;
  let oracle: Oracle;

  beforeAll(async () => {
    [fixture, oracle] = await answeredGame(deployment);
  });

  test("the list of who is in has everyone's points and rank, page by page, and finds names", async () => {
    const { host, session } = fixture;
    await verifyHostLeaderboard(fixture, oracle);
    await untilEqual(
      "the answers to the last question, a poll, count too",
      async () => must(await host.players(session.id), 200).items.map(({ answered }) => answered),
      new Array(20).fill(6),
    );
    const places = must(await host.leaderboard(session.id), 200).places;
    const first = must(await host.players(session.id, { limit: 30 }), 200);
    const second = must(await host.players(session.id, { limit: 30, cursor: first.nextCursor! }), 200);
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([30, 10, null]);
    const standings = [...first.items, ...second.items].map(({ playerNo, nickname, points, rank }) => {
      return { playerNo, nickname, points, rank };
    });
    expect(standings).toEqual(
      places
        .map(({ playerNo, nickname, points, rank }) => ({ playerNo, nickname, points, rank }))
        .sort((a, b) => a.playerNo - b.playerNo),
    );
    expect(first.items.map(({ answered }) => answered)).toEqual(new Array(30).fill(6));
    const found = must(await host.players(session.id, { q: "PLAYER 003" }), 200).items;
    expect(found.map(({ nickname }) => nickname)).toEqual(["Player 003"]);
    expectError(await host.players(session.id, { cursor: "x" }), 422, "VALIDATION_ERROR");
  }, 60_000);

  test("a ban closes every way back, and taking it back restores the points", async () => {
    const { host, session, players, client } = fixture;
    const banned = at(players, 12);
    const [hosts, own] = [
      await EventStream.open(client.baseUrl, session.id, { token: host.token }),
      await banned.events(),
    ];
    const [before] = must(await host.players(session.id, { q: banned.joined.nickname }), 200).items;
    expectError(
      await host.removePlayer(session.id, banned.no, { bann: "true" } as never),
      422,
      "VALIDATION_ERROR",
    );
    must(await host.removePlayer(session.id, banned.no, { ban: true }), 204);
    const isTold = (data: unknown) => (data as { playerNo: number }).playerNo === banned.no;
    for (const stream of [hosts, own]) {
      expect((await stream.next("removed", isTold)).data).toMatchObject({
        playerNo: banned.no,
        banned: true,
      });
    }
    await until("the stream of the banned player has ended", () => own.ended);
    expectError(await banned.me(), 403, "BANNED");
    expectError(await banned.answer(6, { choice: 1 }), 403, "BANNED");
    oracle.removePlayer(banned.no);
    await verifyHostLeaderboard(fixture, oracle);
    const removed = must(await host.players(session.id, { removed: true }), 200).items;
    expect(removed).toMatchObject([{ playerNo: banned.no, banned: true, rank: null }]);
    const restored = must(await host.restorePlayer(session.id, banned.no), 200);
    expect(restored).toMatchObject({ playerNo: banned.no, nickname: banned.joined.nickname });
    oracle.restorePlayer(banned.no);
    await verifyHostLeaderboard(fixture, oracle);
    await untilEqual("the token works again", async () => (await banned.me()).status, 200);
    await untilEqual(
      "the player is in the list as before",
      async () => must(await host.players(session.id, { q: banned.joined.nickname }), 200).items,
      [before],
    );
    hosts.close();
  }, 60_000);

  test("host and screen see who arrives and who is removed by name; one nickname, one player", async () => {
    const names = ["Ana", "Bo"];
    const settings = { pace: "host", nicknames: "unique" } as const;
    const one = await setUpSessionOf(deployment, fixture.host, fixture.quiz, names, settings);
    const { host, session, clients } = one;
    const { token } = must(await host.screen(session.id), 200);
    const streams = await Promise.all(
      [host.token, token].map((each) => EventStream.open(clients[0]!.baseUrl, session.id, { token: each })),
    );
    const namesIn = (data: unknown) =>
      (data as { players: { nickname: string }[] }).players.map(({ nickname }) => nickname);
    for (const stream of streams) {
      expect(namesIn((await stream.next("joined")).data).sort()).toEqual(names);
    }
    const joinAs = (nickname: string, index = 0) =>
      join(at(clients, index % clients.length), { code: session.code, nickname });
    must(await joinAs("Cy", 1), 201);
    for (const stream of streams) await stream.next("joined", (data) => namesIn(data).includes("Cy"));
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) => joinAs(index % 2 ? "Di" : "DI", index)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, ...new Array(29).fill(409)]);
    expectError(outcomes.find(({ status }) => status === 409)!, 409, "NICKNAME_TAKEN");
    must(await host.removePlayersNamed(session.id, { nickname: "di" }), 204);
    expectError(await host.removePlayersNamed(session.id, { nickname: "nobody" }), 404, "NOT_FOUND");
    expectError(await host.removePlayersNamed(session.id, {} as never), 422, "VALIDATION_ERROR");
    for (const stream of streams)
      await stream.next("removed", (data) => (data as { playerNo: number }).playerNo === 4);
    await untilEqual("the name is free again", async () => (await joinAs("dI")).status, 201);
    expectError(await host.restorePlayer(session.id, 4), 409, "NICKNAME_TAKEN");
    for (const stream of streams) stream.close();
  }, 60_000);

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
          new Spectator(new Client(baseUrl), session.id).state(),
          new Host(new Client(baseUrl), host.token).report(session.id),
          new Spectator(new Client(baseUrl), session.id).stats(1),
          player.via(new Client(baseUrl)).me(),
          player.via(new Client(baseUrl)).answer(1, { choice: 1 }),
          new Spectator(new Client(baseUrl), session.id).tryEvents(),
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
    const joining = () => join(client, { code: session.code, nickname: "Ann" });
    must(await joining(), 201);
    must(await host.step(session.id, "end"), 200);
    must(await host.deleteSession(session.id), 204);
    expectError(await joining(), 404, "UNKNOWN_CODE");
  });
});
