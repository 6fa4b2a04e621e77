import { must, refusal } from "../harness/client.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { at, crowd, type Scene, setScene } from "./fixture.ts";
import { sixKinds } from "./questions.ts";

function closedDoors(stage: Stage): Promise<Scene> {
  return setScene(stage, { questions: sixKinds(), players: crowd(20) });
}

/** The session is in the lobby with all its players; their number may show a moment later. */
async function untilUntouched({ onlooker }: Scene): Promise<void> {
  await untilEqual(
    "the session is as it was",
    async () => {
      const { state, players } = must(await onlooker.state(), 200);
      return { state, players };
    },
    { state: "lobby", players: 20 },
  );
}

describe.each(footings)("who may call what on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  test("a host's quiz and session are closed to another host", async () => {
    const scene = await closedDoors(stage);
    const other = { token: stage.hostToken("Somebody else") };
    const { id } = scene.session;
    const quiz = { title: "Stolen", questions: sixKinds() };
    const calls: [string, string, unknown?][] = [
      ["GET", `/api/quizzes/${scene.quiz.id}`],
      ["PUT", `/api/quizzes/${scene.quiz.id}`, quiz],
      ["DELETE", `/api/quizzes/${scene.quiz.id}`],
      ["GET", `/api/quizzes/${scene.quiz.id}/export?format=json`],
      ["POST", "/api/sessions", { quizId: scene.quiz.id, pace: "host" }],
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
      refusal(await scene.client.send(method, path, { ...other, json }), 403, "FORBIDDEN");
    }
    const lists = await Promise.all([
      scene.client.send("GET", "/api/quizzes", other),
      scene.client.send("GET", "/api/sessions", other),
    ]);
    for (const list of lists) expect(must(list, 200)).toMatchObject({ items: [] });
    expect(must(await scene.host.readQuiz(scene.quiz.id), 200).version).toBe(1);
    await untilUntouched(scene);
  });

  test("a host's routes are forbidden to a player and closed to nobody in particular", async () => {
    const scene = await closedDoors(stage);
    const { id } = scene.session;
    const calls: [string, string, unknown?][] = [
      ["POST", "/api/quizzes", { title: "Mine", questions: sixKinds() }],
      ["POST", "/api/quizzes/import?format=json", { title: "Mine", questions: sixKinds() }],
      ["GET", "/api/quizzes"],
      ["GET", `/api/quizzes/${scene.quiz.id}`],
      ["PUT", `/api/quizzes/${scene.quiz.id}`, { title: "Mine", questions: sixKinds() }],
      ["DELETE", `/api/quizzes/${scene.quiz.id}`],
      ["GET", `/api/quizzes/${scene.quiz.id}/export?format=json`],
      ["POST", "/api/sessions", { quizId: scene.quiz.id, pace: "host" }],
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
    const { token } = at(scene.players, 0).joined;
    for (const [method, path, json] of calls) {
      refusal(await scene.client.send(method, path, { token, json }), 403, "FORBIDDEN");
      refusal(await scene.client.send(method, path, { json }), 401, "NO_TOKEN");
      refusal(await scene.client.send(method, path, { token: `${token}x`, json }), 401, "INVALID_TOKEN");
    }
    await untilUntouched(scene);
  });

  test("a host is no player: the host's token does not answer and has no place", async () => {
    const scene = await closedDoors(stage);
    must(await scene.host.step(scene.session.id, "open"), 200);
    const { token } = scene.host;
    const base = `/api/sessions/${scene.session.id}`;
    const answer = { token, json: { question: 1, choice: 0 } };
    refusal(await scene.client.send("POST", `${base}/answers`, answer), 403, "FORBIDDEN");
    refusal(await scene.client.send("GET", `${base}/me`, { token }), 403, "FORBIDDEN");
  });
});
