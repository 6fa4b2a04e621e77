import { expectError, must } from "../harness/client.ts";
import type { KeyCorrection, SessionState } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { EventStream } from "../harness/event-stream.ts";
import { untilEqual } from "../harness/until.ts";
import { answeredGame, endAndVerify, verifyHostLeaderboard } from "./answered-game.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import type { Key } from "./oracle/keys.ts";
import type { Oracle } from "./oracle.ts";
import { single } from "./questions.ts";

describeOnDeployments("corrections by the host", (deployment) => {
  let fixture: SessionFixture;
  let oracle: Oracle;

  beforeEach(async () => {
    [fixture, oracle] = await answeredGame(deployment);
  }, 60_000);

  test("a voided question no longer counts for anyone, in earlier answers too, and the report shows the reason", async () => {
    await verifyHostLeaderboard(fixture, oracle);
    expect(
      (await fixture.host.voidQuestion(fixture.session.id, 2, "Nine is odd, not prime")).status,
    ).toBeLessThan(300);
    oracle.voidQuestion(2);
    await verifyHostLeaderboard(fixture, oracle);
    await endAndVerify(fixture, oracle);
    const report = must(await fixture.host.report(fixture.session.id), 200);
    expect(JSON.stringify(report)).toContain("Nine is odd, not prime");
  }, 60_000);

  const keys: [string, number, Key][] = [
    ["single", 1, { correct: [2] }],
    ["single, with two correct options", 1, { correct: [1, 2] }],
    ["multiple", 2, { correct: [0, 2] }],
    ["truefalse", 3, { answer: false }],
    ["numeric", 4, { answer: { value: 2, tolerance: 0.5 } }],
    ["text", 5, { answer: { accept: ["nice", "LYON"] } }],
  ];
  test.each(keys)(
    "a corrected key of kind %s rescores every stored answer",
    async (kind, no, key) => {
      const reason = `The key of ${kind} was wrong`;
      const correction = { ...key, reason } as KeyCorrection;
      const reply = await fixture.host.correctKey(fixture.session.id, no, correction);
      expect([200, 204]).toContain(reply.status);
      oracle.correctKey(no, key);
      await verifyHostLeaderboard(fixture, oracle);
      await endAndVerify(fixture, oracle);
      expect(JSON.stringify(must(await fixture.host.report(fixture.session.id), 200))).toContain(reason);
    },
    60_000,
  );

  test("after a key is corrected while the question is open, later answers are graded by the new key", async () => {
    const other = await setUpSession(deployment, { questions: [single(1)], players: playerNames(2) });
    must(await other.host.step(other.session.id, "open"), 200);
    must(await at(other.players, 0).answer(1, { choice: 0 }), 201);
    const streams = [
      await other.spectator.events(),
      await EventStream.open(at(other.clients, 0).baseUrl, other.session.id, { token: other.host.token }),
    ];
    for (const stream of streams) await stream.next("question");
    const key = { correct: [0], reason: "North is correct" };
    expect((await other.host.correctKey(other.session.id, 1, key)).status).toBeLessThan(300);
    const [forPlayers, forHost] = await Promise.all(streams.map((stream) => stream.next("corrected")));
    expect(forPlayers!.data).toEqual({ question: 1, voided: false, now: expect.any(String) });
    expect(forHost!.data).toMatchObject({ question: 1, voided: false, correct: [0] });
    // Again, because all stored answers have their new points by now.
    await Promise.all(streams.map((stream) => stream.next("corrected")));
    must(await at(other.players, 1).answer(1, { choice: 0 }), 201);
    must(await other.host.step(other.session.id, "end"), 200);
    await untilEqual(
      "both have points",
      async () =>
        must(await other.spectator.leaderboard(), 200).places.filter((place) => place.points > 0).length,
      2,
    );
    must(await other.host.voidQuestion(other.session.id, 1, "It was ambiguous"), 200);
    for (const stream of streams) {
      await stream.next("corrected", (data) => (data as { voided: boolean }).voided);
      await stream.next("state", (data) => (data as SessionState).voided.includes(1));
      const { data } = await stream.next("stats", (stats) => "voided" in (stats as object));
      expect(data).toMatchObject({ question: 1, voided: true });
      stream.close();
    }
    expect(must(await other.spectator.state(), 200).voided).toEqual([1]);
  });

  test("an invalid correction is refused and changes nothing", async () => {
    const invalid: [number, unknown][] = [
      [1, { correct: [3], reason: "no such option" }],
      [1, { correct: [], reason: "no option" }],
      [1, { answer: true, reason: "another kind" }],
      [1, { correct: [2] }],
      [4, { answer: { value: "3", tolerance: 0 }, reason: "not a number" }],
      [4, { correct: [0], reason: "another kind" }],
      [5, { answer: { accept: [] }, reason: "accepts nothing" }],
      [6, { correct: [0], reason: "a poll has no key" }],
    ];
    const accepted: unknown[] = [];
    for (const [no, key] of invalid) {
      const reply = await fixture.host.correctKey(fixture.session.id, no, key as never);
      if (reply.status === 422) expectError(reply, 422, "VALIDATION_ERROR");
      else accepted.push([no, key, reply.status]);
    }
    expect(accepted).toEqual([]);
    expectError(
      await fixture.host.correctKey(fixture.session.id, 99, { correct: [0], reason: "x" }),
      404,
      "NOT_FOUND",
    );
    expectError(await fixture.host.voidQuestion(fixture.session.id, 99, "x"), 404, "NOT_FOUND");
    await verifyHostLeaderboard(fixture, oracle);
  });
});
