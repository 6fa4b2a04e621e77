import { Client, expectError, must } from "../../../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../../../harness/deployment.ts";
import { Host } from "../../../harness/host.ts";
import type { Description } from "../../../harness/openapi/description.ts";
import { DescriptionChecker } from "../../../harness/openapi/description-checker.ts";
import { joinAll, type Player, Spectator } from "../../../harness/player.ts";
import { untilEqual } from "../../../harness/until.ts";

/** A kind that the product does not have (order.ts), in a node that registers it (register-order.ts). */

const REGISTER = new URL("./register-order.ts", import.meta.url).href;
const POINTS = 900;
const RIGHT = [2, 0, 1];
const WRONG = [0, 1, 2];
/** One item of three is in the right place. */
const PARTLY = [2, 1, 0];

const question = {
  kind: "order",
  text: "Put these in the order of their age",
  items: ["the wheel", "printing", "fire"],
  answer: { order: RIGHT },
  points: POINTS,
};

let node: StandaloneNode;
let description: Description;
let host: Host;
let sessionId: string;
let spectator: Spectator;
let players: Player[];

const send = (no: number, body: object) => players[no - 1]!.post({ question: 1, ...body });
const post = <T>(path: string, json: unknown) =>
  host.client.send<T>("POST", path, { token: host.token, json });

beforeAll(async () => {
  node = await startStandalone({ NODE_OPTIONS: `--import=${REGISTER}` });
  // Its replies are as its own description says: that of the repository does not have the kind.
  const plain = new Client(node.baseUrls[0]!, 1);
  description = must(await plain.send<Description>("GET", "/api/openapi.json"), 200);
  plain.close();
  const checker = new DescriptionChecker(description);
  const client = new Client(node.baseUrls[0]!, 64, (exchange) => checker.exchangeProblems(exchange));
  host = new Host(client, node.hostToken("Ada"));
}, 120_000);
afterAll(() => node?.stop());

test("a made-up kind is created, joined and opened; players do not see its key", async () => {
  const quiz = must(
    await post<{ id: string }>("/api/quizzes", { title: "Ages", questions: [question] }),
    201,
  );
  expect(must(await host.readQuiz(quiz.id), 200)).toMatchObject({ questions: [question] });
  const settings = { pace: "host", feedback: "immediate", scoring: "flat", graceMs: 0 } as const;
  const session = must(await host.createSession({ quizId: quiz.id, ...settings }), 201);
  sessionId = session.id;
  spectator = new Spectator(host.client, sessionId);
  players = await joinAll([host.client], session.code, ["Right", "Wrong", "Partly"]);
  must(await host.step(sessionId, "open"), 200);
  const { question: shown } = must(await spectator.state(), 200);
  expect(shown).toMatchObject({
    kind: "order",
    options: [
      { id: 0, text: "the wheel" },
      { id: 1, text: "printing" },
      { id: 2, text: "fire" },
    ],
  });
  expect(shown).not.toHaveProperty("answer");
});

test("answers are right, wrong or partly right", async () => {
  expect(must(await send(1, { order: RIGHT }), 201)).toMatchObject({ correct: true, points: POINTS });
  expect(must(await send(2, { order: WRONG }), 201)).toMatchObject({ correct: false, points: 0 });
  expect(must(await send(3, { order: PARTLY }), 201)).toMatchObject({ correct: false, points: POINTS / 3 });
});

test("the same answer is a repeat, another one is rejected with the one that counts", async () => {
  expect(must(await send(2, { order: WRONG }), 200)).toMatchObject({ status: "repeated" });
  const changed = await send(2, { order: RIGHT });
  expectError(changed, 409, "ALREADY_ANSWERED");
  expect(changed.body).toMatchObject({ data: { answer: { question: 1, order: WRONG } } });
});

test.each([
  ["of another type", { choice: 0 }, "order"],
  ["with too few items", { order: [0, 1] }, "order"],
  ["with an item twice", { order: [0, 1, 1] }, "order"],
  ["that is no list", { order: "2,0,1" }, "order"],
  ["of two types", { order: RIGHT, choice: 0 }, ""],
])("an answer %s is invalid", async (_what, body, path) => {
  const reply = await send(1, body);
  expectError(reply, 422, "VALIDATION_ERROR");
  expect(reply.body).toMatchObject({ data: [{ path }] });
});

test("its stats count values, and show the key once the question has closed", async () => {
  must(await host.step(sessionId, "close"), 200);
  const expected = {
    attempts: 3,
    values: [
      { value: WRONG.join(), count: 1 },
      { value: RIGHT.join(), count: 1 },
      { value: PARTLY.join(), count: 1 },
    ],
    answer: { order: RIGHT },
    final: true,
  };
  await untilEqual(
    "the stats are final",
    async () => {
      const { attempts, values, answer, final } = must(await spectator.stats(1), 200) as typeof expected;
      return { attempts, values, answer, final };
    },
    expected,
  );
});

test("a corrected key scores every answer again", async () => {
  const invalid = await host.correctKey(sessionId, 1, { correct: [0], reason: "Not a key of this kind" });
  expectError(invalid, 422, "VALIDATION_ERROR");
  const correction = { answer: { order: WRONG }, reason: "Listed the wrong way round" };
  must(await host.correctKey(sessionId, 1, correction as never), 200);
  await untilEqual("the points are those of the new key", async () => {
    const { places } = must(await spectator.leaderboard(), 200);
    return places.map(({ nickname, points }) => [nickname, points]);
  }, [
    ["Wrong", POINTS],
    ["Partly", POINTS / 3],
    ["Right", 0],
  ]);
});

test("the report has its stats, its analysis and its correction", async () => {
  must(await host.step(sessionId, "end"), 200);
  await untilEqual("the session is over", async () => must(await spectator.stats(1), 200).final, true);
  expect(must(await host.report(sessionId), 200)).toMatchObject({
    players: 3,
    questions: [{ stats: { attempts: 3 }, facility: expect.closeTo(1 / 3), options: [] }],
    history: [{ from: { answer: { order: RIGHT } }, to: { answer: { order: WRONG } } }],
  });
});

test("the description of the API knows it", () => {
  const text = JSON.stringify(description);
  expect(text).toContain('"const":"order"');
  expect(text).toContain('"poll","order"');
});
