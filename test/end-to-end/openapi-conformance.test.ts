import { exportFormatSchema } from "../../platform/domain/quiz-formats.ts";
import { ERROR_STATUS } from "../../platform/errors.ts";
import { routes } from "../../services/api/routes/routes.ts";
import { SMALL_BODY } from "../../services/api/routing/route.ts";
import { Client, must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import type { Exchange } from "../harness/openapi/description-checker.ts";
import { exchangeProblems, operationOf } from "../harness/openapi/exchange-problems.ts";
import { Player, Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { sixKinds } from "./questions.ts";
import { correctAnswer } from "./random-answers.ts";

/** The successes and the errors that were seen, such as "join 201" and "NOT_FOUND". */
const seen = new Set<string>();

/** Notes an exchange, and finds what is not as described. Streams are checked by the streams themselves. */
function noted(exchange: Exchange): string[] {
  const { method, path, status, body } = exchange;
  if (status < 400) seen.add(`${operationOf(method, path)} ${status}`);
  else seen.add(JSON.parse(body.toString("utf8")).type);
  return exchangeProblems(exchange);
}

/** An answer of the same type with another value. */
function otherAnswer(fields: ReturnType<typeof correctAnswer>): ReturnType<typeof correctAnswer> {
  if ("choice" in fields) return { choice: fields.choice === 0 ? 1 : 0 };
  if ("choices" in fields) return { choices: [1] };
  return "value" in fields ? { value: -1 } : { text: "Something else" };
}

/** Errors that take a failing server. */
const RARE = ["INTERNAL_ERROR", "TRY_AGAIN"];

describe("the OpenAPI description", () => {
  let deployment: StandaloneNode;
  let client: Client;
  let host: Host;

  beforeAll(async () => {
    deployment = await startStandalone();
    client = new Client(deployment.baseUrls[0]!, 64, noted);
    host = new Host(client, deployment.hostToken("Ada"));
  }, 120_000);
  afterAll(() => deployment?.stop());

  /** Plays a game with all kinds of questions and reads every route before, during and after it. */
  async function playGame(pace: "host" | "self"): Promise<void> {
    const [first, ...rest] = sixKinds(null);
    const described = { ...first!, explanation: "Because it is.", image: "https://example.org/a.png" };
    const quiz = must(await host.createQuiz({ title: "Described", questions: [described, ...rest] }), 201);
    const draft = { quizId: quiz.id, pace, graceMs: 0, expectedPlayers: 3 };
    const session = must(await host.createSession(draft), 201);
    const spectator = new Spectator(client, session.id);
    const player = await Player.join(client, session.code, "Bo");
    const other = await Player.join(client, session.code, "Cy");
    const keyed = { json: { code: session.code, nickname: "Di", key: "Di's own secret, kept on her phone" } };
    for (const status of [201, 200]) must(await client.send("POST", "/api/join", keyed), status);
    const screen = new Spectator(client, session.id, must(await host.screen(session.id), 200).token);
    await other.rejoin(client, session.code);
    await new Player(client, { ...other.joined, pin: "00000000" }).tryRejoin(client, session.code);
    await new Player(client, { ...other.joined, pin: "0" }).tryRejoin(client, session.code);
    const readAll = async () => {
      await player.ownAnswers();
      for (const reader of [spectator, player, screen, new Spectator(client, session.id, host.token)]) {
        await reader.state();
        await reader.quiz();
        await reader.stats(1);
        await reader.stats(99);
        await reader.leaderboard();
        await reader.me();
      }
      await host.report(session.id);
    };
    const streams = [await spectator.events()];
    await readAll();
    await player.answer(1, { choice: 0 });
    must(await host.step(session.id, "open"), 200);
    for (const [index, question] of quiz.questions.entries()) {
      if (index > 0) await host.step(session.id, "next");
      const { statsTicket } = must(await player.answer(index + 1, correctAnswer(question)), 201);
      if (statsTicket) must(await spectator.stats(index + 1, statsTicket), 200);
      await spectator.stats(index + 1, "of another question");
      must(await player.answer(index + 1, correctAnswer(question)), 200);
      await player.post({ question: index + 1 });
      await player.answer(index + 1, otherAnswer(correctAnswer(question)));
      await other.answer(index + 1, { choice: 1 });
    }
    await readAll();
    await streams[0]!.next("state", (data) => (data as { state: string }).state === "open");
    await host.voidQuestion(session.id, 2, "Two are right.");
    await host.correctKey(session.id, 1, { correct: [0], reason: "A slip." });
    await callRosterRoutes(session.id, other);
    await host.removePlayer(session.id, other.no);
    await other.tryRejoin(client, session.code);
    await host.step(session.id, "close");
    must(await host.step(session.id, "end"), 200);
    await until("the stats are final", async () => must(await spectator.stats(1), 200).final);
    must(await host.changeSession(session.id, { title: "Renamed" }), 200);
    await host.changeSession(session.id, { locked: true });
    await readAll();
    await other.me();
    for (const reply of [
      await host.reportFile(session.id, "csv"),
      await host.reportFile(session.id, "xlsx"),
      await host.responses(session.id),
      await host.responsesCsv(session.id),
    ])
      must(reply, 200);
    await host.call((api) =>
      api.GET("/api/sessions/{id}/responses", {
        params: { path: { id: session.id }, query: { format: "xml" as never } },
      }),
    );
    must(await client.send("GET", `/api/sessions/${session.id}/audit`, { token: host.token }), 200);
    for (const stream of streams) {
      await stream.next("ended");
      stream.close();
    }
    must(await host.deleteSession(session.id), 204);
  }

  /** Reads who is in, bans a player by name and takes it back, and checks the events of the host. */
  async function callRosterRoutes(sessionId: string, other: Player): Promise<void> {
    const stream = await new Spectator(client, sessionId, host.token).events();
    await stream.next("joined");
    const { nickname } = other.joined;
    must(await host.removePlayersNamed(sessionId, { nickname, ban: true }), 204);
    await stream.next("removed");
    for (const query of [{}, { removed: true }, { q: "c", limit: 1 }, { limit: 0 }])
      await host.players(sessionId, query);
    await other.me();
    must(await host.restorePlayer(sessionId, other.no), 200);
    for (const no of [0, 4000]) await host.restorePlayer(sessionId, no);
    for (const query of [{}, { nickname: "nobody" }, { nickname, ban: 1 }])
      await host.removePlayersNamed(sessionId, query as never);
    stream.close();
  }

  /** Extends, pauses and resumes a session in pace `auto`, and tries what its state forbids. */
  async function callProgrammeSteps(): Promise<void> {
    const quiz = must(await host.createQuiz({ title: "Programme", questions: sixKinds() }), 201);
    const { id } = must(await host.createSession({ quizId: quiz.id, pace: "auto", readMs: 100 }), 201);
    await host.step(id, "pause");
    must(await host.step(id, "open"), 200);
    for (const byMs of [5000, 0]) await host.step(id, "extend", { byMs });
    for (const question of [1, 2]) await host.step(id, "extend", { byMs: 5000, question });
    for (const step of ["pause", "resume", "next"] as const) await host.step(id, step);
    must(await host.step(id, "end"), 200);
    await host.step(id, "extend", { byMs: 5000 });
  }

  /** Makes valid and invalid calls about quizzes. */
  async function callQuizRoutes(): Promise<void> {
    const draft = { title: "Written", questions: sixKinds() };
    const quiz = must(await host.createQuiz(draft, "key"), 201);
    await host.createQuiz({ ...draft, title: "Another" }, "key");
    await host.createQuiz(draft, "");
    await host.readQuiz(quiz.id);
    await host.readQuiz("nothing");
    await host.replaceQuiz(quiz.id, draft, '"1"');
    await host.replaceQuiz(quiz.id, draft, '"1"');
    await host.replaceQuiz(quiz.id, draft, "one");
    await host.replaceQuiz(quiz.id, { title: "", questions: [] });
    for (const format of exportFormatSchema.options) must(await host.exportQuiz(quiz.id, format), 200);
    await host.exportQuiz(quiz.id, "pdf" as never);
    await host.exportQuiz("nothing");
    const numbers = must(await host.createQuiz({ title: "Numbers", questions: [sixKinds()[3]!] }), 201);
    must(await host.exportQuiz(numbers.id, "aiken"), 422);
    must(await host.importQuiz("#Q 1?\n^ a\nA a\nB b\n\n#Q 2?\n^ c\nA a\n"), 201);
    await host.importQuiz("nothing of the kind");
    await host.listQuizzes({ limit: 1 });
    await host.listQuizzes({ limit: 0 });
    await host.listSessions();
    await host.deleteQuiz(quiz.id);
    await client.send("GET", "/api/quizzes");
    await client.send("GET", "/api/quizzes", { token: "none" });
    for (const path of ["/healthz", "/readyz", "/api/openapi.json", "/api/time"])
      must(await client.send("GET", path), 200);
    await client.send("POST", "/api/join", { json: { code: "ZZZZZZ", nickname: "Bo" } });
  }

  /** Makes calls that get the errors that no game has. */
  async function callForErrors(): Promise<void> {
    const quiz = must(await host.createQuiz({ title: "Refused", questions: sixKinds() }), 201);
    const draft = { quizId: quiz.id, pace: "self", nicknames: "unique", graceMs: 0 } as const;
    const { id, code } = must(await host.createSession(draft), 201);
    const player = await Player.join(client, code, "Bo");
    must(await client.send("POST", "/api/join", { json: { code, nickname: "bo" } }), 409);
    must(await client.send("POST", "/api/join", { raw: "x".repeat(SMALL_BODY + 1) }), 413);
    must(await client.send("GET", `/api/sessions/${id}/audit`, { token: player.token }), 403);
    for (let call = 0; call < 11; call++) await player.ownAnswers();
    must(await host.step(id, "open"), 200);
    const inSession = ["quiz", "questions/1/stats", "leaderboard"].map(
      (path) => `/api/sessions/${id}/${path}`,
    );
    for (const path of [...inSession, "/api/openapi.json"]) {
      const { etag } = (await client.send("GET", path)).headers;
      await client.send("GET", path, { headers: { "if-none-match": String(etag) } });
      await client.send("HEAD", path);
    }
    must(await host.step(id, "end"), 200);
    must(await player.answer(1, { choice: 0 }), 410);
  }

  async function signIn(): Promise<void> {
    must(await client.send("GET", "/api/sign-in"), 200);
    const [, code] = deployment.signInLink("Ada").split("#sign-in=");
    must(await client.send("POST", "/api/sign-in", { json: { code } }), 200);
  }

  test("has every call, status, header, field and error of a game, and each success of each call was seen", async () => {
    await playGame("host");
    await playGame("self");
    await callProgrammeSteps();
    await callQuizRoutes();
    await callForErrors();
    await signIn();
    const successes = routes.flatMap(({ operation, responses }) =>
      Object.keys(responses).map((status) => `${operation} ${status}`),
    );
    const errors = Object.keys(ERROR_STATUS).filter((type) => !RARE.includes(type));
    const unseen = [...successes, ...errors].filter((one) => !seen.has(one));
    expect(unseen).toEqual(["streamEvents 200"]);
  }, 60_000);
});
