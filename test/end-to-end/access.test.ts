import { expectError, must, type Reply } from "../harness/client.ts";
import { type Deployment, describeOnDeployments } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { Player } from "../harness/player.ts";
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

type HostCall = (host: Host) => Promise<Reply<unknown>>;

/** Calls about one quiz and one session, which only their host may make. */
function callsAbout({ quiz, session: { id } }: SessionFixture): HostCall[] {
  return [
    (host) => host.readQuiz(quiz.id),
    (host) => host.replaceQuiz(quiz.id, { title: "Stolen", questions: sixKinds() }),
    (host) => host.deleteQuiz(quiz.id),
    (host) => host.exportQuiz(quiz.id, "json"),
    (host) => host.createSession({ quizId: quiz.id, pace: "host" }),
    ...(["open", "next", "close", "end"] as const).map((step) => (host: Host) => host.step(id, step)),
    (host) => host.removePlayer(id, 1),
    (host) => host.report(id),
    (host) => host.voidQuestion(id, 1, "because"),
    (host) => host.correctKey(id, 1, { correct: [0], reason: "because" }),
  ];
}

describeOnDeployments("permissions", (deployment) => {
  test("another host cannot use a host's quiz or session", async () => {
    const fixture = await createLobby(deployment);
    const other = new Host(fixture.client, deployment.hostToken("Another host"));
    for (const call of callsAbout(fixture)) expectError(await call(other), 403, "FORBIDDEN");
    expect(must(await other.listQuizzes(), 200).items).toEqual([]);
    expect(must(await other.listSessions(), 200).items).toEqual([]);
    expect(must(await fixture.host.readQuiz(fixture.quiz.id), 200).version).toBe(1);
    await untilUnchanged(fixture);
  });

  test("a host's routes refuse a player, a missing token and an invalid token", async () => {
    const fixture = await createLobby(deployment);
    const draft = { title: "Mine", questions: sixKinds() };
    const calls: HostCall[] = [
      ...callsAbout(fixture),
      (host) => host.createQuiz(draft),
      (host) => host.importQuiz(JSON.stringify(draft), { format: "json" }, "application/json"),
      (host) => host.listQuizzes(),
      (host) => host.listSessions(),
      (host) => host.reportFile(fixture.session.id, "csv"),
    ];
    const { token } = at(fixture.players, 0).joined;
    const as = (bearer?: string) => new Host(fixture.client, bearer);
    for (const call of calls) {
      expectError(await call(as(token)), 403, "FORBIDDEN");
      expectError(await call(as()), 401, "NO_TOKEN");
      expectError(await call(as(`${token}x`)), 401, "INVALID_TOKEN");
    }
    await untilUnchanged(fixture);
  });

  test("a host is not a player: the host's token cannot answer and has no place", async () => {
    const fixture = await createLobby(deployment);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { token = "" } = fixture.host;
    const host = new Player(fixture.client, { ...at(fixture.players, 0).joined, token });
    expectError(await host.answer(1, { choice: 0 }), 403, "FORBIDDEN");
    expectError(await host.me(), 403, "FORBIDDEN");
  });
});
