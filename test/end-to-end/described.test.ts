import { describeApi } from "../../services/api/openapi/openapi.ts";
import * as replies from "../../services/api/openapi/response-schemas.ts";
import { routes } from "../../services/api/routes/routes.ts";
import type { Route } from "../../services/api/routing/route.ts";
import { Client, must, type Reply, type RequestOptions } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { Player, Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { rightAnswer } from "./answering.ts";
import { sixKinds } from "./questions.ts";

const { paths } = describeApi(routes) as {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
};

/** A client that holds every reply to the API's description: its status, and every field of its body. */
class StrictClient extends Client {
  readonly faults: unknown[] = [];
  readonly met = new Set<string>();

  override async send<T>(method: string, path: string, call?: RequestOptions): Promise<Reply<T>> {
    const reply = await super.send<T>(method, path, call);
    const route = routes.find((one) => one.method === method && matches(one.path, path));
    if (route) this.#hold(route, reply);
    return reply;
  }

  #hold({ method, path, operation, reply: schema }: Route, reply: Reply<unknown>): void {
    const { responses } = paths[path.replace(/:(\w+)/g, "{$1}")]![method.toLowerCase()]!;
    const described = responses[reply.status];
    const fault = (what: unknown) => this.faults.push({ call: reply.call, status: reply.status, what });
    if (!described) fault("this status is not described");
    else if (reply.status >= 400) {
      const { type } = reply.body as { type: string };
      if (!described.description.split(", ").includes(type)) fault(`${type} is not described`);
    } else {
      this.met.add(`${operation} ${reply.status}`);
      const read = reply.body === undefined ? undefined : schema?.safeParse(reply.body);
      if (read && !read.success) fault(read.error.issues);
    }
  }
}

function matches(pattern: string, path: string): boolean {
  const [bare = ""] = path.split("?");
  return new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`).test(bare);
}

/** The schemas of what is streamed. */
const STREAMED = {
  state: replies.session,
  ended: replies.session,
  stats: replies.figures,
  leaderboard: replies.leaderboard,
};

describe("the API's description", () => {
  let deployment: StandaloneNode;
  let client: StrictClient;
  let host: Host;

  beforeAll(async () => {
    deployment = await startStandalone();
    client = new StrictClient(deployment.baseUrls[0]!);
    host = new Host(client, deployment.hostToken("Ada"));
  }, 120_000);
  afterAll(() => deployment?.stop());

  /** Plays all kinds of questions to the end and reads all there is to read, on the way and after it. */
  async function play(pace: "host" | "self"): Promise<void> {
    const [first, ...rest] = sixKinds(null);
    const shown = { ...first!, explanation: "So it is.", image: "https://example.org/a.png" };
    const quiz = must(await host.createQuiz({ title: "Described", questions: [shown, ...rest] }), 201);
    const drafted = { quizId: quiz.id, pace, graceMs: 0, expectedPlayers: 3 };
    const session = must(await host.createSession(drafted), 201);
    const spectator = new Spectator(client, session.id);
    const player = await Player.join(client, session.code, "Bo");
    const other = await Player.join(client, session.code, "Cy");
    const lookAround = async () => {
      for (const who of [spectator, player, new Spectator(client, session.id, host.token)]) {
        await who.state();
        await who.quiz();
        await who.stats(1);
        await who.stats(99);
        await who.leaderboard();
        await who.read("/me");
      }
      await host.report(session.id);
    };
    const streams = [await spectator.events()];
    await lookAround();
    await player.answer(1, { choice: 0 });
    must(await host.step(session.id, "open"), 200);
    for (const [index, question] of quiz.questions.entries()) {
      if (index > 0) await host.step(session.id, "next");
      must(await player.answer(index + 1, rightAnswer(question)), 201);
      must(await player.answer(index + 1, rightAnswer(question)), 200);
      await player.post({ question: index + 1 });
      await other.answer(index + 1, { choice: 1 });
    }
    await lookAround();
    await host.voidQuestion(session.id, 2, "Two are right.");
    await host.correctKey(session.id, 1, { correct: [0], reason: "A slip." });
    await host.removePlayer(session.id, other.no);
    await host.step(session.id, "close");
    must(await host.step(session.id, "end"), 200);
    await until("the figures are final", async () => must(await spectator.stats(1), 200).final);
    await lookAround();
    await other.me();
    must(await host.reportCsv(session.id), 200);
    must(await client.send("GET", `/api/sessions/${session.id}/audit`, { token: host.token }), 200);
    for (const stream of streams) {
      await stream.next("ended");
      const told = stream.events.flatMap(({ event, data }) => {
        const read = STREAMED[event as keyof typeof STREAMED]?.safeParse(data);
        return read && !read.success ? [{ event, data, issues: read.error.issues }] : [];
      });
      expect(told).toEqual([]);
      stream.close();
    }
  }

  /** What hosts do with quizzes, well and badly. */
  async function write(): Promise<void> {
    const draft = { title: "Written", questions: sixKinds() };
    const quiz = must(await host.createQuiz(draft), 201);
    await host.readQuiz(quiz.id);
    await host.readQuiz("nothing");
    await host.replaceQuiz(quiz.id, draft, '"1"');
    await host.replaceQuiz(quiz.id, draft, '"1"');
    await host.replaceQuiz(quiz.id, draft, "one");
    await host.replaceQuiz(quiz.id, { title: "", questions: [] });
    await client.send("GET", `/api/quizzes/${quiz.id}/export`, { token: host.token });
    must(await host.importQuiz("#Q 1?\n^ a\nA a\nB b\n\n#Q 2?\n^ c\nA a\n", ""), 201);
    await host.importQuiz("nothing of the kind", "");
    await host.listQuizzes("?limit=1");
    await host.listQuizzes("?limit=0");
    await host.listSessions();
    await host.deleteQuiz(quiz.id);
    await client.send("GET", "/api/quizzes");
    await client.send("GET", "/api/quizzes", { token: "none" });
    for (const path of ["/healthz", "/readyz", "/api/openapi.json"])
      must(await client.send("GET", path), 200);
    await client.send("POST", "/api/join", { json: { code: "ZZZZZZ", nickname: "Bo" } });
  }

  test("is true: a game's replies have the statuses that it names, and its fields, all of them and no others", async () => {
    await play("host");
    await play("self");
    await write();
    expect(client.faults).toEqual([]);
    const all = routes.flatMap(({ operation, answers }) =>
      Object.keys(answers).map((status) => `${operation} ${status}`),
    );
    const notMet = all.filter((one) => !client.met.has(one) && !/^streamEvents|304$/.test(one));
    expect(notMet).toEqual([]);
  }, 60_000);
});
