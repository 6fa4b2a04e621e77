import type { ClusterNode } from "../../dev-cluster/nodes.ts";
import type { Exit } from "../../dev-cluster/processes/child.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "../end-to-end/fixture.ts";
import { single } from "../end-to-end/questions.ts";
import { Client, must } from "../harness/client.ts";
import { until } from "../harness/until.ts";
import { INSTALL_MS, type ReplSession, startReplSession } from "./repl-session.ts";

let deployment: ReplSession;
let fixture: SessionFixture;

beforeAll(async () => {
  deployment = await startReplSession({ api: 2 });
  fixture = await setUpSession(deployment.cluster, { questions: [single(1)], players: playerNames(6) });
  must(await fixture.host.step(fixture.session.id, "open"), 200);
}, INSTALL_MS);
afterAll(() => deployment?.stop(), 60_000);

const readiness = (client: Client) => client.send<{ data: { missing: string[] } }>("GET", "/readyz");

test.each([
  "/~node/drain",
  "/$node/drain",
  "/api/streams",
  "/answers/queues",
  "/stats/boards",
  "/stats/rebuild",
  "/sessions/live",
])("operator actions cannot be called over HTTP: %s", async (path) => {
  for (const method of ["GET", "POST"]) {
    for (const prefix of ["", "/api"]) must(await fixture.client.send(method, prefix + path), 404);
  }
});

/** Waits for a node that stops by itself, and returns how it exited. */
async function endOf(node: ClusterNode): Promise<Exit | undefined> {
  await until(`${node.name} has ended`, () => node.pid() === undefined);
  return node.stop();
}

test("a drained gateway is not ready, sends its streams elsewhere and exits with 0; the other keeps serving", async () => {
  const { cluster, terminal } = deployment;
  const [leaving, staying] = fixture.clients.map(({ baseUrl }) => new Client(baseUrl)) as [Client, Client];
  const leavers = await Promise.all(
    fixture.players.slice(0, 4).map((player) => player.via(leaving).events()),
  );
  const stayers = await Promise.all(fixture.players.slice(4).map((player) => player.via(staying).events()));
  await Promise.all([...leavers, ...stayers].map((stream) => stream.next("state")));

  const output = terminal.ask("drain api-1 6");
  await until("it is not ready", async () => (await readiness(leaving)).status === 503);
  expect((await readiness(leaving)).body.data.missing).toEqual(["node is draining"]);
  must(await at(fixture.players, 0).via(leaving).answer(1, { choice: 1 }), 201);
  expect(leavers.map((stream) => stream.ended)).toEqual([false, false, false, false]);

  expect(await output).toMatch(
    /^Draining api-1: it stops in 6\.0 s and finishes its running requests\.\napi-1 stopped and left the cluster after \d+\.\d s\.$/,
  );
  await until("its streams have ended", () => leavers.every((stream) => stream.ended));
  for (const stream of leavers) expect(stream.retryMs).toBeGreaterThanOrEqual(1000);
  expect(await endOf(at(cluster.nodes("api"), 0))).toEqual({ code: 0, signal: null });

  must(await readiness(staying), 200);
  must(await at(fixture.players, 1).via(staying).answer(1, { choice: 1 }), 201);
  expect(stayers.map((stream) => stream.ended)).toEqual([false, false]);
  for (const stream of stayers) stream.close();
}, 60_000);

test("the last node of its kind is drained only with --force", async () => {
  const { cluster, terminal } = deployment;
  const quiz = at(cluster.nodes("quiz"), 0);
  expect(await terminal.ask("drain quiz-1")).toBe(
    "No other node runs quiz. Use --force to drain quiz-1 anyway.",
  );
  expect(quiz.pid()).toBeDefined();
  expect(await terminal.ask("drain quiz-1 0 --force")).toContain("quiz-1 stopped and left the cluster");
  expect(await endOf(quiz)).toEqual({ code: 0, signal: null });
});

test.each([
  ["drain api-9", /^There is no node api-9\. Nodes: answers-1, api-2, sessions-1, stats-1$/],
  ["drain api-2 soon", /^The notice must be a number of seconds, at most 60\.$/],
  ["drain api-2 61", /^The notice must be a number of seconds, at most 60\.$/],
])("an error is one line: %s", async (line, output) => {
  expect(await deployment.terminal.ask(line)).toMatch(output);
});

test("it says so if a service is gone", async () => {
  await deployment.terminal.ask("drain sessions-1 0 --force");
  expect(await deployment.terminal.ask("sessions")).toBe("The service sessions is not available.");
});
