import { networkInterfaces } from "node:os";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";
import { catalogue } from "../../../platform/metrics/catalogue.ts";
import { at, playerNames, setUpSession, untilQuestionOpen } from "../../end-to-end/fixture.ts";
import { must } from "../../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../../harness/deployment.ts";
import { until } from "../../harness/until.ts";
import { scrape } from "./scrape.ts";

let deployment: StandaloneNode;
let port: number;
beforeAll(async () => {
  port = await freePort();
  deployment = await startStandalone({ METRICS_PORT: String(port) });
}, 120_000);
afterAll(() => deployment?.stop());

const QUESTION = {
  kind: "single" as const,
  text: "Which?",
  options: [{ text: "this", correct: true as const }, { text: "that" }],
};

test("the values match what was done, and only metrics of the catalogue are exposed", async () => {
  const fixture = await setUpSession(deployment, { questions: [QUESTION], players: playerNames(5) });
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  await untilQuestionOpen(fixture, 1);
  for (const player of fixture.players) must(await player.answer(1, { choice: 0 }), 201);
  must(await at(fixture.players, 0).answer(1, { choice: 0 }), 200);
  must(await at(fixture.players, 1).answer(1, { choice: 1 }), 409);
  must(await fixture.client.send("GET", "/api/nowhere"), 404);
  const { samples, types } = await until("a refresh is counted", async () => {
    const scraped = await scrape(port);
    return (scraped.samples.get("stampede_refresh_duration_seconds_count") ?? 0) > 0 && scraped;
  });
  expect(Object.fromEntries(samples)).toMatchObject({
    'stampede_answers_total{verdict="accepted"}': 5,
    'stampede_answers_total{verdict="repeated"}': 1,
    'stampede_answers_total{verdict="changed"}': 1,
    'stampede_answers_total{verdict="late"}': 0,
    'stampede_requests_total{route="answer",status="201"}': 5,
    'stampede_requests_total{route="answer",status="200"}': 1,
    'stampede_requests_total{route="answer",status="409"}': 1,
    'stampede_requests_total{route="none",status="404"}': 1,
    'stampede_request_duration_seconds_count{route="answer"}': 7,
    'stampede_requests_total{route="join",status="201"}': 5,
    'stampede_cache_reads_total{cache="quizzes",outcome="miss"}': 0,
    stampede_joined_players_total: 5,
    stampede_stored_rows_total: 5,
    stampede_batch_rows_sum: 7,
    stampede_queue_rows: 0,
    stampede_commit_failures_total: 0,
    stampede_streams_open: 0,
    stampede_boards: 1,
    stampede_nodes_online: 1,
    stampede_transport_up: 1,
    stampede_pool_limit_connections: 1,
  });
  const listed = Object.entries(catalogue).map(([name, { type }]) => [name, type]);
  expect([...types].sort()).toEqual(listed.sort());
});

test("the port has the security headers, compresses, and is open on loopback only unless told otherwise", async () => {
  for (const [path, status] of [
    ["metrics", 200],
    ["other", 404],
  ]) {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`);
    expect(response.status).toBe(status);
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(response.headers.get(name)).toBe(value);
    if (status === 200) expect(response.headers.get("content-encoding")).toBe("gzip");
    await response.text();
  }
  const outside = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address, family, internal } of outside) {
    if (internal || family !== "IPv4") continue;
    await expect(fetch(`http://${address}:${port}/metrics`)).rejects.toThrow();
  }
});
