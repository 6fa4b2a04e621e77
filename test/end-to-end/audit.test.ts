import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { at, playerNames, setUpSession, untilQuestionOpen } from "./fixture.ts";

const singleChoice = (correct: number, timeLimitMs: number | null) => ({
  kind: "single" as const,
  text: "Which?",
  timeLimitMs,
  options: [0, 1, 2].map((id) => ({
    text: `Option ${id}`,
    ...(id === correct ? { correct: true as const } : {}),
  })),
});

describeOnDeployments("the audit", (deployment) => {
  test("every answer is counted once, under its outcome, and the audit balances", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [singleChoice(1, null), singleChoice(2, null)],
      players: playerNames(20),
    });
    const { host, session, players } = fixture;
    must(await host.step(session.id, "open"), 200);
    await untilQuestionOpen(fixture, 1);
    await Promise.all(
      players.map(async (player) => must(await player.answer(1, { choice: player.no % 3 }), 201)),
    );
    await Promise.all(
      players.slice(0, 5).map(async (player) => must(await player.answer(1, { choice: player.no % 3 }), 200)),
    );
    for (const player of players.slice(0, 3)) {
      expectError(await player.answer(1, { choice: (player.no + 1) % 3 }), 409, "ALREADY_ANSWERED");
    }
    expectError(await at(players, 0).answer(2, { choice: 0 }), 410, "QUESTION_CLOSED");
    expectError(await at(players, 0).answer(1, { choice: 7 }), 422, "VALIDATION_ERROR");
    expectError(await at(players, 0).postRaw("{"), 400, "BAD_REQUEST");
    must(await host.step(session.id, "next"), 200);
    await untilQuestionOpen(fixture, 2);
    must(await at(players, 1).answer(2, { choice: 2 }), 201);
    must(await host.step(session.id, "close"), 200);
    expectError(await at(players, 2).answer(2, { choice: 2 }), 410, "QUESTION_CLOSED");
    must(await host.step(session.id, "end"), 200);
    await host.removePlayer(session.id, at(players, 4).no);

    const audit = must(await host.audit(session.id), 200);
    expect(audit.questions[0]).toEqual({
      question: 1,
      received: 29,
      accepted: 20,
      repeated: 5,
      changed: 3,
      early: 0,
      late: 0,
      invalid: 1,
      putOff: 0,
      stored: 20,
      counted: 19,
      removed: 1,
      settled: 0,
      unredeemed: 0,
      contested: 0,
      missing: 0,
    });
    expect(audit.questions[1]).toMatchObject({
      received: 3,
      accepted: 1,
      early: 1,
      late: 1,
      stored: 1,
      counted: 1,
    });
    expect(audit.all).toMatchObject({ received: 33, accepted: 21, invalid: 2, stored: 21, missing: 0 });
    expect(audit.balanced).toBe(true);
  }, 60_000);

  test("only the host may read the audit", async () => {
    const fixture = await setUpSession(deployment, { questions: [singleChoice(1, null)], players: ["Bo"] });
    const { client, session, players } = fixture;
    const readAs = (token?: string) => new Host(client, token).audit(session.id);
    expectError(await readAs(), 401, "NO_TOKEN");
    expectError(await readAs(at(players, 0).token), 403, "FORBIDDEN");
    expectError(await readAs(deployment.hostToken("Another host")), 403, "FORBIDDEN");
  }, 60_000);
});
