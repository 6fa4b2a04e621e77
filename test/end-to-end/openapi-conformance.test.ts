import { z } from "zod";
import { exportFormatSchema } from "../../platform/domain/quiz-formats.ts";
import { describeApi } from "../../services/api/openapi/openapi.ts";
import * as schemas from "../../services/api/openapi/response-schemas.ts";
import { routes } from "../../services/api/routes/routes.ts";
import type { Route } from "../../services/api/routing/route.ts";
import { Client, must, type Reply, type RequestOptions } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { Player, Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { sixKinds } from "./questions.ts";
import { correctAnswer } from "./random-answers.ts";

const { paths } = describeApi(routes) as {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
};

/** A client that checks every reply against the OpenAPI description: its status, and every field of its body. */
class StrictClient extends Client {
  readonly problems: unknown[] = [];
  readonly seen = new Set<string>();

  override async send<T>(method: string, path: string, call?: RequestOptions): Promise<Reply<T>> {
    const reply = await super.send<T>(method, path, call);
    const route = routes.find((one) => one.method === method && matches(one.path, path));
    if (route) this.#check(route, reply);
    return reply;
  }

  #check({ method, path, operation, responseSchema: schema }: Route, reply: Reply<unknown>): void {
    const { responses } = paths[path.replace(/:(\w+)/g, "{$1}")]![method.toLowerCase()]!;
    const described = responses[reply.status];
    const report = (problem: unknown) =>
      this.problems.push({ call: reply.call, status: reply.status, problem });
    if (!described) report("this status is not described");
    else if (reply.status >= 400) {
      const { type } = reply.body as { type: string };
      if (!described.description.split(", ").includes(type)) report(`${type} is not described`);
    } else {
      this.seen.add(`${operation} ${reply.status}`);
      const parsed = reply.body === undefined ? undefined : schema?.safeParse(reply.body);
      if (parsed && !parsed.success) report(parsed.error.issues);
    }
  }
}

function matches(pattern: string, path: string): boolean {
  const [pathname = ""] = path.split("?");
  return new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`).test(pathname);
}

/** The schemas of the payloads of stream events. Each also carries the time. */
const EVENT_SCHEMAS = {
  state: schemas.session,
  ended: schemas.session,
  stats: schemas.questionStats.extend(schemas.serverTime.shape),
  leaderboard: schemas.leaderboard.extend(schemas.serverTime.shape),
  corrected: schemas.correction.extend(schemas.serverTime.shape),
  joined: schemas.arrivals.extend(schemas.serverTime.shape),
  removed: schemas.removal.extend(schemas.serverTime.shape),
};

describe("the OpenAPI description", () => {
  let deployment: StandaloneNode;
  let client: StrictClient;
  let host: Host;

  beforeAll(async () => {
    deployment = await startStandalone();
    client = new StrictClient(deployment.baseUrls[0]!);
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
        await reader.read("/me");
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
      await host.reportCsv(session.id),
      await host.reportXlsx(session.id),
      await host.responses(session.id),
      await host.responses(session.id, "csv"),
    ])
      must(reply, 200);
    await host.responses(session.id, "xml");
    must(await client.send("GET", `/api/sessions/${session.id}/audit`, { token: host.token }), 200);
    for (const stream of streams) {
      await stream.next("ended");
      const invalid = stream.events.flatMap(({ event, data }) => {
        const schema =
          EVENT_SCHEMAS[event as keyof typeof EVENT_SCHEMAS] ?? z.looseObject(schemas.serverTime.shape);
        const parsed = schema.safeParse(data);
        return !parsed.success ? [{ event, data, issues: parsed.error.issues }] : [];
      });
      expect(invalid).toEqual([]);
      stream.close();
    }
    must(await host.deleteSession(session.id), 204);
  }

  /** Reads who is in, bans a player by name and takes it back, and checks the events of the host. */
  async function callRosterRoutes(sessionId: string, other: Player): Promise<void> {
    const stream = await new Spectator(client, sessionId, host.token).events();
    await stream.next("joined");
    const named = `?nickname=${other.joined.nickname}`;
    must(await host.removePlayersNamed(sessionId, `${named}&ban=true`), 204);
    await stream.next("removed");
    for (const query of ["", "?removed=true", "?q=c&limit=1", "?limit=0"])
      await host.players(sessionId, query);
    await other.me();
    must(await host.restorePlayer(sessionId, other.no), 200);
    for (const no of [0, 4000]) await host.restorePlayer(sessionId, no);
    for (const query of ["", "?nickname=nobody", `${named}&ban=1`])
      await host.removePlayersNamed(sessionId, query);
    for (const name of ["joined", "removed"] as const) {
      for (const { data } of stream.eventsNamed(name)) EVENT_SCHEMAS[name].parse(data);
    }
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
    await host.exportQuiz(quiz.id, "pdf");
    await host.exportQuiz("nothing");
    const numbers = must(await host.createQuiz({ title: "Numbers", questions: [sixKinds()[3]!] }), 201);
    must(await host.exportQuiz(numbers.id, "aiken"), 422);
    must(await host.importQuiz("#Q 1?\n^ a\nA a\nB b\n\n#Q 2?\n^ c\nA a\n", ""), 201);
    await host.importQuiz("nothing of the kind", "");
    await host.listQuizzes("?limit=1");
    await host.listQuizzes("?limit=0");
    await host.listSessions();
    await host.deleteQuiz(quiz.id);
    await client.send("GET", "/api/quizzes");
    await client.send("GET", "/api/quizzes", { token: "none" });
    for (const path of ["/healthz", "/readyz", "/api/openapi.json", "/api/time"])
      must(await client.send("GET", path), 200);
    await client.send("POST", "/api/join", { json: { code: "ZZZZZZ", nickname: "Bo" } });
  }

  test("matches every reply of a game: the statuses are described, and the fields are exactly those of the schemas", async () => {
    await playGame("host");
    await playGame("self");
    await callProgrammeSteps();
    await callQuizRoutes();
    expect(client.problems).toEqual([]);
    const all = routes.flatMap(({ operation, responses }) =>
      Object.keys(responses).map((status) => `${operation} ${status}`),
    );
    const unseen = all.filter((one) => !client.seen.has(one) && !/^streamEvents|304$/.test(one));
    expect(unseen).toEqual([]);
  }, 60_000);
});
