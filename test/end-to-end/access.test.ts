import { expectError, must } from "../harness/client.ts";
import { type Deployment, describeOnDeployments } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { sixKinds } from "./questions.ts";

function createLobby(deployment: Deployment): Promise<SessionFixture> {
  return setUpSession(deployment, { questions: sixKinds(), players: playerNames(20) });
}

/** The session is still in the lobby with all its players. The number of players may appear a moment later. */
async function untilUnchanged({ spectator }: SessionFixture): Promise<void> {
  await untilEqual(
    "the session is unchanged",
    async () => {
      const { state, players } = must(await spectator.state(), 200);
      return { state, players };
    },
    { state: "lobby", players: 20 },
  );
}

describeOnDeployments("permissions", (deployment) => {
  test("another host cannot use a host's quiz or session", async () => {
    const fixture = await createLobby(deployment);
    const other = { token: deployment.hostToken("Another host") };
    const { id } = fixture.session;
    const quiz = { title: "Stolen", questions: sixKinds() };
    const calls: [string, string, unknown?][] = [
      ["GET", `/api/quizzes/${fixture.quiz.id}`],
      ["PUT", `/api/quizzes/${fixture.quiz.id}`, quiz],
      ["DELETE", `/api/quizzes/${fixture.quiz.id}`],
      ["GET", `/api/quizzes/${fixture.quiz.id}/export?format=json`],
      ["POST", "/api/sessions", { quizId: fixture.quiz.id, pace: "host" }],
      ["POST", `/api/sessions/${id}/open`],
      ["POST", `/api/sessions/${id}/next`],
      ["POST", `/api/sessions/${id}/close`],
      ["POST", `/api/sessions/${id}/end`],
      ["DELETE", `/api/sessions/${id}/players/1`],
      ["GET", `/api/sessions/${id}/report?format=json`],
      ["POST", `/api/sessions/${id}/questions/1/void`, { reason: "because" }],
      ["PUT", `/api/sessions/${id}/questions/1/key`, { correct: [0], reason: "because" }],
    ];
    for (const [method, path, json] of calls) {
      expectError(await fixture.client.send(method, path, { ...other, json }), 403, "FORBIDDEN");
    }
    const lists = await Promise.all([
      fixture.client.send("GET", "/api/quizzes", other),
      fixture.client.send("GET", "/api/sessions", other),
    ]);
    for (const list of lists) expect(must(list, 200)).toMatchObject({ items: [] });
    expect(must(await fixture.host.readQuiz(fixture.quiz.id), 200).version).toBe(1);
    await untilUnchanged(fixture);
  });

  test("a host's routes refuse a player, a missing token and an invalid token", async () => {
    const fixture = await createLobby(deployment);
    const { id } = fixture.session;
    const calls: [string, string, unknown?][] = [
      ["POST", "/api/quizzes", { title: "Mine", questions: sixKinds() }],
      ["POST", "/api/quizzes/import?format=json", { title: "Mine", questions: sixKinds() }],
      ["GET", "/api/quizzes"],
      ["GET", `/api/quizzes/${fixture.quiz.id}`],
      ["PUT", `/api/quizzes/${fixture.quiz.id}`, { title: "Mine", questions: sixKinds() }],
      ["DELETE", `/api/quizzes/${fixture.quiz.id}`],
      ["GET", `/api/quizzes/${fixture.quiz.id}/export?format=json`],
      ["POST", "/api/sessions", { quizId: fixture.quiz.id, pace: "host" }],
      ["GET", "/api/sessions"],
      ["POST", `/api/sessions/${id}/open`],
      ["POST", `/api/sessions/${id}/next`],
      ["POST", `/api/sessions/${id}/close`],
      ["POST", `/api/sessions/${id}/end`],
      ["DELETE", `/api/sessions/${id}/players/1`],
      ["GET", `/api/sessions/${id}/report?format=json`],
      ["GET", `/api/sessions/${id}/report?format=csv`],
      ["POST", `/api/sessions/${id}/questions/1/void`, { reason: "because" }],
      ["PUT", `/api/sessions/${id}/questions/1/key`, { correct: [0], reason: "because" }],
    ];
    const { token } = at(fixture.players, 0).joined;
    for (const [method, path, json] of calls) {
      expectError(await fixture.client.send(method, path, { token, json }), 403, "FORBIDDEN");
      expectError(await fixture.client.send(method, path, { json }), 401, "NO_TOKEN");
      expectError(
        await fixture.client.send(method, path, { token: `${token}x`, json }),
        401,
        "INVALID_TOKEN",
      );
    }
    await untilUnchanged(fixture);
  });

  test("a host is not a player: the host's token cannot answer and has no place", async () => {
    const fixture = await createLobby(deployment);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { token } = fixture.host;
    const base = `/api/sessions/${fixture.session.id}`;
    const answer = { token, json: { question: 1, choice: 0 } };
    expectError(await fixture.client.send("POST", `${base}/answers`, answer), 403, "FORBIDDEN");
    expectError(await fixture.client.send("GET", `${base}/me`, { token }), 403, "FORBIDDEN");
  });
});
